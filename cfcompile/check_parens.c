/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parentheses of calls: one too many in front, none at the end.
 */
#include <string.h>

#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

/* The call of a problem; the scan keeps what it has read of it. */
static const struct mc_item *call_at(const struct checking *c, int file, size_t at)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;)
        if (call->file == file && call->at == at)
            return call;
    return NULL;
}

/* NAME((: one parenthesis is enough. SIZE_MAX: there is but one. */
static size_t second_paren(const struct checking *c, const struct mc_item *call)
{
    struct slice text = c->mc.files.p[call->file].text;
    size_t i = call->at + call->name.len + 1;

    while (i < text.len && (text.p[i] == ' ' || text.p[i] == '\t'))
        i++;
    return i < text.len && text.p[i] == '(' ? i : SIZE_MAX;
}

/* The dnl that ends the line as m4 sees it, outside of quotes; the line's length without one. */
static size_t dnl_place(struct slice line)
{
    int level = 0;

    for (size_t i = 0; i < line.len; i++) {
        level += line.p[i] == '`' ? 1 : line.p[i] == '\'' ? -1 : 0;
        bool starts = i == 0 || !(ascii_is_alpha(line.p[i - 1]) || line.p[i - 1] == '_');
        if (level <= 0 && starts && slice_starts(slice_from_at(line, i), SLICE("dnl")))
            return i;
    }
    return line.len;
}

static bool quotes_match(struct slice text)
{
    int level = 0;

    for (size_t i = 0; i < text.len; i++)
        level += text.p[i] == '`' ? 1 : text.p[i] == '\'' ? -1 : 0;
    return level == 0;
}

/* Where the parenthesis belongs, in the line where the call begins. */
static void offer_paren(struct checking *c, struct finding *f, const struct mc_item *call)
{
    struct slice line = mc_line_at(&c->mc, call->file, call->at);
    size_t start = mc_line_start(&c->mc, call->file, call->at), from = call->at - start;
    size_t dnl = from + dnl_place(slice_from_at(line, from));
    struct slice body = slice_trim_end(slice_part(line, from, dnl - from));
    size_t end = from + body.len;

    if (body.len > call->name.len + 2 && slice_ends_case(body, SLICE(")'"))) {
        check_replace(c, f, call->file, start + end - 2, 2, "')"); /* NAME(`value)' */
        return;
    }
    if (body.len <= call->name.len + 1 || strchr(",(", body.p[body.len - 1]) != NULL ||
        !quotes_match(body))
        return;
    /* NAME(value dnl): dnl deletes the parenthesis. */
    if (slice_is(slice_trim_end(slice_from_at(line, dnl)), "dnl)"))
        check_replace(c, f, call->file, start + end, dnl + strlen("dnl)") - end, ")dnl");
    else
        check_replace(c, f, call->file, start + end, 0, ")");
}

static void say_open(struct checking *c, const struct mc_item *call)
{
    size_t second = second_paren(c, call);

    if (second != SIZE_MAX)
        check_replace(c,
                      check_say(c, call->file, second,
                                "two parentheses open behind %.*s, and only one is closed",
                                SLICE_ARG(call->name)),
                      call->file, second, 1, "");
    else
        offer_paren(c,
                    check_say(c, call->file, call->at, "%.*s( has no closing parenthesis",
                              SLICE_ARG(call->name)),
                    call);
}

/* A call of the library or a define that has another at the beginning of a line inside: its
 * parenthesis is missing, and one too many further below closes it. */
static bool swallows_calls(const struct checking *c, const struct mc_item *call)
{
    const struct word *word = word_find(call->name);

    if (word == NULL || call->depth > 0 || word->kind == WORD_HELPER ||
        word->kind == WORD_SECTION ||
        (word->kind == WORD_M4 && !slice_is(call->name, "define") &&
         !slice_is(call->name, "undefine") && !slice_is(call->name, "divert")))
        return false;
    for (const struct mc_item *in = call + 1;
         in < c->mc.items.p + c->mc.items.len && in->file == call->file && in->at < call->end; in++)
        if (in->kind == MC_CALL && !in->conditional && word_find(in->name) != NULL &&
            word_find(in->name)->kind != WORD_HELPER &&
            mc_line_start(&c->mc, in->file, in->at) == in->at)
            return true;
    return false;
}

static void open_paren(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        call = call_at(c, p->file, p->at);
        if (p->kind == MC_OPEN_PAREN && call != NULL && check_runaway(call) == NULL)
            say_open(c, call);
    }
    if (c->mc.problems.len > 0)
        return;
    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;)
        if (swallows_calls(c, call) && check_runaway(call) == NULL)
            say_open(c, call);
}

/* NAME((`value')): both pairs are whole, and the inner one is part of the value. */
static void pair_too_many(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        size_t second = second_paren(c, call);
        struct slice text = c->mc.files.p[call->file].text;
        if (second == SIZE_MAX || word == NULL || word->kind == WORD_HELPER ||
            (word->kind == WORD_M4 && !slice_is(call->name, "define")) || call->end < 2 ||
            text.p[call->end - 1] != ')' || text.p[call->end - 2] != ')')
            continue;
        struct finding *f = check_say(c, call->file, second,
                                      "the second pair of parentheses becomes part of the value");
        check_edit(c, f, call->file, second, 1, (struct slice){0});
        check_edit(c, f, call->file, call->end - 2, 1, (struct slice){0});
    }
}

const struct mc_check paren_checks[] = {
    {"m4-quote-08", SEVERITY_ERROR, false, "a parenthesis that does not end", open_paren},
    {"m4-quote-19", SEVERITY_ERROR, true, "a pair of parentheses too many", pair_too_many},
    {0},
};
