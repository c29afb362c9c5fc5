/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "smrsh/command.h"

/* Programs that exist: prog, vacation, and two whose names are tricks. */
static enum command_found find(void *ctx UNUSED, const char *path)
{
    static const char *const there[] = {"/dir/prog", "/dir/vacation", "/dir/a;b", "/dir/x=y"};

    if (strcmp(path, "/dir/text") == 0)
        return COMMAND_IRREGULAR;
    for (size_t i = 0; i < COUNT(there); i++)
        if (strcmp(path, there[i]) == 0)
            return COMMAND_FOUND;
    return COMMAND_ABSENT;
}

static const struct {
    const char *text;
    enum command_verdict verdict;
    const char *out; /* what the shell gets; for refusals the name or character */
} rows[] = {
    {"prog", COMMAND_FINE, "/dir/prog"},
    {"  prog a 'b c' \"d\"", COMMAND_FINE, "/dir/prog a 'b c' \"d\""},
    {"/usr/bin/vacation eric", COMMAND_FINE, "/dir/vacation eric"},
    {"../../bin/prog", COMMAND_FINE, "/dir/prog"},
    {"exec prog x", COMMAND_FINE, "exec /dir/prog x"},
    {"exec exec prog", COMMAND_FINE, "exec exec /dir/prog"},
    {"exec", COMMAND_NOT_ALLOWED, "exec"},
    {"exec exec", COMMAND_NOT_ALLOWED, "exec"},
    {"exec  ", COMMAND_NO_EXEC, ""},
    {"exec && prog", COMMAND_NOT_ALLOWED, "&&"},
    {"prog && exec", COMMAND_NOT_ALLOWED, "exec"},
    {"echo hello", COMMAND_FINE, "echo hello"},
    {"exit 1 || echo other", COMMAND_FINE, "exit 1  || echo other"},
    {"prog a && vacation b", COMMAND_FINE, "/dir/prog a  && /dir/vacation b"},
    {"exit 75", COMMAND_FINE, "exit 75"},
    {"", COMMAND_EMPTY, ""},
    {" \t ", COMMAND_EMPTY, ""},
    {"sh -c id", COMMAND_NOT_ALLOWED, "sh"},
    {"../../bin/sh", COMMAND_NOT_ALLOWED, "sh"},
    {"prog/", COMMAND_NOT_ALLOWED, ""},
    {"..", COMMAND_NOT_ALLOWED, ".."},
    {"&&", COMMAND_NOT_ALLOWED, "&&"},
    {"prog && sh", COMMAND_NOT_ALLOWED, "sh"},
    {"prog &&", COMMAND_NOT_ALLOWED, ""},
    {"exec sh", COMMAND_NOT_ALLOWED, "sh"},
    {"text", COMMAND_NOT_FILE, "text"},
    {"a;b", COMMAND_BAD_CHAR, ";"},
    {"x=y", COMMAND_BAD_CHAR, "="},
    {"prog a | cat", COMMAND_BAD_CHAR, "|"},
    {"prog a & cat", COMMAND_BAD_CHAR, "&"},
    {"prog a > x", COMMAND_BAD_CHAR, ">"},
    {"prog a < x", COMMAND_BAD_CHAR, "<"},
    {"prog `id`", COMMAND_BAD_CHAR, "`"},
    {"prog $(id)", COMMAND_BAD_CHAR, "$"},
    {"prog (id", COMMAND_BAD_CHAR, "("},
    {"prog ^x", COMMAND_BAD_CHAR, "^"},
    {"prog; id", COMMAND_NOT_ALLOWED, "prog;"},
    {"prog ; id", COMMAND_BAD_CHAR, ";"},
    {"prog a\nid", COMMAND_BAD_CHAR, "\n"},
    {"prog a\rid", COMMAND_BAD_CHAR, "\r"},
    {"prog a &&& id", COMMAND_NOT_ALLOWED, "&"},
};

Test(smrsh, what_may_run_and_what_may_not)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *in = arena_new();
        struct str out = str_new(in);
        struct command c = {.dir = SLICE("/dir"), .find = find};
        enum command_verdict got = command_check(&c, slice_from(rows[i].text), &out);

        cr_expect_eq(got, rows[i].verdict, "%s: %d", rows[i].text, got);
        if (got == COMMAND_FINE)
            cr_expect_str_eq(out.p, rows[i].out);
        else if (got == COMMAND_BAD_CHAR)
            cr_expect_eq(c.bad, rows[i].out[0], "%s: %c", rows[i].text, c.bad);
        else
            cr_expect(slice_is(c.name, rows[i].out), "%s: %.*s", rows[i].text, SLICE_ARG(c.name));
        arena_drop(in);
    }
}

Test(smrsh, a_nul_ends_nothing)
{
    struct arena *in = arena_new();
    struct str out = str_new(in);
    struct command c = {.dir = SLICE("/dir"), .find = find};

    cr_expect_eq(command_check(&c, slice_of("prog\0x", 6), &out), COMMAND_NOT_ALLOWED);
    str_clear(&out);
    cr_expect_eq(command_check(&c, slice_of("prog a\0x", 8), &out), COMMAND_BAD_CHAR);
    arena_drop(in);
}

static bool is_only(void *ctx, const char *path)
{
    return strcmp(ctx, path) == 0;
}

Test(smrsh, each_system_has_its_directory)
{
    static const char *const known[] = {"/etc/mail/smrsh", "/etc/smrsh", "/usr/libexec/sm.bin"};
    char elsewhere[] = "/tmp";

    for (size_t i = 0; i < COUNT(known); i++)
        cr_expect(slice_is(command_directory(is_only, (void *)known[i]), known[i]));
    cr_expect(slice_is(command_directory(is_only, elsewhere), "/etc/mail/smrsh"));
}
