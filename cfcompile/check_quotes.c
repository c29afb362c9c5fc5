/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotes of other languages. m4 opens with ` and closes with '; what comes from web pages, word
 * processors and other languages does not.
 */
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/curly.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

static bool starts_with(const struct mc_arg *arg, char quote)
{
    return arg->raw.len > 1 && arg->raw.p[0] == quote;
}

/* What closes what the text opens with, in other languages; NUL: it is in none of their quotes. */
static char closing_of(struct slice raw)
{
    char close = raw.len < 2 ? '\0' : raw.p[0] == '<' ? '>' : raw.p[0];

    return close != '\0' && strchr("'\">", close) != NULL && raw.p[raw.len - 1] == close ? close
                                                                                         : '\0';
}

/* `x' for 'x' or "x" in every argument that begins so. Typing the first as a backtick is all a
 * straight quote needs; a double quote changes at both ends. */
static void edit_straight(struct checking *c, struct finding *f, const struct mc_item *call)
{
    for (size_t i = 0; i < call->args.len; i++) {
        const struct mc_arg *arg = &call->args.p[i];
        struct slice raw = slice_trim_end(arg->raw);
        char close = closing_of(raw);

        if (close == '\0')
            continue;
        check_edit(c, f, call->file, arg->at, 1, SLICE("`"));
        if (close != '\'')
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
        if (closing_of(raw) != '\0')
            raw = slice_part(raw, 1, raw.len - 2);
        else if (call->args.p[i].quoted)
            raw = call->args.p[i].value;
        str_printf(&text, "%s`%.*s'", i > 0 ? ", " : "", SLICE_ARG(raw));
    }
    check_instead(c, f, "%s)dnl", text.p);
}

/* The first argument in straight quotes, or the name in <...>; NULL when there is none. */
static const struct mc_arg *straight_arg(const struct mc_item *call)
{
    for (size_t i = 0; i < call->args.len; i++) {
        struct slice raw = slice_trim_end(call->args.p[i].raw);
        if (closing_of(raw) == '\'' || (i == 0 && closing_of(raw) == '>'))
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
                            "%.*s has its argument in %c...%c, which is no quote to m4: the "
                            "opening one is a backtick",
                            SLICE_ARG(call->name), value.p[0], value.p[value.len - 1])
            : kind == WORD_M4 && arg == call->args.p
                ? check_say(c, call->file, arg->at,
                            "this %.*ss a macro called %.*s, quotes included, which nothing reads",
                            SLICE_ARG(call->name), SLICE_ARG(value))
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
    straight_in(c, "include", WORD_PART);
    straight_in(c, "sinclude", WORD_PART);
}

static void straight_define(struct checking *c)
{
    straight_in(c, "define", WORD_M4);
    straight_in(c, "undefine", WORD_M4);
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
        if (k == CURLY_NONE) {
            str_add_char(&line, text.p[at++]);
            continue;
        }
        struct slice right = curly_meant(text, at, k);
        check_edit(c, f, call->file, at, curly_len(k), right);
        str_add(&line, right);
        at += curly_len(k);
    }
    check_instead(c, f, "%s", line.p);
}

static void typographic(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        for (size_t a = 0; a < call->args.len && word_find(call->name) != NULL; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            size_t k = curly_at(arg->raw, 0);
            if (k == CURLY_NONE)
                continue;
            struct finding *f = check_say(c, call->file, arg->at,
                                          "the typographic quote %s is an ordinary character to "
                                          "m4: this setting is ignored",
                                          curly_name(k));
            edit_curly(c, f, call);
            break;
        }
    }
}

/* Blanks of word processors and web pages: a no-break space, one without width, a byte order mark.
 */
static const struct {
    const char *bytes, *name;
} odd_blanks[] = {{"\u00a0", "U+00A0"},         {"\u2007", "U+2007"}, {"\u2009", "U+2009"},
                  {"\u200b", "U+200B"},         {"\u200e", "U+200E"}, {"\u202f", "U+202F"},
                  {"\u2060", "U+2060"},         {"\u3000", "U+3000"}, {"\ufeff", "U+FEFF"},
                  {"\xa0", "U+00A0 of Latin-1"}};

/* Which of them stands there, or SIZE_MAX. The one of a byte is no part of another character. */
static size_t odd_blank_at(struct slice text, size_t at)
{
    for (size_t k = 0; k < COUNT(odd_blanks); k++)
        if (slice_starts(slice_from_at(text, at), slice_from(odd_blanks[k].bytes)) &&
            (odd_blanks[k].bytes[1] != '\0' || at == 0 || (unsigned char)text.p[at - 1] < 0x80))
            return k;
    return SIZE_MAX;
}

/* The first in an argument that stands outside of its quotes, or SIZE_MAX. */
static size_t odd_blank_in(const struct mc_arg *arg, size_t *kind)
{
    int level = 0;

    for (size_t i = 0; i < arg->raw.len; i++) {
        level += arg->raw.p[i] == '`' ? 1 : arg->raw.p[i] == '\'' ? -1 : 0;
        if (level == 0 && (unsigned char)arg->raw.p[i] >= 0x80 &&
            (*kind = odd_blank_at(arg->raw, i)) != SIZE_MAX)
            return i;
    }
    return SIZE_MAX;
}

static void odd_blank(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;)
        for (size_t a = 0; a < call->args.len && word_find(call->name) != NULL; a++) {
            const struct mc_arg *arg = &call->args.p[a];
            size_t kind, at = odd_blank_in(arg, &kind);
            if (at == SIZE_MAX)
                continue;
            check_replace(c,
                          check_say(c, call->file, arg->at + at,
                                    "the blank in this argument, %s, is none to m4: it becomes "
                                    "part of the value",
                                    odd_blanks[kind].name),
                          call->file, arg->at + at, strlen(odd_blanks[kind].bytes),
                          at == 0 || at + strlen(odd_blanks[kind].bytes) == arg->raw.len ? ""
                                                                                         : " ");
        }
}

/* define(`confX', "12"): a number, a name or a path is nothing that anybody quotes in a .cf. Texts
 * are: "550 5.7.1 no" stays. */
static bool is_quoted_word(const struct mc_item *call)
{
    struct slice raw =
        call->args.len == 2 ? slice_trim_end(call->args.p[1].raw) : (struct slice){0};
    bool word = slice_is(call->name, "define") && raw.len > 2 && closing_of(raw) == '"';

    for (size_t i = 1; word && i + 1 < raw.len; i++)
        word = ascii_is_alnum(raw.p[i]) || strchr("_.-/:[]@,", raw.p[i]) != NULL;
    return word;
}

static void double_quotes(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        bool value = is_quoted_word(call);
        if (word == NULL || call->args.len == 0 ||
            (!starts_with(&call->args.p[0], '"') && !value) ||
            (word->kind == WORD_M4 && !slice_is(call->name, "define") &&
             !slice_is(call->name, "undefine")) ||
            word->kind == WORD_HELPER || slice_is(call->name, "VERSIONID"))
            continue;
        bool name = starts_with(&call->args.p[0], '"');
        struct finding *f = check_say(c, call->file, call->args.p[name ? 0 : 1].at,
                                      "double quotes do not quote in m4: they become part of %s",
                                      word->kind == WORD_M4 && name ? "the name" : "the value");
        instead_straight(c, f, call);
        edit_straight(c, f, call);
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
    {0},
};
