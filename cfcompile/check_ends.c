/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotes that do not end, or end where they should not.
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

static void say_backtick(struct checking *c, int file, size_t at)
{
    size_t end = mistyped_end(c->mc.files.p[file].text, at);

    if (end != SIZE_MAX && !is_doubled(c->mc.files.p[file].text, at))
        check_replace(c,
                      check_say(c, file, end,
                                "the closing quote is ', not `: the quote opened in column %d "
                                "never ends, as each ` opens another",
                                mc_place_of(&c->mc, file, at).column),
                      file, end, 1, "'");
}

static void backtick_for_quote(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; i < c->mc.problems.len; i++)
        if (c->mc.problems.p[i].kind == MC_OPEN_QUOTE)
            say_backtick(c, c->mc.problems.p[i].file, c->mc.problems.p[i].at);
    /* A quote too many further below ends it there. */
    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct mc_arg *arg = check_runaway(call);
        if (arg != NULL)
            say_backtick(c, call->file, arg->at);
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
        struct slice quote = curly_meant(line, i, k);
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

/* The quote that was meant to end before a parenthesis of an outer call, in the line of the quote
 * at `at`: `define(`x', `value)'. *end is that parenthesis; SIZE_MAX: there is none. */
static size_t inner_quote(struct slice text, size_t at, size_t *end)
{
    for (size_t i = at + 1; i < text.len && text.p[i] != '\n'; i++) {
        int parens = 0;
        size_t k = i + 1;
        if (text.p[i] != '`')
            continue;
        for (; k < text.len && strchr("`'\n", text.p[k]) == NULL; k++) {
            parens += text.p[k] == '(' ? 1 : text.p[k] == ')' ? -1 : 0;
            if (parens < 0 && k + 1 < text.len && strchr("')", text.p[k + 1]) != NULL) {
                *end = k;
                return i;
            }
        }
    }
    return SIZE_MAX;
}

/* `NAME(...), ...: a branch of ifdef ends where the parentheses of its call do; SIZE_MAX when the
 * text is no call with another argument behind it. */
static size_t end_of_branch(struct slice text, size_t at)
{
    size_t i = at + 1;
    int parens = 0, level = 1;

    while (i < text.len && (ascii_is_alnum(text.p[i]) || text.p[i] == '_'))
        i++;
    if (i == at + 1 || i >= text.len || text.p[i] != '(')
        return SIZE_MAX;
    for (; i < text.len && text.p[i] != '\n'; i++) {
        level += text.p[i] == '`' ? 1 : text.p[i] == '\'' ? -1 : 0;
        if (level == 1)
            parens += text.p[i] == '(' ? 1 : text.p[i] == ')' ? -1 : 0;
        if (parens == 0)
            return i + 1 < text.len && text.p[i + 1] == ',' ? i + 1 : SIZE_MAX;
    }
    return SIZE_MAX;
}

/* A remark behind #, which m4 reads like everything else. */
static bool opens_in_remark(struct checking *c, int file, size_t at, const char *what)
{
    struct slice line = slice_trim(mc_line_at(&c->mc, file, at));
    size_t hash =
        line.len > 0 && line.p[0] == '#' ? (size_t)(line.p - c->mc.files.p[file].text.p) : SIZE_MAX;

    if (hash == SIZE_MAX || hash > at)
        return false;
    check_replace(c, check_say(c, file, at, "%s: m4 reads what stands behind # too", what), file,
                  hash, 1, line.len == 1 || ascii_is_space(line.p[1]) ? "dnl" : "dnl ");
    return true;
}

static void say_open_quote(struct checking *c, int file, size_t at)
{
    static const char what[] = "the quote opened here is never closed";
    struct slice text = c->mc.files.p[file].text;
    size_t end = comma_behind_word(text, at), inner = SIZE_MAX;

    if (opens_in_remark(c, file, at, what))
        return;
    if (end == SIZE_MAX)
        inner = inner_quote(text, at, &end);
    if (end == SIZE_MAX)
        end = end_of_branch(text, at);
    if (end == SIZE_MAX)
        end = line_paren(text, at);
    struct finding *f = check_say(c, file, inner != SIZE_MAX ? inner : at, what);
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

/* A quote outside of calls that ends some lines later: what was to be obeyed is text. */
static void swallowed_lines(struct checking *c)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_QUOTED, NULL)) != NULL;) {
        struct slice rest = item->text, line;
        if (item->divert < 0)
            continue;
        for (bool first = true; slice_line(&rest, &line); first = false) {
            size_t paren = slice_find(line, '(');
            if (first || paren == SIZE_MAX || word_find(slice_part(line, 0, paren)) == NULL)
                continue;
            const char *what =
                arena_printf(c->in,
                             "the quote opened here ends in line %d: what stands between is text",
                             mc_place_of(&c->mc, item->file, item->end - 1).line)
                    .p;
            if (!opens_in_remark(c, item->file, item->at, what))
                check_say(c, item->file, item->at, "%s", what);
            break;
        }
    }
}

static void open_quote(struct checking *c)
{
    const struct mc_item *call;

    swallowed_lines(c);

    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        struct slice text = c->mc.files.p[p->file].text;
        if (p->kind == MC_OPEN_QUOTE && !is_doubled(text, p->at) &&
            mistyped_end(text, p->at) == SIZE_MAX)
            say_open_quote(c, p->file, p->at);
    }
    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct mc_arg *arg = check_runaway(call);
        if (arg != NULL && mistyped_end(c->mc.files.p[call->file].text, arg->at) == SIZE_MAX)
            say_open_quote(c, call->file, arg->at);
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

/* `the users' host': the quote that ends before its text does, a closing one alone at the end. */
static size_t apostrophe_behind(const struct mc_arg *arg)
{
    struct slice raw = slice_trim_end(arg->raw);
    int level = 0;

    if (raw.len < 4 || raw.p[0] != '`' || arg->stray != arg->at + raw.len - 1)
        return SIZE_MAX;
    for (size_t i = 0; i + 2 < raw.len; i++) {
        level += raw.p[i] == '`' ? 1 : raw.p[i] == '\'' ? -1 : 0;
        if (level == 0)
            return ascii_is_alpha(raw.p[i - 1]) && raw.p[i + 1] == ' ' ? i : SIZE_MAX;
    }
    return SIZE_MAX;
}

/* The line with the word written out; nothing when that takes a person. */
static void reword(struct checking *c, struct finding *f, int file, size_t at, struct slice word)
{
    static const struct {
        const char *word, *whole;
    } words[] = {{"don't", "do not"},
                 {"can't", "cannot"},
                 {"isn't", "is not"},
                 {"won't", "will not"},
                 {"doesn't", "does not"},
                 {"aren't", "are not"},
                 {"we're", "we are"},
                 {"you're", "you are"},
                 {"it's", "it is"},
                 {"we've", "we have"},
                 {"shouldn't", "should not"},
                 {"that's", "that is"},
                 {"there's", "there is"},
                 {"what's", "what is"},
                 {"who's", "who is"},
                 {"they're", "they are"},
                 {"i'm", "I am"},
                 {"you've", "you have"},
                 {"wasn't", "was not"},
                 {"haven't", "have not"},
                 {"hasn't", "has not"},
                 {"couldn't", "could not"},
                 {"wouldn't", "would not"},
                 {"mustn't", "must not"},
                 {"we'll", "we will"},
                 {"you'll", "you will"},
                 {"didn't", "did not"},
                 {"weren't", "were not"}};

    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is_case(word, words[i].word))
            check_replace(c, f, file, at, word.len,
                          arena_printf(c->in, "%c%s", word.p[0], words[i].whole + 1).p);
    /* "Bob's" does without; of "y'all" nobody knows. */
    if (f->instead.len == 0 && slice_ends_case(word, SLICE("'s")))
        check_replace(c, f, file, at + word.len - 2, 1, "");
}

bool check_ends_at_apostrophe(const struct checking *c, const struct mc_item *call)
{
    struct slice line = mc_line_at(&c->mc, call->file, call->end - 1);
    size_t start = mc_line_start(&c->mc, call->file, call->end - 1);
    const struct mc_arg *last = call->args.len > 0 ? &call->args.p[call->args.len - 1] : NULL;

    /* `text (don't)...': the parenthesis of the text ends the call, and the quote stands behind. */
    return last != NULL && call->end > start && apostrophe_in(last) != SIZE_MAX &&
           slice_search(slice_from_at(line, call->end - start), SLICE("')")) != SIZE_MAX;
}

static void apostrophe(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        bool stray = check_ends_at_apostrophe(c, call);
        for (size_t a = 0; a < call->args.len; a++)
            stray = stray || call->args.p[a].stray != SIZE_MAX;
        for (size_t a = 0; stray && a < call->args.len; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            size_t at = apostrophe_in(arg), plural = apostrophe_behind(arg);
            if (at == SIZE_MAX && plural == SIZE_MAX)
                continue;
            struct finding *f =
                check_say(c, call->file, arg->at + (at != SIZE_MAX ? at : plural),
                          "the apostrophe ends the quoted text here; write it without one");
            if (at == SIZE_MAX) {
                check_replace(c, f, call->file, arg->at + plural, 1, "");
                continue;
            }
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
    {"m4-quote-09", SEVERITY_ERROR, false, "an apostrophe in a quoted text", apostrophe},
    {"m4-quote-13", SEVERITY_ERROR, false, "a closing quote alone", closing_alone},
    {"m4-quote-17", SEVERITY_ERROR, false, "a quote too many", quote_too_many},
    {0},
};
