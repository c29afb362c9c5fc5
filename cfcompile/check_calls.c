/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words that were meant to be calls: a blank before the parenthesis, another bracket, none.
 */
#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

static bool is_part(struct slice name)
{
    const struct word *word = word_find(name);

    return word != NULL && word->kind == WORD_PART;
}

/* A word, blanks, and a parenthesis with something that looks like an argument. */
static void blank_before(struct checking *c, bool parts)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_WORD, NULL)) != NULL;) {
        const struct word *word = word_find(item->name);
        struct slice text = c->mc.files.p[item->file].text;
        if (item->paren == SIZE_MAX || item->divert < 0 || item->after_hash || word == NULL ||
            word->most == 0 || is_part(item->name) != parts || item->paren + 1 >= text.len)
            continue;
        char next = text.p[item->paren + 1];
        if (next != '`' && next != '\'' && next != '"' && !ascii_is_alpha(next) &&
            !(slice_is(item->name, "divert") && (next == '-' || ascii_is_digit(next))))
            continue;
        struct finding *f =
            check_say(c, item->file, item->end,
                      parts ? "%.*s is called without a name: m4 wants the parenthesis right "
                              "behind the word"
                            : "m4 wants the parenthesis right behind %.*s: this line goes into the "
                              ".cf as it stands",
                      SLICE_ARG(item->name));
        struct slice line = mc_line_at(&c->mc, item->file, item->at);
        size_t start = mc_line_start(&c->mc, item->file, item->at);
        check_instead(c, f, "%.*s%.*s", (int)(item->end - start), line.p,
                      SLICE_ARG(slice_from_at(line, item->paren - start)));
        check_edit(c, f, item->file, item->end, item->paren - item->end, (struct slice){0});
    }
}

static void blank_before_macro(struct checking *c)
{
    blank_before(c, false);
}

static void blank_before_part(struct checking *c)
{
    blank_before(c, true);
}

/* The end of what should have been arguments: the line's, or where dnl begins; blanks before it do
 * not count. */
static size_t arguments_end(const struct checking *c, const struct mc_item *item)
{
    size_t start = mc_line_start(&c->mc, item->file, item->at);
    struct slice line = mc_line_at(&c->mc, item->file, item->at);
    struct slice rest = slice_from_at(line, item->end - start);
    size_t dnl = SIZE_MAX;

    /* "dnl" behind a quote, a bracket or a blank: not in a word. */
    for (size_t i = 1; i < rest.len && dnl == SIZE_MAX; i++)
        if (slice_starts(slice_from_at(rest, i), SLICE("dnl")) && !ascii_is_alnum(rest.p[i - 1]) &&
            rest.p[i - 1] != '_')
            dnl = i;
    return item->end + slice_trim_end(slice_part(rest, 0, dnl)).len;
}

/* NAME{...} or NAME[...]: both become parentheses when the closing one ends the line. */
static void say_bracket(struct checking *c, const struct mc_item *item, char open)
{
    size_t end = arguments_end(c, item);
    char close = open == '{' ? '}' : ']';
    struct finding *f = check_say(c, item->file, item->end, "%.*s wants a parenthesis, not %c",
                                  SLICE_ARG(item->name), open);

    if (end < item->end + 2 || c->mc.files.p[item->file].text.p[end - 1] != close)
        return;
    check_edit(c, f, item->file, item->end, 1, SLICE("("));
    check_edit(c, f, item->file, end - 1, 1, SLICE(")"));
}

/* NAME `argument', NAME: `argument': no parenthesis at all. */
static bool is_bare_call(const struct checking *c, const struct mc_item *item, struct slice rest,
                         size_t *gap)
{
    size_t n = 0;

    if (mc_line_start(&c->mc, item->file, item->at) != item->at)
        return false;
    while (n < rest.len &&
           (rest.p[n] == ' ' || rest.p[n] == '\t' || rest.p[n] == ':' || rest.p[n] == '='))
        n++;
    *gap = n;
    if (n == 0 || n + 1 >= rest.len)
        return false;
    return (rest.p[n] == '`' && ascii_is_alnum(rest.p[n + 1])) ||
           (is_part(item->name) && ascii_is_alpha(rest.p[n]));
}

/* FEATURE redirect: a word alone is the argument. */
static void say_bare_word(struct checking *c, struct finding *f, const struct mc_item *item,
                          size_t gap, size_t end)
{
    struct slice text = c->mc.files.p[item->file].text;
    struct slice word = slice_part(text, item->end + gap, end - item->end - gap);

    for (size_t i = 0; i < word.len; i++)
        if (!ascii_is_alnum(word.p[i]) && word.p[i] != '_' && word.p[i] != '-')
            return;
    check_edit(c, f, item->file, item->end, end - item->end,
               arena_printf(c->in, "(`%.*s')", SLICE_ARG(word)));
}

/* divert-1), divert -1: a number behind the word. */
static bool lost_divert(struct checking *c, const struct mc_item *item, struct slice rest)
{
    size_t from = 0, to;

    while (from < rest.len && (rest.p[from] == ' ' || rest.p[from] == '\t'))
        from++;
    to = from + (from < rest.len && rest.p[from] == '-' ? 1 : 0);
    if (!slice_is(item->name, "divert") || to >= rest.len || !ascii_is_digit(rest.p[to]) ||
        mc_line_start(&c->mc, item->file, item->at) != item->at)
        return false;
    while (to < rest.len && ascii_is_digit(rest.p[to]))
        to++;
    struct finding *f =
        check_say(c, item->file, item->end, "the parenthesis behind divert is missing");
    check_replace(c, f, item->file, item->end, to,
                  arena_printf(c->in, "(%.*s%s", SLICE_ARG(slice_part(rest, from, to - from)),
                               to < rest.len && rest.p[to] == ')' ? "" : ")")
                      .p);
    return true;
}

/* NAME`argument'): what should have been a call is text. */
static void lost_parenthesis(struct checking *c)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_WORD, NULL)) != NULL;) {
        struct slice text = c->mc.files.p[item->file].text, rest = slice_from_at(text, item->end);
        const struct word *word = word_find(item->name);
        size_t gap = 0, end;
        if (word == NULL || word->most == 0 || word->kind == WORD_HELPER ||
            word->kind == WORD_SECTION || item->divert < 0 || item->after_hash || item->depth > 0 ||
            rest.len < 2)
            continue;
        if (lost_divert(c, item, rest))
            continue;
        if (rest.p[0] == '{' || rest.p[0] == '[') {
            say_bracket(c, item, rest.p[0]);
            continue;
        }
        if (!(rest.p[0] == '`' && ascii_is_alnum(rest.p[1])) && !is_bare_call(c, item, rest, &gap))
            continue;
        struct finding *f =
            check_say(c, item->file, item->end, "the parenthesis behind %.*s is missing",
                      SLICE_ARG(item->name));
        end = arguments_end(c, item);
        if (rest.p[gap] != '`') {
            say_bare_word(c, f, item, gap, end);
            continue;
        }
        check_edit(c, f, item->file, item->end, gap, SLICE("("));
        if (end > item->end && text.p[end - 1] == '\'')
            check_edit(c, f, item->file, end, 0, SLICE(")"));
    }
}

const struct mc_check call_checks[] = {
    {"m4-space-01", SEVERITY_ERROR, false, "a blank between a macro and its parenthesis",
     blank_before_macro},
    {"m4-space-02", SEVERITY_ERROR, false, "a blank between FEATURE and its parenthesis",
     blank_before_part},
    {"m4-space-03", SEVERITY_ERROR, false, "a parenthesis that is missing", lost_parenthesis},
    {0},
};
