/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commas: one that is missing between two arguments, those that cut a list into arguments, and
 * words that only hold together while no macro has their name.
 */
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/curly.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

/* What stands for a comma behind a quote: one mark, of others' languages, blanks before it. */
static size_t between(struct slice text)
{
    size_t n = 0;

    while (n < text.len && ascii_is_space(text.p[n]))
        n++;
    return n < text.len && strchr(";.:=|", text.p[n]) != NULL ? n + 1 : 0;
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
        *len = between(slice_from_at(arg->raw, next));
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
        if (!has_several_arguments(call->name) || check_runaway(call) != NULL)
            continue;
        for (size_t a = 0; a < call->args.len; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            size_t len = 0, at = comma_place(arg, &len);
            if (at == SIZE_MAX ||
                (a > 0 && !(slice_is(call->name, "FEATURE") && is_two_words(arg))))
                continue;
            at += arg->at;
            check_replace(c,
                          check_say(c, call->file, at, "a comma is missing between two arguments"),
                          call->file, at, len, ",");
            break;
        }
    }
}

/* All from argument n to the last become one, with `between` between its parts: they stand in
 * quotes of their own, or the list is one of words. */
static void join_from(struct checking *c, struct finding *f, const struct mc_item *call, size_t n,
                      const char *between)
{
    const struct mc_arg *first = &call->args.p[n], *last = &call->args.p[call->args.len - 1];
    struct str joined = str_new(c->in);

    for (size_t i = n; i < call->args.len; i++) {
        const struct mc_arg *arg = &call->args.p[i];
        struct slice part = slice_trim(arg->value);
        if (arg->has_calls || arg->stray != SIZE_MAX || part.len == 0 ||
            (arg->has_quotes && !arg->quoted) || slice_find(part, '`') != SIZE_MAX ||
            strchr("\"<", part.p[0]) != NULL || curly_at(part, 0) != CURLY_NONE)
            return;
        str_printf(&joined, "%s%.*s", i > n ? between : "`", SLICE_ARG(part));
    }
    str_add_char(&joined, '\'');
    check_replace(c, f, call->file, first->at, last->at + slice_trim_end(last->raw).len - first->at,
                  joined.p);
}

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
    char quote = joined.len < 2                       ? '\0'
                 : joined.p[0] == '<'                 ? '>'
                 : strchr("'\"", joined.p[0]) != NULL ? joined.p[0]
                                                      : '\0';
    if (curly_at(joined, 0) != CURLY_NONE || (quote != '\0' && joined.p[joined.len - 1] != quote))
        return;
    /* One that ends it is there, and its own check tells where the other one goes. */
    if (quote == '\0' && last->stray == end - 1)
        return;
    size_t len = quote != '\0' ? 1 : 0;
    joined = slice_part(joined, len, joined.len - 2 * len);
    check_instead(c, f, "%s`%.*s')dnl", line.p, SLICE_ARG(joined));
    check_edit(c, f, call->file, first->at, len, SLICE("`"));
    check_edit(c, f, call->file, end - len, len, SLICE("'"));
}

/* NAME(`a',, `b'): argument n is empty, and the one behind it is one too many. */
static void comma_too_many(struct checking *c, const struct mc_item *call, size_t n)
{
    size_t at = call->args.p[n].at, next = call->args.p[n + 1].at;

    check_replace(c, check_say(c, call->file, at, "a comma too many: this argument is empty"),
                  call->file, at, next - at, "");
}

static void define_commas(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "define")) != NULL;) {
        if (call->args.len <= 2 || call->depth > 0 || check_runaway(call) != NULL ||
            call->args.p[0].stray != SIZE_MAX)
            continue;
        if (call->args.len == 3 && call->args.p[1].raw.len == 0) {
            comma_too_many(c, call, 1);
            continue;
        }
        struct finding *f =
            check_say(c, call->file, call->args.p[2].at,
                      "only the first of %zu values is kept: the list needs quotes around it",
                      call->args.len - 1);
        quote_from(c, f, call, 1);
        if (f->edits.len == 0)
            join_from(c, f, call, 1, ",");
    }
}

/* FEATURE(`x', ...) with more than the library's file of that name looks at. */
static void feature_arguments(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "FEATURE")) != NULL;) {
        struct slice name = mc_value(call, 1);
        size_t most = names_feature_arguments(c->names, name);
        /* FEATURE(`no_default_msa', `dnl') came with a distribution for many years. */
        if (most == SIZE_MAX || call->args.len <= most + 1 || call->args.p[most + 1].raw.len == 0 ||
            slice_is(call->args.p[most + 1].value, "dnl") || check_runaway(call) != NULL)
            continue;
        if (most > 0 && call->args.len == most + 2 && call->args.p[most].raw.len == 0) {
            comma_too_many(c, call, most);
            continue;
        }
        check_say(c, call->file, call->args.p[most + 1].at,
                  "FEATURE(%.*s) takes %zu argument%s: \"%.*s\"%s is dropped", SLICE_ARG(name),
                  most, most == 1 ? "" : "s", SLICE_ARG(slice_trim(call->args.p[most + 1].value)),
                  call->args.len > most + 2 ? " and what follows" : "");
    }
}

static void dropped_arguments(struct checking *c)
{
    const struct mc_item *call;

    feature_arguments(c);
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
        if (word->kind == WORD_LIST || slice_is(call->name, "TRUST_AUTH_MECH")) {
            join_from(c, f, call, n - 1, " ");
            continue;
        }
        quote_from(c, f, call, n - 1);
        if (f->edits.len == 0)
            join_from(c, f, call, n - 1, ", ");
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

const struct mc_check comma_checks[] = {
    {"m4-quote-14", SEVERITY_ERROR, false, "a missing comma", missing_comma},
    {"m4-quote-10", SEVERITY_WARNING, false, "a list without quotes in a define", define_commas},
    {"m4-quote-11", SEVERITY_WARNING, false, "arguments that are dropped", dropped_arguments},
    {"m4-quote-12", SEVERITY_ADVICE, false, "words without quotes", barewords},
    {0},
};
