/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is wrong with the declaration of a map.
 */
#include <criterion/criterion.h>
#include <unistd.h>

#include "map/map.h"

static struct arena *in;
static struct maps *all;

static void setup(void)
{
    struct map_settings s = {.trusted_uid = geteuid(), .run_as_uid = geteuid()};

    in = arena_new();
    all = maps_new(in);
    maps_configure(all, &s);
}

static void teardown(void)
{
    maps_close(all);
    arena_drop(in);
}

TestSuite(map_declare, .init = setup, .fini = teardown);

#define TEN_GROUPS "(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)"
static const struct {
    const char *class, *spec, *why;
} mistakes[] = {
    {"nosuch", "x", "class nosuch not available"},
    {"regex", "-s7 (a)(b)", "field (7) out of range, only 3 substrings in pattern"},
    {"regex", "-s1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1 (a)",
     "too many fields, 32 max"},
    {"regex", "-s1 " TEN_GROUPS TEN_GROUPS TEN_GROUPS "(.)", "too many substrings, 32 max"},
    {"regex", "a(", "pattern-compile-error"},
    {"dns", "", "missing -R type"},
    {"dns", "-RXYZ", "wrong type XYZ"},
    {"hash", "", "No file name for hash map"},
    {"hash", "-x file", "Illegal option x map x"},
    {"hash", "- file", "Illegal option   map x"},
    {"hash", "-", "No file name for hash map x"},
    {"ldap", "-Q -k x -v y", "Illegal option Q map x"},
    {"ldap", "-Q", "No filter given in map x"},
    {"syslog", "-D-Lx", "syslog_map_parseargs: Unknown priority x"},
    {"syslog", "-q-L INFO", "Illegal option q map syslog"},
    {"syslog", "-a.x", "Illegal option a map syslog"},
    {"dns", "-RXYZ", "missing -R type"},
    {"syslog", "-Lloud", "Unknown priority loud"},
    {"syslog", "-Lloud -L", "Unknown priority loud"},
};

Test(map_declare, a_unit_that_is_none_is_told_of_and_no_mistake)
{
    struct map *m;

    cr_assert(maps_declare(all, SLICE("a"), SLICE("null"), SLICE("-d1h30m"), &m, NULL));
    cr_expect_eq(map_warnings(m).len, 0);
    cr_assert(maps_declare(all, SLICE("b"), SLICE("null"), SLICE("-d1S2q"), &m, NULL));
    cr_expect_str_eq(map_warnings(m).p, "Invalid time unit `S'\nInvalid time unit `q'\n");
}

Test(map_declare, mistakes_in_a_declaration_are_told)
{
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct err err = {0};
        struct map *m;

        cr_expect_not(maps_declare(all, SLICE("x"), slice_from(mistakes[i].class),
                                   slice_from(mistakes[i].spec), &m, &err));
        cr_expect_eq(err.status, EX_CONFIG);
        struct slice said = m != NULL ? map_mistakes(m) : slice_from(err.text);
        cr_expect_neq(slice_search(said, slice_from(mistakes[i].why)), SIZE_MAX, "%s: %.*s",
                      mistakes[i].class, SLICE_ARG(said));
    }
}
