/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <db.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "map/map.h"
#include "os/file.h"
#include "os/safe_path.h"

static struct arena *in;
static struct maps *all;
static char dir[] = "/tmp/mw-map-XXXXXX";

static enum map_answer dns(void *ctx UNUSED, struct slice name, unsigned type, struct arena *a,
                           struct slice **records, size_t *count, struct err *err)
{
    if (slice_is(name, "down.example"))
        return err_set(err, EX_TEMPFAIL, "SERVFAIL"), MAP_FAILED;
    if (type == 28 && slice_is(name, "six.example")) {
        *records = ARENA_NEW(a, struct slice);
        **records = SLICE("2001:db8::25");
        *count = 1;
        return MAP_FOUND;
    }
    if (type != 15 || !slice_is(name, "two.example"))
        return MAP_ABSENT;
    *records = ARENA_ARRAY(a, 2, struct slice);
    (*records)[0] = SLICE("10 mx1.example.");
    (*records)[1] = SLICE("10 here.example.");
    *count = 2;
    return MAP_FOUND;
}

static enum map_answer canonical(void *ctx UNUSED, struct slice name, struct arena *a,
                                 struct slice *out, struct err *err)
{
    if (slice_is(name, "down.example"))
        return err_set(err, EX_TEMPFAIL, "SERVFAIL"), MAP_FAILED;
    if (slice_is(name, "alone.example")) {
        *out = arena_copy(a, name);
        return MAP_FOUND;
    }
    if (slice_is(name, "plain") || slice_is(name, "plain.")) {
        *out = arena_copy(a, SLICE("plain"));
        return MAP_FOUND;
    }
    if (slice_is(name, "listed.") || slice_is(name, "searched")) {
        *out = arena_printf(a, "%.*s.Example", SLICE_ARG(slice_part(name, 0, 6)));
        return MAP_FOUND;
    }
    if (!slice_is(name, "www.example") && !slice_is(name, "www.example."))
        return MAP_ABSENT;
    *out = arena_copy(a, SLICE("web.example."));
    return MAP_FOUND;
}

/* "[1.2.3.4]" is a host without a domain, and what is no address is said so. */
static enum map_answer reverse(void *ctx UNUSED, struct slice text, struct arena *a,
                               struct slice *out, struct err *err)
{
    if (!slice_is(text, "1.2.3.4")) {
        err->status = EX_UNAVAILABLE;
        return MAP_ABSENT;
    }
    *out = arena_copy(a, SLICE("bare"));
    return MAP_FOUND;
}

static const struct map_hooks hooks = {.dns = dns, .canonical = canonical, .reverse = reverse};

static void setup(void)
{
    struct map_settings s = {.hooks = &hooks,
                             .trusted_uid = geteuid(),
                             .run_as_uid = geteuid(),
                             .dont_blame = (uint64_t)1 << ALLOW_MAP_IN_UNSAFE_DIR_PATH};

    in = arena_new();
    all = maps_new(in);
    maps_configure(all, &s);
    cr_assert_not_null(mkdtemp(dir));
}

static void teardown(void)
{
    int rc;

    maps_close(all);
    arena_drop(in);
    rc = fork();
    if (rc == 0)
        execl("/bin/rm", "rm", "-rf", dir, (char *)NULL);
    (void)waitpid(rc, NULL, 0);
}

static struct slice path(const char *name)
{
    return arena_printf(in, "%s/%s", dir, name);
}

static struct map *declare_named(const char *name, const char *class, struct slice spec)
{
    struct map *m = NULL;
    struct err err = {0};

    cr_assert(maps_declare(all, slice_from(name), slice_from(class), spec, &m, &err), "%s",
              err.text);
    return m;
}

/* Each by another name: one that is declared again keeps its flags. */
static struct map *declare(const char *class, struct slice spec)
{
    static unsigned count;

    return declare_named(arena_printf(in, "m%u", count++).p, class, spec);
}

/* "=value", "absent N" or "failed". */
static const char *ask(struct map *m, const struct map_query *q)
{
    struct slice value;
    struct err err = {0};

    switch (map_lookup(m, q, in, &value, &err)) {
    case MAP_FOUND:
        return arena_cstr(in, arena_printf(in, "=%.*s", SLICE_ARG(value)));
    case MAP_ABSENT:
        return arena_cstr(in, arena_printf(in, "absent %d", err.status));
    default:
        return "failed";
    }
}

static const char *ask_key(struct map *m, const char *key)
{
    struct map_query q = {.key = slice_from(key)};

    return ask(m, &q);
}

static void make_db(const char *name, DBTYPE type, const char *key, const char *value, bool nul)
{
    DBT k = {.data = (void *)key, .size = (u_int32_t)strlen(key) + nul};
    DBT v = {.data = (void *)value, .size = (u_int32_t)strlen(value) + nul};
    DB *db;

    cr_assert_eq(db_create(&db, NULL, 0), 0);
    cr_assert_eq(db->open(db, NULL, path(name).p, NULL, type, DB_CREATE | DB_TRUNCATE, 0640), 0);
    cr_assert_eq(db->put(db, NULL, &k, &v, 0), 0);
    cr_assert_eq(db->close(db, 0), 0);
}

TestSuite(map, .init = setup, .fini = teardown);

#define TEN_GROUPS "(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)"
static const struct {
    const char *class, *spec, *key, *answer;
} rows[] = {
    {"null", "", "x", "absent 68"},
    {"dequote", "", "\"abc\"", "=abc"},
    {"dequote", "", "abc", "absent 0"},
    {"dequote", "", "\"a b\"", "absent 0"},
    {"dequote", "-s_", "\"a b\"", "=a_b"},
    {"dequote", "-S_", "\"a b\"", "=a_b"},
    {"dequote", "-a.x", "\"abc\"", "=abc.x"},
    {"dequote", "", "\"a\"b\"c\"", "=abc"},
    {"dequote", "", "\"a(b\"", "absent 0"},
    {"dequote", "", "\"a<b>\"", "=a<b>"},
    {"dequote", "", "\"a>b\"", "absent 0"},
    {"dequote", "", "a\"b", "absent 0"},
    {"dequote", "", "\\\"a", "absent 0"},
    {"dequote", "", "\"a\\\"b\"", "=a\\\"b"},
    {"dequote", "", "\"\"", "="},
    {"dequote", "", "(<)\"\"", "=(<)"},
    {"dequote", "", "\"(\")\"", "=(\")"},
    {"dequote", "", "<(>)\"\"", "absent 0"},
    {"dequote", "", "(\")", "absent 0"},
    {"dequote", "-s_", "(a b\\))\"\"", "=(a_b\\))"},
    {"dequote", "-s_", "\"a\tb\"", "absent 0"},
    {"arith", "", "1", "absent 78"},
    {"macro", "", "x", "="},
    {"macro", "", "", "absent 78"},
    {"regex", "-a@M ^abc", "ABCD", "=@M"},
    {"regex", "-f ^abc", "ABCD", "absent 0"},
    {"regex", "-m ^abc", "abcd", "=abcd"},
    {"regex", "-n ^abc", "abcd", "absent 0"},
    {"regex", "-n ^abc", "xyz", "="},
    {"regex", "-s1,2 -d+ (a+)(b+)", "xaabb", "=aa+bb"},
    {"regex", "-s1,2 (a+)(b+)", "xaabb",
     "=aa\x9b"
     "bb"},
    {"regex", "-s -d+ (a+)(b+)", "xaabb", "=aabb+aa+bb"},
    {"regex", "-b a+", "xa+", "="},
    {"regex", "-s30,1 -d+ " TEN_GROUPS TEN_GROUPS TEN_GROUPS, "abcdefghijklmnopqrstuvwxyz0123",
     "=3+a"},
    {"user", "", "root", "=root"},
    {"user", "-v shell", "nosuchuserhere", "absent 67"},
    {"user", "-vuid", "root", "=0"},
    {"user", "-v bogus", "root", "failed"},
    {"program", "/bin/echo hi", "key here", "=hi key here"},
    {"program", "/bin/false", "key", "absent 1"},
    {"program", "/bin/true", "key", "absent 0"},
    {"program", "/nowhere/x", "key", "failed"},
    {"arpa", "", "1.2.3.4", "=4.3.2.1"},
    {"arpa", "", "IPv6:2001:db8::1",
     "=1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"},
    {"arpa", "", "1.2.3.256", "absent 65"},
    {"host", "-a.", "www.example", "=web.example."},
    {"host", "-a.", "www.example.", "=web.example."},
    {"host", "-m -a.", "www.example", "=www.example."},
    {"host", "", "none.example", "absent 68"},
    {"host", "", "down.example", "failed"},
    {"host", "-t", "down.example", "absent 75"},
    {"host", "-T<TMPF>", "down.example", "=down.example<TMPF>"},
    {"dns", "-R MX", "two.example", "=mx1.example"},
    {"dns", "-RMX -z,", "two.example", "=mx1.example,here.example"},
    {"dns", "-z -RMX", "two.example", "=mx1.example here.example"},
    {"dns", "-R A", "two.example", "absent 68"},
    {"dns", "-RAAAA", "six.example", "=IPv6:2001:db8:0:0:0:0:0:25"},
    {"dns", "-R A", "down.example", "failed"},
    {"bestmx", "", "two.example", "=mx1.example."},
    {"bestmx", "-z:", "two.example", "=mx1.example.:here.example."},
    {"bestmx", "", "alone.example", "=alone.example."},
    {"bestmx", "-z: -T<TEMP>", "alone.example", "=alone.example."},
    {"bestmx", "", "plain", "=plain."},
    {"bestmx", "", "listed", "=listed.example."},
    {"bestmx", "", "listed.", "=listed.example."},
    {"bestmx", "", "none\\", "absent 0"},
    {"bestmx", "", ".none", "absent 0"},
    {"bestmx", "", "none\\\\", "absent 68"},
    {"bestmx", "", "searched", "absent 68"},
    {"host", "-a.", "[1.2.3.4]", "=bare."},
    {"host", "-a.", "[", "absent 0"},
    {"host", "-a.", "[]", "absent 69"},
    {"ldap", "-c 1 -h 127.0.0.1:1 -k (uid=%0) -v mail", "x", "failed"},
};

Test(map, classes_answer_as_observed)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct map *m;
        struct slice spec = slice_from(rows[i].spec);
        struct arena *scratch = arena_new();

        /* "-R MX" is written with and without the blank in the wild. */
        if (slice_starts(spec, SLICE("-R ")))
            spec = arena_printf(in, "-R%s", rows[i].spec + 3);
        if (slice_starts(spec, SLICE("-v ")))
            spec = arena_printf(in, "-v%s", rows[i].spec + 3);
        m = declare(rows[i].class, spec);
        cr_expect_str_eq(ask_key(m, rows[i].key), rows[i].answer, "%s %s (%s): %s", rows[i].class,
                         rows[i].spec, rows[i].key, ask_key(m, rows[i].key));
        arena_drop(scratch);
    }
}

static const struct {
    const char *op, *a, *b, *answer;
} sums[] = {
    {"+", "1", "2", "=3"},        {"-", "1", "2", "=-1"},
    {"*", "3", "2", "=6"},        {"/", "7", "2", "=3"},
    {"/", "7", "0", "absent 78"}, {"%", "7", "4", "=3"},
    {"|", "1", "2", "=3"},        {"&", "3", "2", "=2"},
    {"l", "1", "2", "=TRUE"},     {"l", "2", "1", "=FALSE"},
    {"=", "1", "1", "=TRUE"},     {"-", "0x10", "1", "=15"},
    {"-", "010", "1", "=7"},      {"-", "abc", "1", "=-1"},
    {"x", "1", "1", "absent 78"}, {"/", "-9223372036854775808", "-1", "absent 78"},
    {"r", "4", "4", "=4"},        {"*", "4294967296", "2147483647", "=922337203255980"},
};

Test(map, arith_computes_and_never_traps)
{
    struct map *m = declare("arith", SLICE("-aX")); /* means nothing here */

    for (size_t i = 0; i < COUNT(sums); i++) {
        struct slice args[2] = {slice_from(sums[i].a), slice_from(sums[i].b)};
        struct map_query q = {.key = slice_from(sums[i].op), .args = args, .nargs = 2};

        cr_expect_str_eq(ask(m, &q), sums[i].answer, "%s %s %s", sums[i].op, sums[i].a, sums[i].b);
    }
}

Test(map, a_host_without_domain_gets_the_one_of_the_question)
{
    struct map *m = declare("host", SLICE("-a."));
    struct map_query q = {.key = SLICE("plain")};

    cr_expect_str_eq(ask(m, &q), "=plain.");
    q.domain = SLICE("example.net");
    cr_expect_str_eq(ask(m, &q), "=plain.example.net.");
    q.domain = SLICE("");
    cr_expect_str_eq(ask(m, &q), "=plain..");
    q.key = SLICE("www.example");
    cr_expect_str_eq(ask(m, &q), "=web.example.");
}

Test(map, some_classes_get_the_quotes_of_their_key)
{
    static const char *const with[] = {"dequote", "macro", "arith", "arpa"};

    for (size_t i = 0; i < COUNT(with); i++)
        cr_expect(map_keeps_quotes(declare(with[i], SLICE(""))), "%s", with[i]);
    cr_expect_not(map_keeps_quotes(declare("regex", SLICE("a"))));
}

Test(map, an_argument_chooses_the_substrings_of_regex)
{
    struct map *m = declare("regex", SLICE("-s1,2 -d+ (a+)(b+)"));
    struct slice args[1] = {SLICE("2")};
    struct map_query q = {.key = SLICE("xaabb"), .args = args, .nargs = 1};

    cr_expect_str_eq(ask(m, &q), "=bb");
    args[0] = SLICE("4294967299"); /* 32 bits of it are 3 */
    cr_expect_str_eq(ask(m, &q), "absent 78");
    args[0] = SLICE("none"); /* no number is field 0 */
    cr_expect_str_eq(ask(m, &q), "=aabb");
}

Test(map, the_text_of_an_alias_file_counts_until_it_has_a_database)
{
    struct map *m = declare("implicit", path("al"));

    map_serve_aliases(m);
    cr_assert(file_replace(path("al").p, SLICE("a: b\nlist: c\n"), 0644, NULL));
    cr_expect_str_eq(ask_key(m, "list"), "=c");
    make_db("al.db", DB_HASH, "a", "from the database", false);
    cr_expect_str_eq(ask_key(m, "a"), "=from the database");
    cr_expect_str_eq(ask_key(m, "list"), "absent 0");
}

Test(map, db_values_take_arguments_and_append)
{
    struct slice args[2] = {SLICE("q"), SLICE("r")};
    struct map_query q = {.key = SLICE("K1"), .args = args, .nargs = 2};

    make_db("t.db", DB_HASH, "k1", "v %0 %1 %2 %3 %% %z", false);
    cr_expect_str_eq(ask(declare("hash", arena_printf(in, "-a.A %s", path("t").p)), &q),
                     "=v K1 q r  % %z.A");
    cr_expect_str_eq(ask(declare("hash", arena_printf(in, "-m %s", path("t.db").p)), &q), "=K1");
    cr_expect_str_eq(ask(declare("hash", arena_printf(in, "-f %s", path("t").p)), &q), "absent 0");
    cr_expect_str_eq(ask(declare("btree", path("t")), &q), "failed",
                     "the wrong type is no absence");
}

Test(map, db_adapts_to_the_nul_style_unless_told)
{
    make_db("n.db", DB_BTREE, "k1", "v", true);
    cr_expect_str_eq(ask_key(declare("btree", path("n")), "k1"), "=v");
    cr_expect_str_eq(ask_key(declare("btree", arena_printf(in, "-N %s", path("n").p)), "k1"), "=v");
    cr_expect_str_eq(ask_key(declare("btree", arena_printf(in, "-O %s", path("n").p)), "k1"),
                     "absent 0");
}

Test(map, a_missing_file_is_temporary_unless_optional)
{
    struct slice text = arena_printf(in, "-o %s", path("x").p);

    cr_expect_str_eq(ask_key(declare("hash", path("x")), "k"), "failed");
    cr_expect_str_eq(ask_key(declare("hash", text), "k"), "absent 0");
    cr_expect_not(map_open(declare("stab", text), &(struct map_query){0}));
    cr_expect(map_open(declare("stab", path("x")), &(struct map_query){0}), "it may be asked");
    cr_expect_str_eq(ask_key(declare("text", path("x")), "k"), "failed");
    cr_expect_str_eq(ask_key(declare("text", text), "k"), "absent 68");
    cr_expect_str_eq(ask_key(declare("hash", arena_printf(in, "-T<TMPF> %s", path("x").p)), "k"),
                     "=k<TMPF>");
}

Test(map, a_rebuilt_database_is_noticed_also_for_keys_that_were_absent)
{
    struct map *m;

    make_db("r.db", DB_HASH, "old", "1", false);
    m = declare("hash", path("r"));
    cr_expect_str_eq(ask_key(m, "old"), "=1");
    cr_expect_str_eq(ask_key(m, "new"), "absent 0");
    make_db("r.db", DB_HASH, "new", "2", false);
    cr_expect_str_eq(ask_key(m, "new"), "=2", "at once: absence is checked against the file");
    sleep(2);
    cr_expect_str_eq(ask_key(m, "old"), "absent 0");
}

Test(map, a_damaged_database_fails_and_is_not_empty)
{
    make_db("d.db", DB_HASH, "k", "v", false);
    cr_assert(file_replace(path("d.db").p, SLICE("this is no database"), 0640, NULL));
    cr_expect_str_eq(ask_key(declare("hash", path("d")), "k"), "failed");
    cr_assert(file_replace(path("d.db").p, SLICE(""), 0640, NULL));
    cr_expect_str_eq(ask_key(declare("hash", path("d")), "k"), "failed");
}

Test(map, text_columns_and_groups)
{
    cr_assert(file_replace(path("t1").p, SLICE("key value one\nFoo Bar baz\n# c d\n"), 0644, NULL));
    cr_assert(file_replace(path("t2").p, SLICE("a:b:c\nx:Y:z\n"), 0644, NULL));
    struct map *first, *m;
    struct err err = {0};

    cr_assert(maps_declare(all, SLICE("one"), SLICE("text"),
                           arena_printf(in, "-v 1 %s", path("t1").p), &first, &err));
    cr_assert(maps_declare(all, SLICE("two"), SLICE("text"),
                           arena_printf(in, "-k1 -v0 -z: %s", path("t2").p), &m, &err));
    cr_expect_str_eq(ask_key(first, "foo"), "=Bar");
    cr_expect_str_eq(ask_key(declare("text", path("t1")), "foo"), "=Foo");
    cr_expect_str_eq(ask_key(first, "c"), "absent 68");
    cr_expect_str_eq(ask_key(m, "y"), "=x");
    m = declare("sequence", SLICE("one two"));
    cr_expect_str_eq(ask_key(m, "key"), "=value");
    cr_expect_str_eq(ask_key(m, "b"), "=a");
    cr_expect_str_eq(ask_key(m, "zz"), "absent 68");
    cr_expect_str_eq(ask_key(declare("sequence", SLICE("-one .two")), "b"), "=a");
    m = declare("sequence", SLICE("one one one one one one one one one one one one one two"));
    cr_expect_str_eq(ask_key(m, "b"), "=a", "there may be many");
    cr_expect_not(maps_declare(all, SLICE("s"), SLICE("sequence"), SLICE("one nobody"), &m, &err));
}

Test(map, a_switch_reads_nsswitch_conf_too)
{
    static const char *const lines[] = {"hosts files b\nfruit a b\n",
                                        "hosts:\tb\nfruit:  a [NOTFOUND=continue] b # c\n"};

    for (size_t i = 0; i < COUNT(lines); i++) {
        struct map_settings s = {.service_switch_file = path("switch"),
                                 .trusted_uid = geteuid(),
                                 .run_as_uid = geteuid(),
                                 .dont_blame = (uint64_t)1 << ALLOW_MAP_IN_UNSAFE_DIR_PATH};
        struct map *m;
        struct err err = {0};

        cr_assert(file_replace(path("switch").p, slice_from(lines[i]), 0644, NULL));
        cr_assert(file_replace(path("a").p, SLICE("apple red\n"), 0644, NULL));
        cr_assert(file_replace(path("b").p, SLICE("plum blue\n"), 0644, NULL));
        all = maps_new(in);
        maps_configure(all, &s);
        cr_assert(maps_declare(all, SLICE("m.a"), SLICE("text"),
                               arena_printf(in, "-v1 %s", path("a").p), &m, &err));
        cr_assert(maps_declare(all, SLICE("m.b"), SLICE("text"),
                               arena_printf(in, "-v1 %s", path("b").p), &m, &err));
        m = declare_named("m", "switch", SLICE("fruit"));
        cr_expect_str_eq(ask_key(m, "apple"), "=red", "%zu", i);
        cr_expect_str_eq(ask_key(m, "plum"), "=blue", "%zu", i);
    }
}

Test(map, a_member_that_fails_is_passed_over_but_not_taken_for_absent)
{
    struct map *m;

    cr_assert(file_replace(path("t3").p, SLICE("key value\n"), 0644, NULL));
    cr_assert(maps_declare(all, SLICE("down"), SLICE("hash"), path("no-such"), &m, NULL));
    cr_assert(maps_declare(all, SLICE("up"), SLICE("text"),
                           arena_printf(in, "-v1 %s", path("t3").p), &m, NULL));
    m = declare("sequence", SLICE("down up"));
    cr_expect_str_eq(ask_key(m, "key"), "=value");
    cr_expect_str_eq(ask_key(m, "none"), "failed");
    cr_expect_str_eq(ask_key(declare("sequence", SLICE("up down")), "none"), "failed");
}

Test(map, a_map_that_is_declared_again_keeps_its_flags)
{
    make_db("t.db", DB_HASH, "a", "one", false);
    (void)declare_named("m", "hash", arena_printf(in, "-a.x -f %s", path("t").p));
    cr_expect_str_eq(ask_key(declare_named("m", "hash", path("t")), "a"), "=one.x");
    cr_expect_str_eq(ask_key(declare_named("m", "hash", path("t")), "A"), "absent 0");
    cr_expect_str_eq(ask_key(declare_named("m", "regex", SLICE("-n a")), "b"), "=.x");
    cr_expect_str_eq(ask_key(declare_named("m", "regex", SLICE("b")), "a"), "=.x", "-n still");
}

Test(map, groups_that_are_members_of_each_other_end)
{
    struct map *one, *two;

    cr_assert(maps_declare(all, SLICE("one"), SLICE("null"), SLICE(""), &one, NULL));
    cr_assert(maps_declare(all, SLICE("two"), SLICE("sequence"), SLICE("one"), &two, NULL));
    cr_assert(maps_declare(all, SLICE("one"), SLICE("sequence"), SLICE("two"), &one, NULL));
    cr_expect_str_eq(ask_key(one, "key"), "failed");
    cr_expect_str_eq(ask_key(two, "key"), "failed");
}

Test(map, unsafe_files_are_refused_with_path_and_mode)
{
    struct map_query q = {.key = SLICE("k")};
    struct slice value;
    struct err err = {0};

    cr_assert(file_replace(path("w").p, SLICE("k v\n"), 0666, NULL));
    cr_expect_eq(map_lookup(declare("text", path("w")), &q, in, &value, &err), MAP_FAILED);
    cr_expect_not_null(strstr(err.text, "unsafe map file"), "%s", err.text);
    cr_expect_not_null(strstr(err.text, path("w").p), "%s", err.text);
}
