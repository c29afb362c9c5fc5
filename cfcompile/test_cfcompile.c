/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cfcompile/compile.h"
#include "cfcompile/origin.h"
#include "os/file.h"

Test(origin, marks_are_taken_out_and_remembered)
{
    struct arena *in = arena_new();
    struct origins origins = {0};
    struct slice text = origin_split(
        SLICE("#line 7 \"a.mc\"\none\ntwo\n#line 3 \"f.m4\"\n#line 9\nthree\n#lines are text\n"),
        "x.mc", in, &origins);

    cr_assert(slice_is(text, "one\ntwo\nthree\n#lines are text\n"));
    cr_expect(slice_is(origin_of(&origins, 1).file, "a.mc"));
    cr_expect_eq(origin_of(&origins, 1).line, 7);
    cr_expect_eq(origin_of(&origins, 2).line, 8);
    cr_expect(slice_is(origin_of(&origins, 3).file, "f.m4"));
    cr_expect_eq(origin_of(&origins, 3).line, 9);
    cr_expect_eq(origin_of(&origins, 0).line, 0);
    cr_expect_eq(origin_of(&origins, 99).line, 0);
    arena_drop(in);
}

Test(origin, standard_input_is_the_source)
{
    struct arena *in = arena_new();
    struct origins origins = {0};

    origin_split(SLICE("#line 2 \"stdin\"\nx\n"), "my.mc", in, &origins);
    cr_expect(slice_is(origin_of(&origins, 1).file, "my.mc"));
    arena_drop(in);
}

/* A source in a directory of its own, with a library that only prints what the test wants. */
struct place {
    char dir[64];
    char mc[96], cf[96], bak[96], edited[96], library[96];
};

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    cr_assert_not_null(f);
    fputs(text, f);
    fclose(f);
}

static struct place place_with(const char *mc)
{
    struct place p = {.dir = "/tmp/test-cfcompile-XXXXXX"};

    cr_assert_not_null(mkdtemp(p.dir));
    snprintf(p.mc, sizeof p.mc, "%s/x.mc", p.dir);
    snprintf(p.cf, sizeof p.cf, "%s/x.cf", p.dir);
    snprintf(p.bak, sizeof p.bak, "%s/x.cf.bak", p.dir);
    snprintf(p.edited, sizeof p.edited, "%s/x.cf.edited", p.dir);
    snprintf(p.library, sizeof p.library, "%s/m4", p.dir);
    mkdir(p.library, 0755);
    snprintf(p.library, sizeof p.library, "%s/m4/cf.m4", p.dir);
    put(p.library, "define(`SAY', `errprint(`$1\n')')dnl\n");
    put(p.mc, mc);
    return p;
}

static void place_drop(struct place *p)
{
    char m4[96];

    snprintf(m4, sizeof m4, "%s/m4", p->dir);
    unlink(p->mc);
    unlink(p->cf);
    unlink(p->bak);
    unlink(p->edited);
    unlink(p->library);
    rmdir(m4);
    rmdir(p->dir);
}

static int compile_place(const struct place *p, int timeout_ms, size_t max_bytes)
{
    struct compile_request request = {
        .m4 = {.mc = p->mc, .cf_dir = p->dir, .timeout_ms = timeout_ms, .max_bytes = max_bytes},
        .unchecked = true,
        .quiet = true,
    };

    return compile(&request);
}

static bool holds(const char *path, const char *text)
{
    struct arena *in = arena_new();
    struct slice found;
    bool same = file_read(path, 1 << 20, in, &found, NULL) && slice_is(found, text);

    arena_drop(in);
    return same;
}

Test(compile, a_good_source_replaces_the_file_and_keeps_the_previous)
{
    struct place p = place_with("V10/Berkeley\n");

    put(p.cf, "old\n");
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    cr_expect(holds(p.cf, "V10/Berkeley\n"));
    cr_expect(holds(p.bak, "old\n"));
    cr_expect_neq(access(p.edited, F_OK), 0);
    /* Nothing changed: the previous one stays the previous one. */
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    cr_expect(holds(p.bak, "old\n"));
    place_drop(&p);
}

static const struct {
    const char *what, *mc;
    int status;
} bad[] = {
    {"an error of the library", "SAY(`x.mc:1: ERROR: no')\nV10\n", EX_CONFIG},
    {"a quote that does not end", "define(`x', `y)\n", EX_CONFIG},
    {"a macro that calls itself", "define(`x', `x')x\n", EX_CONFIG},
    {"a macro that grows", "define(`x', `x(`$1$1')')x(`aaaaaaaa')\n", EX_CONFIG},
    {"an endless output", "define(`y', `a\ny')y\n", EX_CONFIG},
    {"m4 told to fail", "m4exit(3)\n", EX_CONFIG},
};

Test(compile, a_bad_source_changes_nothing, .timeout = 60)
{
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct place p = place_with(bad[i].mc);

        put(p.cf, "old\n");
        cr_expect_eq(compile_place(&p, 1000, 1 << 16), bad[i].status, "%s", bad[i].what);
        cr_expect(holds(p.cf, "old\n"), "%s", bad[i].what);
        cr_expect_neq(access(p.bak, F_OK), 0, "%s", bad[i].what);
        place_drop(&p);
    }
}

Test(compile, what_was_edited_by_hand_is_kept_when_it_is_made_anew)
{
    struct place p = place_with("V10\n");
    char makefile[96], made[96], sums[112];

    snprintf(makefile, sizeof makefile, "%s/Makefile", p.dir);
    snprintf(made, sizeof made, "%s/.made", p.dir);
    snprintf(sums, sizeof sums, "%s/sums", made);
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    cr_expect_neq(access(made, F_OK), 0, "where nothing is made by make nothing is left behind");
    put(makefile, "");
    put(p.mc, "V10\nDx\n");
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    cr_expect_neq(access(p.edited, F_OK), 0, "what was made before is no edit");
    put(p.cf, "V10\nDxmine\n");
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    cr_expect(holds(p.cf, "V10\nDx\n"));
    cr_expect(holds(p.edited, "V10\nDxmine\n"));
    /* What an undo puts back was made here, too. */
    unlink(p.edited);
    put(p.mc, "V10\nDy\n");
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    put(p.cf, "V10\nDx\n");
    put(p.mc, "V10\nDz\n");
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    cr_expect_neq(access(p.edited, F_OK), 0);
    unlink(sums);
    unlink(makefile);
    rmdir(made);
    place_drop(&p);
}

Test(compile, a_source_that_names_a_library_that_is_not_there_gets_ours)
{
    struct place p = place_with("include(`/nowhere/m4/cf.m4')\nSAY(`WARNING: read')dnl\nV10\n");

    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_OK);
    cr_expect(holds(p.cf, "V10\n"));
    place_drop(&p);
}

Test(compile, without_source_or_library_there_is_an_honest_status)
{
    struct place p = place_with("V10\n");

    unlink(p.library);
    cr_expect_eq(compile_place(&p, 5000, 1 << 20), EX_NOINPUT);
    unlink(p.mc);
    cr_expect_neq(compile_place(&p, 5000, 1 << 20), EX_OK);
    place_drop(&p);
}
