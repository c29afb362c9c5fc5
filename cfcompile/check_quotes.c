/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotes and parentheses. m4 opens with ` and closes with '; what comes from web pages, word
 * processors and other languages does not.
 */
#include <limits.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

/* ---- quotes of other languages -------------------------------------------------------------- */

static const char *const curly[] = {"\u2018", "\u2019", "\u201c", "\u201d", "\u00b4"};
static const bool curly_opens[] = {true, false, true, false, false};

/* Which of them stands here; COUNT(curly) when none does. */
static size_t curly_at(struct slice text, size_t at)
{
    for (size_t k = 0; k < COUNT(curly); k++)
        if (slice_starts(slice_from_at(text, at), slice_from(curly[k])))
            return k;
    return COUNT(curly);
}

static bool starts_with(const struct mc_arg *arg, char quote)
{
    return arg->raw.len > 1 && arg->raw.p[0] == quote;
}

/* `x' for 'x' or "x" in every argument that begins so. Typing the first as a backtick is all a
 * straight quote needs; a double quote changes at both ends. */
static void edit_straight(struct checking *c, struct finding *f, const struct mc_item *call)
{
    for (size_t i = 0; i < call->args.len; i++) {
        const struct mc_arg *arg = &call->args.p[i];
        struct slice raw = slice_trim_end(arg->raw);
        char quote = raw.len > 1 ? raw.p[0] : 0;

        if ((quote != '\'' && quote != '"') || raw.p[raw.len - 1] != quote)
            continue;
        check_edit(c, f, call->file, arg->at, 1, SLICE("`"));
        if (quote == '"')
            check_edit(c, f, call->file, arg->at + raw.len - 1, 1, SLICE("'"));
    }
}

/* The call with ` and ' around what now stands in other quotes. */
static void instead_straight(struct checking *c, struct finding *f, const struct mc_item *call)
{
    struct str text = str_new(c->in);

    str_printf(&text, "%.*s(", SLICE_ARG(call->name));
    for (size_t i = 0; i < call->args.len; i++) {
        struct slice raw = slice_trim_end(call->args.p[i].raw);
        if (raw.len > 1 && (raw.p[0] == '\'' || raw.p[0] == '"') && raw.p[raw.len - 1] == raw.p[0])
            raw = slice_part(raw, 1, raw.len - 2);
        else if (call->args.p[i].quoted)
            raw = call->args.p[i].value;
        str_printf(&text, "%s`%.*s'", i > 0 ? ", " : "", SLICE_ARG(raw));
    }
    check_instead(c, f, "%s)dnl", text.p);
}

/* The first argument in straight quotes; NULL when there is none. */
static const struct mc_arg *straight_arg(const struct mc_item *call)
{
    for (size_t i = 0; i < call->args.len; i++) {
        struct slice raw = slice_trim_end(call->args.p[i].raw);
        if (raw.len > 1 && raw.p[0] == '\'' && raw.p[raw.len - 1] == '\'')
            return &call->args.p[i];
    }
    return NULL;
}

static void straight_in(struct checking *c, const char *name, enum word_kind kind)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, name)) != NULL;) {
        const struct word *word = word_find(call->name);
        const struct mc_arg *arg = straight_arg(call);
        if (arg == NULL || (name == NULL && (word == NULL || word->kind != kind)))
            continue;
        struct slice value = slice_trim_end(arg->raw);
        struct finding *f =
            kind == WORD_PART
                ? check_say(c, call->file, arg->at,
                            "%.*s has its argument in '...', which is no quote to m4: the opening "
                            "one is a backtick",
                            SLICE_ARG(call->name))
            : kind == WORD_M4 && arg == call->args.p
                ? check_say(
                      c, call->file, arg->at,
                      "this defines a macro called %.*s, quotes included, which nothing reads",
                      SLICE_ARG(value))
                : check_say(c, call->file, arg->at,
                            "the value becomes %.*s, quotes included, which nothing can match",
                            SLICE_ARG(value));
        instead_straight(c, f, call);
        edit_straight(c, f, call);
    }
}

static void straight_part(struct checking *c)
{
    straight_in(c, NULL, WORD_PART);
}

static void straight_define(struct checking *c)
{
    straight_in(c, "define", WORD_M4);
}

static void straight_value(struct checking *c)
{
    straight_in(c, NULL, WORD_LIST);
    straight_in(c, NULL, WORD_LINE);
    straight_in(c, NULL, WORD_SINGLE);
}

/* All typographic quotes of a call become m4's; the arguments themselves are only shown. */
static void edit_curly(struct checking *c, struct finding *f, const struct mc_item *call)
{
    struct slice text = c->mc.files.p[call->file].text;
    struct str line = str_new(c->in);

    for (size_t at = call->at; at < call->end;) {
        size_t k = curly_at(text, at);
        if (k == COUNT(curly)) {
            str_add_char(&line, text.p[at++]);
            continue;
        }
        struct slice right = curly_opens[k] ? SLICE("`") : SLICE("'");
        check_edit(c, f, call->file, at, strlen(curly[k]), right);
        str_add(&line, right);
        at += strlen(curly[k]);
    }
    check_instead(c, f, "%s", line.p);
}

static void typographic(struct checking *c)
{
    static const char *const shown[] = {"U+2018", "U+2019", "U+201C", "U+201D", "U+00B4"};
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        for (size_t a = 0; a < call->args.len && word_find(call->name) != NULL; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            size_t k = curly_at(arg->raw, 0);
            if (k == COUNT(curly))
                continue;
            struct finding *f = check_say(c, call->file, arg->at,
                                          "the typographic quote %s is an ordinary character to "
                                          "m4: this setting is ignored",
                                          shown[k]);
            edit_curly(c, f, call);
            break;
        }
    }
}

/* `len` bytes give way to `what`. */
static void with_insertion(struct checking *c, struct finding *f, int file, size_t at, size_t len,
                           const char *what)
{
    struct slice line = mc_line_at(&c->mc, file, at);
    size_t start = mc_line_start(&c->mc, file, at), behind = at + len - start;

    check_instead(c, f, "%.*s%s%.*s", (int)(at - start), line.p, what,
                  SLICE_ARG(slice_from_at(line, behind)));
    check_edit(c, f, file, at, len, slice_from(what));
}

/* Blanks of word processors and web pages: a no-break space, one without width, a byte order mark.
 */
static const struct {
    const char *bytes, *name;
} odd_blanks[] = {
    {"\u00a0", "U+00A0"}, {"\u200b", "U+200B"}, {"\u3000", "U+3000"}, {"\ufeff", "U+FEFF"}};

static void odd_blank(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;)
        for (size_t a = 0; a < call->args.len && word_find(call->name) != NULL; a++)
            for (size_t k = 0; k < COUNT(odd_blanks); k++) {
                const struct mc_arg *arg = &call->args.p[a];
                size_t len = strlen(odd_blanks[k].bytes);
                if (!slice_starts(arg->raw, slice_of(odd_blanks[k].bytes, len)))
                    continue;
                with_insertion(c,
                               check_say(c, call->file, arg->at,
                                         "the blank in front of this argument, %s, is none to m4: "
                                         "it becomes part of the value",
                                         odd_blanks[k].name),
                               call->file, arg->at, len, "");
            }
}

static void double_quotes(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        if (word == NULL || call->args.len == 0 || !starts_with(&call->args.p[0], '"') ||
            (word->kind == WORD_M4 && !slice_is(call->name, "define")) ||
            word->kind == WORD_HELPER || slice_is(call->name, "VERSIONID"))
            continue;
        struct finding *f = check_say(c, call->file, call->args.p[0].at,
                                      "double quotes do not quote in m4: they become part of %s",
                                      word->kind == WORD_M4 ? "the name" : "the value");
        instead_straight(c, f, call);
        edit_straight(c, f, call);
    }
}

/* ---- what does not end ---------------------------------------------------------------------- */

/* Where the quote at `at` was meant to end when a backtick was typed for it: `NAME`, or `NAME`). */
static size_t mistyped_end(struct slice text, size_t at)
{
    for (size_t i = at + 1; i < text.len && text.p[i] != '\n' && text.p[i] != '\''; i++)
        if (text.p[i] == '`' && i + 1 < text.len && (text.p[i + 1] == ',' || text.p[i + 1] == ')'))
            return i;
    return SIZE_MAX;
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
        size_t end = mistyped_end(c->mc.files.p[p->file].text, p->at);
        if (p->kind != MC_OPEN_QUOTE || end == SIZE_MAX)
            continue;
        struct finding *f = check_say(c, p->file, end,
                                      "the closing quote is ', not `: the quote opened in column "
                                      "%d never ends, as each ` opens another",
                                      mc_place_of(&c->mc, p->file, p->at).column);
        with_insertion(c, f, p->file, end, 1, "'");
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
        size_t k = i < at - start ? COUNT(curly) : curly_at(line, i);
        if (k == COUNT(curly)) {
            str_add_char(&right, line.p[i++]);
            continue;
        }
        struct slice quote = curly_opens[k] ? SLICE("`") : SLICE("'");
        check_edit(c, f, file, start + i, strlen(curly[k]), quote);
        str_add(&right, quote);
        i += strlen(curly[k]);
        any = true;
    }
    if (any)
        check_instead(c, f, "%s", right.p);
    return any;
}

static void say_open_quote(struct checking *c, int file, size_t at)
{
    struct slice text = c->mc.files.p[file].text;
    size_t paren = line_paren(text, at);
    struct finding *f = check_say(c, file, at, "the quote opened here is never closed");

    if (!curly_closes(c, f, file, at) && paren != SIZE_MAX)
        with_insertion(c, f, file, paren, 0, "'");
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

static const struct mc_arg *runaway_of(const struct mc_item *call)
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
        if (p->kind == MC_OPEN_QUOTE &&
            mistyped_end(c->mc.files.p[p->file].text, p->at) == SIZE_MAX)
            say_open_quote(c, p->file, p->at);
    }
    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct mc_arg *arg = runaway_of(call);
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
        if (p->kind != MC_OPEN_PAREN || call == NULL || runaway_of(call) != NULL)
            continue;
        struct slice line = mc_line_at(&c->mc, p->file, p->at);
        size_t start = mc_line_start(&c->mc, p->file, p->at),
               dnl = slice_search(line, SLICE("dnl"));
        size_t end = slice_trim_end(line).len;
        struct finding *f =
            check_say(c, p->file, p->at, "%.*s( has no closing parenthesis", SLICE_ARG(p->name));
        if (dnl != SIZE_MAX && dnl > 0 && line.p[dnl - 1] == '\'')
            end = dnl;
        if (end > 0 && line.p[end - 1] == '\'')
            with_insertion(c, f, p->file, start + end, 0, ")");
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
            struct slice word = slice_part(arg->raw, from, to - from);
            check_instead(c, f, "%s",
                          slice_is_case(word, "don't")   ? "do not"
                          : slice_is_case(word, "can't") ? "cannot"
                                                         : "other words");
        }
    }
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
            if (arg->has_quotes || arg->stray != arg->at + raw.len - 1 || raw.len < 2 ||
                starts_with(&call->args.p[0], '\''))
                continue;
            struct finding *f = check_say(c, call->file, arg->stray,
                                          "this quote closes nothing: the backtick before %.*s is "
                                          "missing",
                                          SLICE_ARG(slice_part(raw, 0, raw.len - 1)));
            with_insertion(c, f, call->file, arg->at, 0, "`");
        }
    }
}

/* `NAME' `value', `NAME'; `value': where the comma belongs, and how many bytes stand in its place;
 * SIZE_MAX when the argument is one string. */
static size_t comma_place(const struct mc_arg *arg, size_t *len)
{
    int level = 0;

    for (size_t i = 0; i < arg->raw.len; i++) {
        size_t next = i + 1;
        level += arg->raw.p[i] == '`' ? 1 : arg->raw.p[i] == '\'' ? -1 : 0;
        if (level != 0 || arg->raw.p[i] != '\'' || i < 2)
            continue;
        *len = next < arg->raw.len && strchr(";.:", arg->raw.p[next]) != NULL ? 1 : 0;
        next += *len;
        while (next < arg->raw.len && ascii_is_space(arg->raw.p[next]))
            next++;
        if (next > i + 1 && next < arg->raw.len && arg->raw.p[next] == '`')
            return i + 1;
    }
    return SIZE_MAX;
}

/* `word' `word' and nothing else: texts may well be put together from pieces, arguments of a
 * feature that are one word each are not. */
static bool is_two_words(const struct mc_arg *arg)
{
    struct slice raw = slice_trim_end(arg->raw);
    unsigned quotes = 0;

    for (size_t i = 0; i < raw.len; i++) {
        quotes += raw.p[i] == '`' || raw.p[i] == '\'';
        if (!ascii_is_alnum(raw.p[i]) && strchr("`' _;.:", raw.p[i]) == NULL)
            return false;
    }
    return quotes == 4;
}

static bool has_several_arguments(struct slice name)
{
    static const char *const words[] = {"define",      "FEATURE",     "INPUT_MAIL_FILTER",
                                        "MAIL_FILTER", "QUEUE_GROUP", "MODIFY_MAILER_FLAGS"};

    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is(name, words[i]))
            return true;
    return false;
}

static void missing_comma(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        if (!has_several_arguments(call->name) || runaway_of(call) != NULL)
            continue;
        for (size_t a = 0; a < call->args.len; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            size_t len = 0, at = comma_place(arg, &len);
            if (at == SIZE_MAX ||
                (a > 0 && !(slice_is(call->name, "FEATURE") && is_two_words(arg))))
                continue;
            at += arg->at;
            with_insertion(c,
                           check_say(c, call->file, at, "a comma is missing between two arguments"),
                           call->file, at, len, ",");
            break;
        }
    }
}

/* ---- commas --------------------------------------------------------------------------------- */

/* Quotes around all from argument n to the last, when none of them has any. */
static void quote_from(struct checking *c, struct finding *f, const struct mc_item *call, size_t n)
{
    const struct mc_arg *first = &call->args.p[n], *last = &call->args.p[call->args.len - 1];
    struct slice text = c->mc.files.p[call->file].text, joined;
    size_t end = last->at + slice_trim_end(last->raw).len;
    struct str line = str_new(c->in);

    joined = slice_part(text, first->at, end - first->at);
    str_printf(&line, "%.*s(", SLICE_ARG(call->name));
    for (size_t i = 0; i < n; i++)
        str_printf(&line, "`%.*s', ", SLICE_ARG(call->args.p[i].value));
    for (size_t i = n; i < call->args.len; i++)
        if (call->args.p[i].has_quotes)
            return;
    /* The list may stand in the quotes of another language. */
    char quote = joined.len > 1 && strchr("'\"", joined.p[0]) != NULL ? joined.p[0] : '\0';
    if (curly_at(joined, 0) != COUNT(curly) || (quote != '\0' && joined.p[joined.len - 1] != quote))
        return;
    size_t len = quote != '\0' ? 1 : 0;
    joined = slice_part(joined, len, joined.len - 2 * len);
    check_instead(c, f, "%s`%.*s')dnl", line.p, SLICE_ARG(joined));
    check_edit(c, f, call->file, first->at, len, SLICE("`"));
    check_edit(c, f, call->file, end - len, len, SLICE("'"));
}

static void define_commas(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "define")) != NULL;) {
        if (call->args.len <= 2 || call->depth > 0 || runaway_of(call) != NULL ||
            call->args.p[0].stray != SIZE_MAX)
            continue;
        struct finding *f =
            check_say(c, call->file, call->args.p[2].at,
                      "only the first of %zu values is kept: the list needs quotes around it",
                      call->args.len - 1);
        quote_from(c, f, call, 1);
    }
}

static void dropped_arguments(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        if (word == NULL || word->kind == WORD_M4 || word->kind == WORD_SECTION ||
            word->kind == WORD_HELPER || call->args.len <= (size_t)word->most || word->most == 0)
            continue;
        size_t n = (size_t)word->most;
        bool addr = false;
        for (size_t a = n; a < call->args.len; a++)
            addr = addr || slice_starts_case(call->args.p[a].value, SLICE("addr"));
        struct finding *f = check_say(c, call->file, call->args.p[n].at,
                                      "%.*s takes %d argument%s: \"%.*s\"%s is dropped%s",
                                      SLICE_ARG(call->name), word->most, word->most == 1 ? "" : "s",
                                      SLICE_ARG(slice_trim(call->args.p[n].value)),
                                      call->args.len > n + 1 ? " and what follows" : "",
                                      addr && slice_is(call->name, "DAEMON_OPTIONS")
                                          ? ", and the daemon would listen on all addresses"
                                          : "");
        quote_from(c, f, call, n - 1);
    }
}

static void barewords(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        if (word == NULL || word->kind == WORD_M4 || word->kind == WORD_HELPER)
            continue;
        for (size_t a = 0; a < call->args.len; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            if (arg->has_quotes || arg->raw.len == 0 || arg->has_calls || arg->stray != SIZE_MAX ||
                !ascii_is_alpha(arg->raw.p[0]))
                continue;
            struct finding *f = check_say(c, call->file, arg->at,
                                          "%.*s without quotes works until a macro has that name",
                                          SLICE_ARG(slice_trim(arg->raw)));
            check_instead(c, f, "%.*sdnl", SLICE_ARG(check_quoted(c, call)));
            break;
        }
    }
}

const struct mc_check quote_checks[] = {
    {"m4-quote-01", SEVERITY_ERROR, false, "straight quotes around the name of a part",
     straight_part},
    {"m4-quote-02", SEVERITY_ERROR, false, "straight quotes around a defined name",
     straight_define},
    {"m4-quote-03", SEVERITY_ERROR, false, "straight quotes around a value", straight_value},
    {"m4-quote-04", SEVERITY_ERROR, false, "typographic quotes", typographic},
    {"m4-quote-15", SEVERITY_ERROR, false, "a blank that is none to m4", odd_blank},
    {"m4-quote-05", SEVERITY_ERROR, false, "double quotes", double_quotes},
    {"m4-quote-06", SEVERITY_ERROR, false, "a backtick as the closing quote", backtick_for_quote},
    {"m4-quote-07", SEVERITY_ERROR, false, "a quote that does not end", open_quote},
    {"m4-quote-08", SEVERITY_ERROR, false, "a parenthesis that does not end", open_paren},
    {"m4-quote-09", SEVERITY_ERROR, false, "an apostrophe in a quoted text", apostrophe},
    {"m4-quote-13", SEVERITY_ERROR, false, "a closing quote alone", closing_alone},
    {"m4-quote-14", SEVERITY_ERROR, false, "a missing comma", missing_comma},
    {"m4-quote-10", SEVERITY_WARNING, false, "a list without quotes in a define", define_commas},
    {"m4-quote-11", SEVERITY_WARNING, false, "arguments that are dropped", dropped_arguments},
    {"m4-quote-12", SEVERITY_ADVICE, false, "words without quotes", barewords},
    {0},
};
