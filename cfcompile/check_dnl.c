/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dnl, comments and line ends: what m4 copies, deletes and obeys although it looks
 * otherwise.
 */
#include <limits.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

static void glued_dnl(struct checking *c)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_UNKNOWN, NULL)) != NULL;) {
        size_t start = mc_line_start(&c->mc, item->file, item->at);
        struct slice line = mc_line_at(&c->mc, item->file, item->at);
        struct slice before = slice_trim_end(slice_part(line, 0, item->at - start));
        bool behind_call = before.len > 0 && before.p[before.len - 1] == ')';
        if (!slice_starts(item->name, SLICE("dnl")) || (before.len > 0 && !behind_call))
            continue;
        struct finding *f =
            check_say(c, item->file, item->at, "%.*s is not dnl: the line goes into the .cf",
                      SLICE_ARG(item->name));
        size_t behind = item->at - start + strlen("dnl");
        check_instead(c, f, "%.*s %.*s", (int)behind, line.p,
                      SLICE_ARG(slice_from_at(line, behind)));
        check_edit(c, f, item->file, item->at + strlen("dnl"), 0, SLICE(" "));
    }
}

/* The line with `len` bytes at the text replaced. */
static void replace_at(struct checking *c, struct finding *f, const struct mc_item *text,
                       size_t len, const char *by)
{
    size_t start = mc_line_start(&c->mc, text->file, text->at);
    struct slice line = mc_line_at(&c->mc, text->file, text->at);

    check_instead(c, f, "%.*s%s%.*s", (int)(text->at - start), line.p, by,
                  SLICE_ARG(slice_from_at(line, text->at - start + len)));
    check_edit(c, f, text->file, text->at, len, slice_from(by));
}

/* "; " and the like between two calls: what ends a statement elsewhere. */
static bool is_separator(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr(";,.&|+", text.p[i]) == NULL)
            return false;
    return text.len > 0;
}

/* The call that follows a text in its line and gives it its meaning; NULL: none. */
static const struct mc_item *call_behind(const struct checking *c, const struct mc_item *text)
{
    const struct mc_item *call = text + 1;
    const struct word *word;

    if (call >= c->mc.items.p + c->mc.items.len || call->kind != MC_CALL || call->depth > 0 ||
        call->file != text->file ||
        mc_line_start(&c->mc, call->file, call->at) != mc_line_start(&c->mc, text->file, text->at))
        return NULL;
    word = word_find(call->name);
    return word == NULL || word->kind == WORD_HELPER ? NULL : call;
}

static void say_two_calls(struct checking *c, const struct mc_item *call,
                          const struct mc_item *text, const struct mc_item *next)
{
    struct finding *f = check_say(c, text->file, text->at,
                                  "the %.*s between two calls is copied into the .cf: each call "
                                  "wants a line of its own",
                                  SLICE_ARG(text->text));

    check_edit(c, f, text->file, call->end, next->at - call->end, SLICE("dnl\n"));
}

static void say_text_behind(struct checking *c, const struct mc_item *call,
                            const struct mc_item *text)
{
    const struct mc_item *next = call_behind(c, text);

    if (next != NULL && is_separator(text->text)) {
        say_two_calls(c, call, text, next);
        return;
    }
    if (text->text.p[0] == ')')
        replace_at(c,
                   check_say(c, text->file, text->at,
                             "this parenthesis closes nothing: it is copied into the .cf"),
                   text, 1, "");
    else if (slice_is_case(text->text, "dnl"))
        replace_at(c,
                   check_say(c, text->file, text->at,
                             "%.*s is not dnl, which is written in small letters",
                             SLICE_ARG(text->text)),
                   text, text->text.len, "dnl");
    else {
        struct finding *f =
            check_say(c, text->file, text->at,
                      "the text behind %.*s is copied into the .cf: dnl goes before a remark",
                      SLICE_ARG(call->name));
        struct slice line = mc_line_at(&c->mc, call->file, call->end - 1);
        size_t end = call->end - mc_line_start(&c->mc, call->file, call->end - 1);
        /* Blanks before dnl would stay in the .cf, where they make the next line part of another.
         */
        check_instead(c, f, "%.*sdnl %.*s", (int)end, line.p, SLICE_ARG(text->text));
        check_edit(c, f, text->file, call->end, text->at - call->end, SLICE("dnl "));
    }
}

/* Text on the line of a call, outside of the sections that are there for text. */
static void text_behind(struct checking *c)
{
    for (size_t i = 0; i + 1 < c->mc.items.len; i++) {
        const struct mc_item *call = &c->mc.items.p[i], *text = call + 1;
        const struct word *word = word_find(call->name);
        if (call->kind != MC_CALL || word == NULL || word->kind == WORD_HELPER ||
            slice_is(call->name, "ifdef") || slice_is(call->name, "ifelse") || call->depth > 0 ||
            call->conditional || call->after_hash || call->section.len > 0)
            continue;
        /* Between them stand its arguments, and what it includes. */
        while ((text->depth > 0 || text->file > call->file) &&
               text + 1 < c->mc.items.p + c->mc.items.len)
            text++;
        if (text->kind != MC_TEXT || text->divert != 0 || text->file != call->file ||
            text->at < call->end ||
            mc_line_start(&c->mc, text->file, text->at) >
                mc_line_start(&c->mc, call->file, call->end - 1))
            continue;
        /* A name glued to dnl is told above. */
        if (text + 1 < c->mc.items.p + c->mc.items.len && slice_starts(text->text, SLICE("dnl")))
            continue;
        /* The text was meant to be in the call: the apostrophe is told. */
        if (check_ends_at_apostrophe(c, call))
            continue;
        say_text_behind(c, call, text);
    }
}

/* A call in front of a text in its line: the text has been told. */
static bool is_behind_call(const struct checking *c, const struct mc_item *text)
{
    struct slice line = mc_line_at(&c->mc, text->file, text->at);
    size_t start = mc_line_start(&c->mc, text->file, text->at);
    struct slice before = slice_trim_end(slice_part(line, 0, text->at - start));

    return before.len > 0 && before.p[before.len - 1] == ')';
}

/* 'define(...): a quote that is there by mistake, in front of a call that is meant. */
static bool is_quote(struct slice text)
{
    return slice_is(text, "'") || slice_is(text, "\"");
}

/* Words of m4 that stand at the beginning of a line. */
static bool is_statement(struct slice name)
{
    static const char *const words[] = {"define", "undefine", "divert", "include"};

    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is(name, words[i]))
            return true;
    return false;
}

/* "// FEATURE(...)", "; define(...)": marks of other languages are text to m4. */
static void text_before(struct checking *c)
{
    for (size_t i = 1; i < c->mc.items.len; i++) {
        const struct mc_item *call = &c->mc.items.p[i], *text = call - 1;
        const struct word *word = word_find(call->name);
        if (call->kind != MC_CALL || word == NULL || word->kind == WORD_HELPER ||
            (word->kind == WORD_M4 && !is_statement(call->name)) || call->depth > 0 ||
            call->divert != 0 || call->conditional || call->after_hash || call->section.len > 0 ||
            text->kind != MC_TEXT || text->file != call->file ||
            mc_line_start(&c->mc, text->file, text->at) !=
                mc_line_start(&c->mc, call->file, call->at) ||
            is_behind_call(c, text) || slice_is(text->text, "\ufeff"))
            continue;
        if (is_quote(text->text) && text->at + 1 == call->at)
            replace_at(c,
                       check_say(c, text->file, text->at,
                                 "the %.*s before %.*s is copied into the .cf",
                                 SLICE_ARG(text->text), SLICE_ARG(call->name)),
                       text, 1, "");
        else
            replace_at(
                c,
                check_say(c, text->file, text->at,
                          "the text before %.*s is copied into the .cf and m4 obeys the call: a "
                          "remark begins with dnl",
                          SLICE_ARG(call->name)),
                text, 0, "dnl ");
    }
}

static void instead_dnl(struct checking *c, struct finding *f, const struct mc_item *item)
{
    struct slice line = mc_line_at(&c->mc, item->file, item->at);
    size_t start = mc_line_start(&c->mc, item->file, item->at), hash = slice_find(line, '#');

    bool blank = hash + 1 == line.len || ascii_is_space(line.p[hash + 1]);
    check_replace(c, f, item->file, start + hash, 1, blank ? "dnl" : "dnl ");
}

static void hashed_call(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        if (!call->after_hash || call->depth > 0 || word == NULL || word->kind == WORD_M4 ||
            word->kind == WORD_HELPER)
            continue;
        instead_dnl(c,
                    check_say(c, call->file, call->at,
                              "this line is not commented out: # is a comment in the .cf, m4 obeys "
                              "%.*s all the same",
                              SLICE_ARG(call->name)),
                    call);
    }
}

static void hashed_builtin(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        if (!call->after_hash || call->depth > 0 || word == NULL || word->kind != WORD_M4)
            continue;
        instead_dnl(c,
                    check_say(c, call->file, call->at,
                              "%.*s( in a # comment is obeyed by m4: dnl begins a comment that it "
                              "does not read",
                              SLICE_ARG(call->name)),
                    call);
    }
}

/* How many calls of the vocabulary a deleted text has; *first is where the first begins. */
static int calls_in(struct slice text, size_t *first)
{
    int n = 0;

    for (size_t i = 0; i < text.len; i++) {
        size_t end = i;
        if (i > 0 && (ascii_is_alnum(text.p[i - 1]) || text.p[i - 1] == '_'))
            continue;
        while (end < text.len && (ascii_is_alnum(text.p[end]) || text.p[end] == '_'))
            end++;
        const struct word *word = word_find(slice_part(text, i, end - i));
        if (end == i || end == text.len || text.p[end] != '(' || word == NULL)
            continue;
        if (n++ == 0)
            *first = i;
    }
    return n;
}

static bool follows_call(const struct checking *c, const struct mc_item *dnl)
{
    size_t start = mc_line_start(&c->mc, dnl->file, dnl->at);
    struct slice before =
        slice_trim_end(slice_part(c->mc.files.p[dnl->file].text, start, dnl->at - start));

    return before.len > 0 && before.p[before.len - 1] == ')';
}

static void one_line(struct checking *c)
{
    const struct mc_item *dnl;

    for (size_t i = 0; (dnl = check_next(c, &i, MC_DNL, NULL)) != NULL;) {
        size_t first = 0;
        int n = calls_in(dnl->text, &first);
        size_t at = dnl->end - dnl->text.len + first;
        if (n == 0 || dnl->depth > 0 || !follows_call(c, dnl) ||
            slice_trim(slice_part(dnl->text, 0, first)).len > 0)
            continue;
        struct finding *f = check_say(c, dnl->file, at,
                                      "dnl deletes the rest of its line: %d call%s behind it %s "
                                      "ignored; each wants a line of its own",
                                      n, n == 1 ? "" : "s", n == 1 ? "is" : "are");
        check_instead(c, f, "%.*s", SLICE_ARG(slice_from_at(dnl->text, first)));
        check_edit(c, f, dnl->file, at - first, first, SLICE("\n"));
    }
}

static void prose_call(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        const struct word *word = word_find(call->name);
        if (call->divert >= 0 || call->depth > 0 || call->conditional || call->after_hash ||
            word == NULL || word->kind == WORD_M4 || word->kind == WORD_HELPER)
            continue;
        check_say(c, call->file, call->at,
                  "divert(-1) hides text but not calls: m4 obeys this %.*s", SLICE_ARG(call->name));
    }
}

static void prose_word(struct checking *c)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_WORD, NULL)) != NULL;) {
        const struct word *word = word_find(item->name);
        if (item->divert < 0 && item->depth == 0 && word != NULL && word->kind == WORD_PART)
            check_say(c, item->file, item->at,
                      "m4 expands words in the text after divert(-1) too; with other libraries a "
                      "bare %.*s is a call",
                      SLICE_ARG(item->name));
    }
}

/* A section's word in prose starts the section: its output is no longer thrown away. */
static void prose_section(struct checking *c)
{
    for (size_t i = 0; i < c->mc.items.len; i++) {
        const struct mc_item *item = &c->mc.items.p[i];
        const struct word *word = word_find(item->name);
        if (item->kind != MC_WORD || word == NULL || word->kind != WORD_SECTION || item->depth > 0)
            continue;
        size_t start = mc_line_start(&c->mc, item->file, item->at);
        struct slice line = mc_line_at(&c->mc, item->file, item->at);
        struct slice before = slice_trim(slice_part(line, 0, item->at - start));
        struct slice after = slice_trim(slice_from_at(line, item->end - start));
        if (before.len == 0 || slice_starts(after, SLICE("dnl")) ||
            before.p[before.len - 1] == ')' || (after.len == 0 && !item->after_hash))
            continue;
        struct finding *f = check_say(c, item->file, item->at,
                                      "the word %.*s begins that section even in a remark: what "
                                      "follows goes there",
                                      SLICE_ARG(item->name));
        check_instead(c, f, "dnl %.*s", SLICE_ARG(line));
    }
}

static void dos_lines(struct checking *c)
{
    for (size_t n = 0; n < c->mc.files.len; n++) {
        struct slice text = c->mc.files.p[n].text;
        size_t at = slice_search(text, SLICE("\r\n"));
        struct finding *f;

        if (at == SIZE_MAX)
            continue;
        f = check_say(c, (int)n, at,
                      "lines end in CR LF: a CR stays in every line of the .cf that comes "
                      "from a line without dnl");
        for (; at < text.len; at++)
            if (text.p[at] == '\r' && at + 1 < text.len && text.p[at + 1] == '\n')
                check_edit(c, f, (int)n, at, 1, (struct slice){0});
    }
}

const struct mc_check dnl_checks[] = {
    {"m4-dnl-01", SEVERITY_ERROR, false, "dnl glued to a word", glued_dnl},
    {"m4-dnl-02", SEVERITY_ERROR, false, "text behind a macro without dnl", text_behind},
    {"m4-dnl-06", SEVERITY_ERROR, false, "text before a macro", text_before},
    {"m4-dnl-03", SEVERITY_WARNING, false, "a call behind #", hashed_call},
    {"m4-dnl-04", SEVERITY_WARNING, false, "a word of m4 behind #", hashed_builtin},
    {"m4-dnl-05", SEVERITY_ERROR, false, "several calls on one line with dnl", one_line},
    {"m4-divert-01", SEVERITY_WARNING, false, "a call in text after divert(-1)", prose_call},
    {"m4-divert-02", SEVERITY_ADVICE, false, "a word of the library in text after divert(-1)",
     prose_word},
    {"m4-divert-03", SEVERITY_WARNING, false, "a section's word in a remark", prose_section},
    {"m4-eol-01", SEVERITY_WARNING, false, "DOS line ends", dos_lines},
    {0},
};
