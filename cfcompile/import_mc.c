/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_mc.h"

#include <string.h>

/* What begins a part that has a heading of its own. */
static const char *const headings[MC_PARTS] = {
    [MC_MAILER_LINES] = "MAILER_DEFINITIONS\n",
    [MC_CONFIG] = "LOCAL_CONFIG\n",
    [MC_RULE_0] = "LOCAL_RULE_0\n",
    [MC_RULE_1] = "LOCAL_RULE_1\n",
    [MC_RULE_2] = "LOCAL_RULE_2\n",
    [MC_RULE_3] = "LOCAL_RULE_3\n",
    [MC_NET] = "LOCAL_NET_CONFIG\n",
    [MC_RULESETS] = "LOCAL_RULESETS\n",
};

/* Words that are macros without parentheses, or could be. */
static const char *const risky[] = {
    "dnl",    "divert",  "undivert", "divnum",   "include", "changequote", "m4wrap",
    "define", "VERSION", "OSTYPE",   "DOMAIN",   "sysval",  "unix",        "conf",
    "LOCAL_", "MAILER",  "_",        "FEATURE",  "HACK",    "SITE",        "RELAY",
    "MAX",    "PATH",    "QUEUE",    "DATABASE", "syscmd",  "shift",       "ALIAS",
    "HELP",   "STATUS",  "SMART",    "FAX",      "VENDOR",  "CERT",        "UUCP"};

void mc_init(struct mc_text *mc, struct arena *in)
{
    mc->in = in;
    for (int i = 0; i < MC_PARTS; i++)
        mc->parts[i] = str_new(in);
}

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* Would m4 see a macro in it? A name with "(" behind it, or a word of the list at a name's start.
 */
static bool has_macro(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        struct slice rest = slice_from_at(text, i);

        if (i > 0 && is_name_char(text.p[i]) && is_name_char(text.p[i - 1]))
            continue;
        for (size_t n = 0; n < COUNT(risky); n++)
            if (slice_starts(rest, slice_from(risky[n])))
                return true;
        size_t end = 0;
        while (end < rest.len && is_name_char(rest.p[end]))
            end++;
        if (end > 0 && end < rest.len && rest.p[end] == '(')
            return true;
    }
    return false;
}

static bool has_quote(struct slice text)
{
    return slice_find(text, '`') != SIZE_MAX || slice_find(text, '\'') != SIZE_MAX;
}

/* As an argument: in quotes, in two pairs when its text must not be read once more. */
static void add_quoted(struct str *out, struct slice value)
{
    bool twice = slice_find(value, ',') != SIZE_MAX || has_macro(value);

    str_printf(out, twice ? "``%.*s''" : "`%.*s'", SLICE_ARG(value));
}

void mc_define(struct mc_text *mc, enum mc_part part, struct slice name, struct slice value)
{
    str_printf(&mc->parts[part], "define(`%.*s', ", SLICE_ARG(name));
    add_quoted(&mc->parts[part], value);
    str_add_text(&mc->parts[part], ")dnl\n");
}

void mc_undefine(struct mc_text *mc, enum mc_part part, struct slice name)
{
    str_printf(&mc->parts[part], "undefine(`%.*s')dnl\n", SLICE_ARG(name));
}

void mc_call(struct mc_text *mc, enum mc_part part, const char *word, const struct slice *args,
             size_t count)
{
    struct str *out = &mc->parts[part];

    while (count > 1 && args[count - 1].p == NULL)
        count--;
    str_printf(out, "%s(", word);
    for (size_t i = 0; i < count; i++)
        str_printf(out, "%s`%.*s'", i > 0 ? ", " : "", SLICE_ARG(args[i]));
    str_add_text(out, ")dnl\n");
}

/* Quotes for a line that has the usual ones; the first pair that is not in it. */
static const struct {
    const char *open, *close;
} quotes[] = {{"{*", "*}"}, {"[[", "]]"}, {"<<", ">>"}, {"=-", "-="}};

static size_t quotes_for(struct slice text)
{
    size_t i = 0;

    while (i + 1 < COUNT(quotes) && (slice_search(text, slice_from(quotes[i].open)) != SIZE_MAX ||
                                     slice_search(text, slice_from(quotes[i].close)) != SIZE_MAX))
        i++;
    return i;
}

/* Text of a section stands outside of macros; what m4 would take for one is quoted. */
void mc_raw(struct mc_text *mc, enum mc_part part, char letter, struct slice text)
{
    struct str *out = &mc->parts[part];
    const char *open, *close;

    if (!has_quote(text)) {
        str_printf(out, has_macro(text) ? "`%c%.*s'\n" : "%c%.*s\n", letter, SLICE_ARG(text));
        return;
    }
    open = quotes[quotes_for(text)].open;
    close = quotes[quotes_for(text)].close;
    str_printf(out, "changequote(`%s', `%s')dnl\n", open, close);
    str_printf(out, "%s%c%.*s%s\n", open, letter, SLICE_ARG(text), close);
    str_printf(out, "changequote(%s`%s, %s'%s)dnl\n", open, close, open, close);
}

struct slice mc_join(const struct mc_text *mc, struct slice comment, struct arena *in)
{
    struct str out = str_new(in);
    struct slice line;

    while (slice_line(&comment, &line))
        str_printf(&out, "dnl %.*s\n", SLICE_ARG(line));
    for (int i = 0; i < MC_PARTS; i++) {
        if (mc->parts[i].len == 0)
            continue;
        if (headings[i] != NULL)
            str_add_text(&out, headings[i]);
        str_add(&out, str_slice(&mc->parts[i]));
    }
    return str_slice(&out);
}
