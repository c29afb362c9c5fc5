/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotes and parentheses that do not end, or end where they should not.
 */
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/curly.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

/* Where the quote at `at` was meant to end when a backtick was typed for it: `NAME`, or `NAME`). */
static size_t mistyped_end(struct slice text, size_t at)
{
    for (size_t i = at + 1; i < text.len && text.p[i] != '\n' && text.p[i] != '\''; i++)
        if (text.p[i] == '`' && i + 1 < text.len && (text.p[i + 1] == ',' || text.p[i + 1] == ')'))
            return i;
    return SIZE_MAX;
}

/* ``NAME', or ``NAME'): two quotes open and one closes. */
static bool is_doubled(struct slice text, size_t at)
{
    size_t i = at + 2;

    if (!slice_starts(slice_from_at(text, at), SLICE("``")))
        return false;
    while (i < text.len && text.p[i] != '\n' && text.p[i] != '`' && text.p[i] != '\'')
        i++;
    return i > at + 2 && i + 1 < text.len && text.p[i] == '\'' &&
           (text.p[i + 1] == ',' || text.p[i + 1] == ')');
}

/* In a line like  NAME(`value)dnl  : the parenthesis that the quote should stand before. */
static size_t line_paren(struct slice text, size_t at)
{
    size_t found = SIZE_MAX;

    for (size_t i = at; i < text.len && text.p[i] != '\n'; i++) {
        if (text.p[i] == ')')
            found = i;
        if (slice_starts(slice_from_at(text, i), SLICE(")dnl")))
            return i;
    }
    return found;
}

static void backtick_for_quote(struct checking *c)
{
    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        struct slice text = c->mc.files.p[p->file].text;
        size_t end = mistyped_end(text, p->at);
        if (p->kind != MC_OPEN_QUOTE || end == SIZE_MAX || is_doubled(text, p->at))
            continue;
        struct finding *f = check_say(c, p->file, end,
                                      "the closing quote is ', not `: the quote opened in column "
                                      "%d never ends, as each ` opens another",
                                      mc_place_of(&c->mc, p->file, p->at).column);
        check_replace(c, f, p->file, end, 1, "'");
    }
}

/* `value´: what was meant to close is of another alphabet. All of the line become m4's. */
static bool curly_closes(struct checking *c, struct finding *f, int file, size_t at)
{
    struct slice line = mc_line_at(&c->mc, file, at);
    size_t start = mc_line_start(&c->mc, file, at);
    struct str right = str_new(c->in);
    bool any = false;

    for (size_t i = 0; i < line.len;) {
        size_t k = i < at - start ? CURLY_NONE : curly_at(line, i);
        if (k == CURLY_NONE) {
            str_add_char(&right, line.p[i++]);
            continue;
        }
        struct slice quote = curly_meant(k);
        check_edit(c, f, file, start + i, curly_len(k), quote);
        str_add(&right, quote);
        i += curly_len(k);
        any = true;
    }
    if (any)
        check_instead(c, f, "%s", right.p);
    return any;
}

/* `NAME, `value': the comma before which the first quote should have ended; SIZE_MAX when it is not
 * a plain word that stands there. */
static size_t comma_behind_word(struct slice text, size_t at)
{
    size_t i = at + 1, comma;

    while (i < text.len && (ascii_is_alnum(text.p[i]) || strchr("_.-@[]:", text.p[i]) != NULL))
        i++;
    comma = i;
    if (i == at + 1 || i >= text.len || text.p[i] != ',')
        return SIZE_MAX;
    do
        i++;
    while (i < text.len && (text.p[i] == ' ' || text.p[i] == '\t'));
    return i < text.len && text.p[i] == '`' ? comma : SIZE_MAX;
}

static void say_open_quote(struct checking *c, int file, size_t at)
{
    struct slice text = c->mc.files.p[file].text;
    size_t end = comma_behind_word(text, at);
    struct finding *f = check_say(c, file, at, "the quote opened here is never closed");

    if (end == SIZE_MAX)
        end = line_paren(text, at);
    if (!curly_closes(c, f, file, at) && end != SIZE_MAX)
        check_replace(c, f, file, end, 0, "'");
}

/* The first line of a quoted argument of many closes a parenthesis that it did not open. */
static bool runs_away(const struct mc_arg *arg)
{
    struct slice rest = arg->raw, line;
    int parens = 0;

    if (!slice_line(&rest, &line) || rest.len == 0 || line.len == 0 || line.p[0] != '`' ||
        slice_find(line, '\'') != SIZE_MAX)
        return false;
    for (size_t i = 0; i < line.len; i++) {
        parens += line.p[i] == '(' ? 1 : line.p[i] == ')' ? -1 : 0;
        if (parens < 0)
            return slice_is(slice_from_at(line, i), ")") ||
                   slice_starts(slice_from_at(line, i), SLICE(")dnl"));
    }
    return false;
}

const struct mc_arg *check_runaway(const struct mc_item *call)
{
    for (size_t a = 0; a < call->args.len; a++)
        if (runs_away(&call->args.p[a]))
            return &call->args.p[a];
    return NULL;
}

static void open_quote(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        struct slice text = c->mc.files.p[p->file].text;
        if (p->kind == MC_OPEN_QUOTE && !is_doubled(text, p->at) &&
            mistyped_end(text, p->at) == SIZE_MAX)
            say_open_quote(c, p->file, p->at);
    }
    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct mc_arg *arg = check_runaway(call);
        if (arg != NULL)
            say_open_quote(c, call->file, arg->at);
    }
}

/* The call of a problem; the scan keeps what it has read of it. */
static const struct mc_item *call_at(const struct checking *c, int file, size_t at)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;)
        if (call->file == file && call->at == at)
            return call;
    return NULL;
}

static void open_paren(struct checking *c)
{
    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        const struct mc_item *call = call_at(c, p->file, p->at);
        if (p->kind != MC_OPEN_PAREN || call == NULL || check_runaway(call) != NULL)
            continue;
        struct slice line = mc_line_at(&c->mc, p->file, p->at);
        size_t start = mc_line_start(&c->mc, p->file, p->at),
               dnl = slice_search(line, SLICE("dnl"));
        size_t end = slice_trim_end(line).len;
        struct finding *f =
            check_say(c, p->file, p->at, "%.*s( has no closing parenthesis", SLICE_ARG(p->name));
        if (dnl != SIZE_MAX && dnl > 0 && line.p[dnl - 1] == '\'')
            end = dnl;
        if (end > 1 && line.p[end - 1] == '\'' && line.p[end - 2] == ')')
            check_replace(c, f, p->file, start + end - 2, 2, "')"); /* NAME(`value)' */
        else if (end > 0 && line.p[end - 1] == '\'')
            check_replace(c, f, p->file, start + end, 0, ")");
    }
}

/* The position of a quote's end inside a word, as in don't; SIZE_MAX when there is none. */
static size_t apostrophe_in(const struct mc_arg *arg)
{
    int level = 0;

    for (size_t i = 0; i < arg->raw.len; i++) {
        if (arg->raw.p[i] == '`')
            level++;
        else if (arg->raw.p[i] == '\'' && level > 0 && --level == 0 && i > 1 &&
                 i + 1 < arg->raw.len && ascii_is_alpha(arg->raw.p[i - 1]) &&
                 ascii_is_alpha(arg->raw.p[i + 1]))
            return i;
    }
    return SIZE_MAX;
}

/* The line with the word written out; nothing when that takes a person. */
static void reword(struct checking *c, struct finding *f, int file, size_t at, struct slice word)
{
    static const struct {
        const char *word, *whole;
    } words[] = {{"don't", "do not"},   {"can't", "cannot"},        {"isn't", "is not"},
                 {"won't", "will not"}, {"doesn't", "does not"},    {"aren't", "are not"},
                 {"we're", "we are"},   {"you're", "you are"},      {"it's", "it is"},
                 {"we've", "we have"},  {"shouldn't", "should not"}};

    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is_case(word, words[i].word))
            check_replace(c, f, file, at, word.len,
                          arena_printf(c->in, "%c%s", word.p[0], words[i].whole + 1).p);
}

static void apostrophe(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        bool stray = false;
        for (size_t a = 0; a < call->args.len; a++)
            stray = stray || call->args.p[a].stray != SIZE_MAX;
        for (size_t a = 0; stray && a < call->args.len; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            size_t at = apostrophe_in(arg);
            if (at == SIZE_MAX)
                continue;
            struct finding *f =
                check_say(c, call->file, arg->at + at,
                          "the apostrophe ends the quoted text here; write it without one");
            size_t from = at, to = at + 1;
            while (from > 0 && ascii_is_alpha(arg->raw.p[from - 1]))
                from--;
            while (to < arg->raw.len && ascii_is_alpha(arg->raw.p[to]))
                to++;
            reword(c, f, call->file, arg->at + from, slice_part(arg->raw, from, to - from));
        }
    }
}

/* Where the quote that ends with argument `a` was meant to begin: a list without quotes is cut into
 * arguments, more of them than the macro takes. */
static const struct mc_arg *quote_begin(const struct mc_item *call, size_t a)
{
    const struct word *word = word_find(call->name);
    size_t first = word != NULL && word->most > 0 ? (size_t)word->most - 1 : a;

    if (slice_is(call->name, "define"))
        first = 1;
    if (first >= a)
        return &call->args.p[a];
    for (size_t i = first; i < a; i++)
        if (call->args.p[i].has_quotes)
            return &call->args.p[a];
    return &call->args.p[first];
}

/* A ' that closes nothing: the backtick before the argument is missing. */
static void closing_alone(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        for (size_t a = 0; a < call->args.len && word_find(call->name) != NULL; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            struct slice raw = slice_trim_end(arg->raw);
            /* 'a, b': the quote opened in an argument before. */
            if (raw.len < 2 || raw.p[0] == '`' || arg->stray != arg->at + raw.len - 1 ||
                slice_starts(call->args.p[0].raw, SLICE("'")))
                continue;
            struct finding *f = check_say(c, call->file, arg->stray,
                                          "this quote closes nothing: the backtick before %.*s is "
                                          "missing",
                                          SLICE_ARG(slice_part(raw, 0, raw.len - 1)));
            check_replace(c, f, call->file, quote_begin(call, a)->at, 0, "`");
        }
    }
}

/* ``NAME' opens two and closes one; `NAME'' the other way round. */
static void quote_too_many(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        if (p->kind == MC_OPEN_QUOTE && is_doubled(c->mc.files.p[p->file].text, p->at))
            check_replace(c,
                          check_say(c, p->file, p->at,
                                    "two backticks open two quotes, and only one is closed"),
                          p->file, p->at, 1, "");
    }
    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        for (size_t a = 0; a < call->args.len && word_find(call->name) != NULL; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            struct slice raw = slice_trim_end(arg->raw);
            /* `.'' is a list of characters, this quote one of them. */
            if (raw.len < 4 || !slice_ends_case(raw, SLICE("''")) ||
                arg->stray != arg->at + raw.len - 1 || raw.p[0] != '`' ||
                !ascii_is_alnum(raw.p[raw.len - 3]))
                continue;
            check_replace(c,
                          check_say(c, call->file, arg->stray,
                                    "this quote closes nothing and becomes part of the text: one "
                                    "is enough"),
                          call->file, arg->stray, 1, "");
        }
    }
}

const struct mc_check end_checks[] = {
    {"m4-quote-06", SEVERITY_ERROR, false, "a backtick as the closing quote", backtick_for_quote},
    {"m4-quote-07", SEVERITY_ERROR, false, "a quote that does not end", open_quote},
    {"m4-quote-08", SEVERITY_ERROR, false, "a parenthesis that does not end", open_paren},
    {"m4-quote-09", SEVERITY_ERROR, false, "an apostrophe in a quoted text", apostrophe},
    {"m4-quote-13", SEVERITY_ERROR, false, "a closing quote alone", closing_alone},
    {"m4-quote-17", SEVERITY_ERROR, false, "a quote too many", quote_too_many},
    {0},
};
