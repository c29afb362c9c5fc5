/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/fix.h"
#include "cfcompile/line_diff.h"
#include "cfcompile/lint.h"
#include "cfcompile/m4_where.h"
#include "cfcompile/mc.h"
#include "cfcompile/mc_run.h"
#include "cfcompile/names.h"
#include "cfcompile/words.h"

static bool is_word(void *ctx, struct slice name)
{
    (void)ctx;
    return word_find(name) != NULL;
}

static struct mc *scan(const char *text, struct arena *in)
{
    struct mc *mc = ARENA_NEW(in, struct mc);

    mc_scan(
        mc,
        &(struct mc_request){.name = SLICE("x.mc"), .text = slice_from(text), .is_macro = is_word},
        in);
    return mc;
}

/* The items in short: call, word, dnl, text, unknown; arguments in brackets. */
static struct slice items_of(const struct mc *mc, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < mc->items.len; i++) {
        const struct mc_item *item = &mc->items.p[i];
        str_printf(&out, "%s%c%.*s", i > 0 ? " " : "", "cwdtu"[item->kind],
                   item -> kind == MC_DNL ? 0 : (int)(item->name.len + item->text.len),
                   item -> name.len > 0 ? item->name.p : item->text.p);
        for (size_t a = 0; a < item->args.len; a++)
            str_printf(&out, "[%.*s]", SLICE_ARG(item->args.p[a].value));
    }
    return str_slice(&out);
}

static const struct {
    const char *text, *items;
} scans[] = {
    {"OSTYPE(`linux')dnl\n", "cOSTYPE[linux] d"},
    {"define(`a', `b, c')dnl x\ny", "cdefine[a][b, c] d ty"},
    {"define(`a',dnl\n`b')", "cdefine[a][b] d"},
    {"FEATURE( x , `y z' )", "cFEATURE[x ][y z ]"},
    {"FEATURE (`x')", "wFEATURE t(`x')"},
    {"dnldefine(`x')", "udnldefine tdnldefine(`x')"},
    {"FEATRUE(`x')", "uFEATRUE tFEATRUE(`x')"},
    {"define(`a', (b, c))", "cdefine[a][(b, c)]"},
    {"`FEATURE(`x')'", "t`FEATURE(`x')'"},
    {"ifdef(`a', `FEATURE(`x')')", "cifdef[a][FEATURE(`x')] cFEATURE[x]"},
    {"changequote([, ])define([a], [b])", "cchangequote[[][]] cdefine[a][b]"},
    {"LOCAL_CONFIG\nCw a b\n", "wLOCAL_CONFIG tCw a b"},
    {"define(`a', len(`b'))", "cdefine[a][len(`b')] clen[b]"},
    {"10m define", "t10m wdefine"},
    {"FOO(`x')define(`FOO', `y')FOO(`z')", "uFOO tFOO(`x') cdefine[FOO][y] cFOO[z]"},
    {"", ""},
};

Test(mc, calls_words_and_what_dnl_deletes)
{
    for (size_t i = 0; i < COUNT(scans); i++) {
        struct arena *in = arena_new();
        struct mc *mc = scan(scans[i].text, in);

        cr_expect(slice_is(items_of(mc, in), scans[i].items), "%s: %.*s", scans[i].text,
                  SLICE_ARG(items_of(mc, in)));
        cr_expect_eq(mc->problems.len, 0, "%s", scans[i].text);
        arena_drop(in);
    }
}

static const struct {
    const char *text;
    enum mc_problem_kind kind;
    int line, column;
} open_ones[] = {
    {"\ndefine(`a', `b)dnl\nFEATURE(`x')\n", MC_OPEN_QUOTE, 2, 13},
    {"define(`a`, `b')\n", MC_OPEN_QUOTE, 1, 8},
    {"\n\n define(`a', `b'dnl\n", MC_OPEN_PAREN, 3, 2},
    {"divert(-1)\nthe `quick fox\n", MC_OPEN_QUOTE, 2, 5},
    {"define(`\u00e9', `b)", MC_OPEN_QUOTE, 1, 13},
};

Test(mc, what_does_not_end_is_told_where_it_begins)
{
    for (size_t i = 0; i < COUNT(open_ones); i++) {
        struct arena *in = arena_new();
        struct mc *mc = scan(open_ones[i].text, in);

        cr_assert_eq(mc->problems.len, 1, "%s", open_ones[i].text);
        struct mc_place at = mc_place_of(mc, 0, mc->problems.p[0].at);
        cr_expect_eq(mc->problems.p[0].kind, open_ones[i].kind, "%s", open_ones[i].text);
        cr_expect_eq(at.line, open_ones[i].line, "%s", open_ones[i].text);
        cr_expect_eq(at.column, open_ones[i].column, "%s: %d", open_ones[i].text, at.column);
        arena_drop(in);
    }
}

/* Any piece of a file is a file that somebody may have: no cut may read outside of it. */
Test(mc, a_text_cut_anywhere_is_read)
{
    static const char text[] = "divert(-1)\nit's `x'\ndivert(0)dnl\ninclude(`a')dnl\n"
                               "define(`a', ifelse(b, `c', `d(`e')', [f]))dnl\n"
                               "changequote([, ])define([x], [y])changequote\n"
                               "LOCAL_RULESETS\nR$*\t$: don't\nFEATURE (`x')dnlMAILER(`y'\n"
                               "MAILER(`a\0b')MAILER(`a\0c')FEATURE(`x\0')FEATURE(`x\0')";

    for (size_t len = 0; len < sizeof text; len++) {
        struct arena *in = arena_new();
        char *copy = arena_cstr(in, slice_of(text, len));
        struct findings findings = findings_new(in);
        struct names names;

        names_read(&names, "/nowhere", in);
        mc_run(
            &(struct mc_run_request){.path = "x.mc", .text = slice_of(copy, len), .names = &names},
            &findings);
        for (size_t i = 0; i < findings.list.len; i++)
            for (size_t k = 0; k < findings.list.p[i].edits.len; k++)
                cr_expect_leq(findings.list.p[i].edits.p[k].at + findings.list.p[i].edits.p[k].len,
                              len);
        arena_drop(in);
    }
}

Test(mc, many_open_parentheses_end_somewhere)
{
    struct arena *in = arena_new();
    struct str text = str_new(in);

    for (int i = 0; i < 5000; i++)
        str_add_text(&text, "define(");
    struct mc *mc = scan(text.p, in);
    cr_assert_eq(mc->problems.len, 1);
    cr_expect_eq(mc->problems.p[0].kind, MC_TOO_DEEP);
    arena_drop(in);
}

static const struct {
    const char *a, *b;
    unsigned distance;
} distances[] = {
    {"", "", 0},           {"abc", "abc", 0}, {"abc", "abd", 2}, {"abc", "ab", 2},
    {"abc", "acb", 2},     {"abc", "ABC", 3}, {"abc", "xyz", 6}, {"FEATRUE", "FEATURE", 2},
    {"confA", "confB", 2}, {"", "ab", 4},
};

Test(names, distance_counts_slips)
{
    for (size_t i = 0; i < COUNT(distances); i++)
        cr_expect_eq(names_distance(slice_from(distances[i].a), slice_from(distances[i].b)),
                     distances[i].distance, "%s %s: %u", distances[i].a, distances[i].b,
                     names_distance(slice_from(distances[i].a), slice_from(distances[i].b)));
}

Test(names, the_nearest_word_is_meant)
{
    cr_expect(slice_is(names_near_word(SLICE("FEATRUE")), "FEATURE"));
    cr_expect(slice_is(names_near_word(SLICE("mailer")), "MAILER"));
    cr_expect(slice_is(names_near_word(SLICE("MASQERADE_AS")), "MASQUERADE_AS"));
    cr_expect_eq(names_near_word(SLICE("SOMETHING_ELSE")).len, 0);
}

Test(words, are_there_once)
{
    for (size_t i = 0; i < word_count; i++)
        cr_expect_eq(word_find(slice_from(word_table[i].name)), &word_table[i], "%s",
                     word_table[i].name);
}

Test(lint, rows_are_sorted_and_have_titles)
{
    for (size_t i = 0; i < lint_row_count; i++) {
        cr_expect_not_null(lint_rows[i].title);
        cr_expect(i == 0 || strcmp(lint_rows[i - 1].id, lint_rows[i].id) < 0, "%s",
                  lint_rows[i].id);
    }
}

Test(checks, rows_are_whole_and_ids_are_unique)
{
    for (size_t t = 0; t < mc_run_topic_count; t++)
        for (const struct mc_check *row = mc_run_topics[t]; row->id != NULL; row++) {
            cr_expect_not_null(row->title);
            cr_expect_not_null(row->run);
            for (size_t u = 0; u <= t; u++)
                for (const struct mc_check *other = mc_run_topics[u];
                     other->id != NULL && other != row; other++)
                    cr_expect_str_neq(row->id, other->id);
        }
}

static const struct {
    const char *before, *after;
} mends[] = {
    {"define('A', 'b')\n", "define(`A', `b')\n"},
    {"define(\"A\", \"b\")\n", "define(`A', `b')\n"},
    {"define (`A', `b')\n", "define(`A', `b')\n"},
    {"define(`A', `b'\n", "define(`A', `b')\n"},
    {"define(`A, `b')dnl\n", "define(`A', `b')dnl\n"},
    {"define(`A', b, c')dnl\n", "define(`A', `b, c')dnl\n"},
    {"DAEMON_OPTIONS(Family=inet, Name=x')dnl\n", "DAEMON_OPTIONS(`Family=inet, Name=x')dnl\n"},
    {"MASQUERADE_AS(`a.b.')dnl MASQUERADE_AS(`a.b.')dnl\n", "MASQUERADE_AS(`a.b')dnl\n"},
    {"MAILER(`x')\r\nFEATURE(`y')\r\n", "FEATURE(`y')\nMAILER(`x')\n"},
    {"LOCAL_RULESETS\nSx\nRa $: b\n", "LOCAL_RULESETS\nSx\nRa\t$: b\n"},
    {"LOCAL_RULESETS\nSx\nR$* $: b\n", "LOCAL_RULESETS\nSx\nR$*\t$: b\n"},
    {"define(`A', `b')dnl\n", "define(`A', `b')dnl\n"},
    {"define(`A' , `b')dnl\n", "define(`A', `b')dnl\n"},
    {"FEATURE(`a' )dnl\n", "FEATURE(`a')dnl\n"},
    {"FEATURE(` a ')dnl\n", "FEATURE(`a')dnl\n"},
    {"FEATURE(`a)'\n", "FEATURE(`a')\n"},
    {"FEATURE a\nMAILER: b_c dnl\n", "FEATURE(`a')\nMAILER(`b_c') dnl\n"},
    {"FEATRUE(a)dnl\n", "FEATURE(a)dnl\n"},
    {"LOCAL_DOMAIN(`a.b c.d.')dnl\n", "LOCAL_DOMAIN(`a.b c.d')dnl\n"},
    {"RELAY_DOMAIN(`me@a.b')dnl\n", "RELAY_DOMAIN(`me@a.b')dnl\n"},
};

Test(fix, what_is_mechanical_is_mended)
{
    for (size_t i = 0; i < COUNT(mends); i++) {
        struct arena *in = arena_new();
        struct names names;
        names_read(&names, "/nowhere", in);
        struct slice fixed = fix_texts("x.mc", slice_from(mends[i].before), &names, in).p[0].text;

        cr_expect(slice_is(fixed, mends[i].after), "%s: %.*s", mends[i].before, SLICE_ARG(fixed));
        arena_drop(in);
    }
}

/* What is offered for the first finding about line `line`. */
static const struct {
    const char *text;
    int line;
    const char *offered;
} offers[] = {
    {"define(`A`, `b`)dnl\n", 1, "define(`A', `b')dnl"},
    {"define(`A'; `b')dnl\nFEATURE(`x'; `y'; `z')dnl\n", 2, "FEATURE(`x', `y', `z')dnl"},
    {"OSTYPE(`x')dnl FEATURE(`y')dnl FEATURE('z')dnl\nMAILER(`a')dnl\n", 1,
     "OSTYPE(`x')dnl\nFEATURE(`y')dnl\nFEATURE(`z')dnl"},
    {"define(`A', `b'\n", 1, "define(`A', `b')"},
    {"define (\"A\", `b`)", 1, "define(`A', `b')"},
};

Test(fix, the_line_to_write_is_the_mended_one)
{
    for (size_t i = 0; i < COUNT(offers); i++) {
        struct arena *in = arena_new();
        struct names names;
        struct findings findings = findings_new(in);
        struct slice text = slice_from(offers[i].text), offered = {0};

        names_read(&names, "/nowhere", in);
        const struct mc *mc = mc_run(
            &(struct mc_run_request){.path = "x.mc", .text = text, .names = &names}, &findings);
        fix_offer(&findings, mc, "x.mc", text, &names);
        for (size_t k = findings.list.len; k-- > 0;)
            if (findings.list.p[k].line == offers[i].line && findings.list.p[k].edits.len > 0)
                offered = findings.list.p[k].instead;
        cr_expect(slice_is(offered, offers[i].offered), "%s: %.*s", offers[i].text,
                  SLICE_ARG(offered));
        arena_drop(in);
    }
}

/* Lines in which something is told when the first has a quote that does not end. */
Test(fix, what_an_open_quote_hides_is_told_too)
{
    struct arena *in = arena_new();
    struct names names;
    struct findings findings = findings_new(in);
    struct slice text = SLICE("define(`A', `b)dnl\nOSTYPE(`x')dnl\nFEATURE{`y'}dnl\n"
                              "define(`C', `d', `e')dnl\nMAILER(`f')dnl\n");
    bool lines[6] = {false};

    names_read(&names, "/nowhere", in);
    const struct mc *mc =
        mc_run(&(struct mc_run_request){.path = "x.mc", .text = text, .names = &names}, &findings);
    fix_offer(&findings, mc, "x.mc", text, &names);
    for (size_t i = 0; i < findings.list.len; i++) {
        const struct finding *f = &findings.list.p[i];
        if (f->severity != SEVERITY_ADVICE)
            lines[f->line < 6 ? f->line : 0] = true;
        for (size_t k = 0; f->line == 3 && k < f->edits.len; k++)
            cr_expect(f->edits.p[k].at >= 34 && f->edits.p[k].at < 50, "%zu", f->edits.p[k].at);
    }
    cr_expect(lines[1] && !lines[2] && lines[3] && lines[4] && !lines[5]);
    arena_drop(in);
}

Test(fix, changes_that_touch_each_other_wait)
{
    struct arena *in = arena_new();
    struct findings findings = findings_new(in);
    struct finding *one, *two;

    one = findings_add(&findings, (struct finding){.id = "one", .file = SLICE("x")});
    *VEC_ADD(&one->edits, in) = (struct edit){1, 3, SLICE("-")};
    two = findings_add(&findings, (struct finding){.id = "two", .file = SLICE("x")});
    *VEC_ADD(&two->edits, in) = (struct edit){2, 1, SLICE("+")};
    *VEC_ADD(&two->edits, in) = (struct edit){5, 0, SLICE("+")};
    cr_expect(slice_is(fix_apply(SLICE("abcdef"), &findings, SLICE("x"), in), "a-ef"));
    arena_drop(in);
}

static const struct {
    const char *before, *after, *shown;
} diffs[] = {
    {"a\nb\n", "a\nb\n", ""},
    {"a\nb\nc\n", "a\nx\nc\n", "@@ line 1 @@\n a\n-b\n+x\n c\n"},
    {"", "a\n", "@@ line 1 @@\n+a\n"},
    {"1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\n", "@@ line 5 @@\n 5\n 6\n-7\n"},
};

Test(line_diff, shows_what_goes_and_what_comes)
{
    for (size_t i = 0; i < COUNT(diffs); i++) {
        struct arena *in = arena_new();
        struct str out = str_new(in);

        line_diff(slice_from(diffs[i].before), slice_from(diffs[i].after), false, &out);
        cr_expect_str_eq(out.p, diffs[i].shown);
        arena_drop(in);
    }
}

static const struct {
    const char *lines;
    int times;
    const char *file;
    int line;
    const char *names;
} traces[] = {
    {"m4trace:a.mc:2: -1- loop\n", 99, "a.mc", 2, "loop"},
    {"m4trace:a.mc:2: -1- one\nm4trace:a.mc:2: -1- two\n", 99, "a.mc", 2, "one and two"},
    {"m4trace:a:b.mc:7: -1- a\nm4trace:a:b.mc:7: -3- b\nm4trace:a:b.mc:7: -1- c\n", 99, "a:b.mc", 7,
     "a, b and c"},
    {"m4trace:a.mc:2: -1- a\nm4trace:a.mc:2: -1- b\nm4trace:a.mc:2: -1- c\nm4trace:a.mc:2: -1- d\n"
     "m4trace:a.mc:3: -1- e\n",
     99, "a.mc", 3, ""},
    {"m4trace:a.mc:2: -1- once\n", 3, "a.mc", 2, ""},
    {"m4: warning\n", 99, "", 0, ""},
};

Test(m4_where, the_end_of_a_trace_names_the_circle)
{
    for (size_t i = 0; i < COUNT(traces); i++) {
        struct arena *in = arena_new();
        struct str trace = str_new(in);
        struct m4_where where;

        str_add_text(&trace, "ce:lib.m4:9: -1- cut\nm4trace:lib.m4:10: -1- library\n");
        if (traces[i].file[0] == '\0')
            str_clear(&trace);
        for (int n = 0; n < traces[i].times; n++)
            str_add_text(&trace, traces[i].lines);
        str_add_text(&trace, "m4trace:cut.mc:1");
        where = m4_where(str_slice(&trace), in);
        cr_expect(slice_is(where.file, traces[i].file), "%zu: %.*s", i, SLICE_ARG(where.file));
        cr_expect_eq(where.line, traces[i].line);
        cr_expect(slice_is(where.names, traces[i].names), "%zu: %.*s", i, SLICE_ARG(where.names));
        arena_drop(in);
    }
}

Test(findings, are_in_order_and_not_twice)
{
    struct arena *in = arena_new();
    struct findings all = findings_new(in);
    static const struct finding rows[] = {
        {.id = "b", .file = {"x", 1}, .line = 7, .column = 1},
        {.id = "a", .file = {"x", 1}, .line = 2, .column = 9},
        {.id = "c", .file = {"x", 1}},
        {.id = "a", .file = {"x", 1}, .line = 2, .column = 3},
        {.id = "a", .file = {"x", 1}, .line = 2, .column = 9},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        findings_add(&all, rows[i]);
    findings_sort(&all);
    cr_assert_eq(all.list.len, 4);
    cr_expect_eq(all.list.p[0].column, 3);
    cr_expect_eq(all.list.p[1].column, 9);
    cr_expect_str_eq(all.list.p[2].id, "b");
    cr_expect_str_eq(all.list.p[3].id, "c");
    arena_drop(in);
}
