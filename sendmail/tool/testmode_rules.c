/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "3,0 user@host, other@host": every rule set of the list on every address.
 */
#include "route/route_internal.h"
#include "sendmail/tool/testmode_internal.h"

static void pass_fault(void *ctx, struct slice text UNUSED, size_t at UNUSED, const char *words)
{
    testmode_say(ctx, SLICE(""), "%s", words);
    testmode_fault(ctx, EX_SOFTWARE);
}

/* compatible: the complaint has put question marks into what it stands behind as well. */
static struct slice with_question_marks(struct slice text, struct arena *in)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < text.len; i++)
        str_add_char(&out, meta_is_range((unsigned char)text.p[i]) ? '?' : text.p[i]);
    return str_slice(&out);
}

bool testmode_bad_address(struct testmode *t, struct slice about, struct slice address)
{
    bool with_about;
    struct slice words = route_text_fault(address, t->scratch, &with_about);

    if (words.len == 0)
        return false;
    if (about.p == address.p)
        about = with_question_marks(about, t->scratch);
    testmode_say(t, with_about ? about : SLICE(""), "%.*s", SLICE_ARG(words));
    if (!with_about)
        testmode_fault(t, EX_USAGE);
    return true;
}

/* The list of rule sets on one address, each on what the last one left. */
static void run_sets(struct testmode *t, struct rewrite *w, struct slice sets,
                     struct tokens *tokens)
{
    const struct rule_faults faults = {t, pass_fault};

    while (sets.len > 0) {
        int set = rules_find(t->cfg->rules, sets, &faults), status;
        size_t comma = slice_find(sets, ',');

        if (set < 0) {
            str_printf(&t->out, "Undefined ruleset %.*s\n", SLICE_ARG(sets));
            return;
        }
        status = rule_run(&w->run, set, tokens);
        if (status != EX_OK)
            str_printf(&t->out, "== Ruleset %.*s (%d) status %d\n", SLICE_ARG(sets), set, status);
        if (comma == SIZE_MAX)
            return;
        sets = slice_from_at(sets, comma + 1);
    }
}

static void hear_text(void *ctx, struct slice address, const char *code UNUSED, const char *words)
{
    testmode_say(ctx, address, "%s", words);
}

void testmode_rules(struct testmode *t, struct slice line)
{
    const struct token_complaints ear = {t, hear_text};
    struct slice sets, rest;
    size_t from = 0, len = 0;
    struct rewrite w;
    enum token_mode mode;

    while (from < line.len && ascii_is_space(line.p[from]))
        from++;
    line = slice_from_at(line, from);
    while (len < line.len && !ascii_is_space(line.p[len]))
        len++;
    if (len == line.len) {
        str_add_text(&t->out, "No address!\n");
        return;
    }
    /* compatible: rule sets that were written for an older level see no comments. */
    mode = t->cfg->level >= 9 ? TOKEN_PLAIN : TOKEN_COMMENTS;
    sets = slice_part(line, 0, len);
    rest = slice_from_at(line, len + 1);
    if (testmode_bad_address(t, str_slice(&t->asked_sender), rest))
        return;
    rewrite_begin(&w, &t->route);
    w.run.token_complaints = &ear;
    for (;;) {
        struct tokens tokens;
        size_t used;

        if (rule_tokens(&w.run, rest, mode, ',', &tokens, &used) && tokens.len > 0)
            run_sets(t, &w, sets, &tokens);
        if (used >= rest.len)
            return;
        rest = slice_from_at(rest, used + 1);
    }
}
