/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/alias_file.h"

#include "base/str.h"

enum { SHOWN_MAX = 40 }; /* bytes of a line without a name */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct alias_scan alias_scan_of(struct slice text, struct arena *in)
{
    return (struct alias_scan){.rest = text, .in = in};
}

/* One physical line, without CR LF. A backslash at its end keeps it open. */
static bool physical(struct alias_scan *scan, struct slice *line)
{
    if (!slice_line(&scan->rest, line))
        return false;
    scan->line++;
    if (line->len > 0 && line->p[line->len - 1] == '\r')
        line->len--;
    return true;
}

/* The rest of the logical line. Line ends vanish, the blanks behind them stay. */
static struct slice join(struct alias_scan *scan, struct slice line)
{
    bool open = line.len > 0 && line.p[line.len - 1] == '\\';

    if (!open && (scan->rest.len == 0 || !is_blank(scan->rest.p[0])))
        return line;
    struct str out = str_new(scan->in);
    for (;;) {
        open = line.len > 0 && line.p[line.len - 1] == '\\';
        str_add(&out, open ? slice_part(line, 0, line.len - 1) : line);
        if (scan->rest.len == 0 || (!open && !is_blank(scan->rest.p[0])) || !physical(scan, &line))
            return str_slice(&out);
    }
}

/* What stands before the colon, as an address: comments and blanks around it are no part of it. */
static struct slice name_of(struct slice text, struct arena *in)
{
    struct str out;
    int depth = 0;
    bool quoted = false;

    text = slice_trim(text);
    if (text.len > 2 && text.p[0] == '<' && text.p[text.len - 1] == '>')
        text = slice_trim(slice_part(text, 1, text.len - 2));
    if (slice_find(text, '(') == SIZE_MAX)
        return text;
    out = str_new(in);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (c == '"' && depth == 0)
            quoted = !quoted;
        depth += !quoted && c == '(';
        if (depth == 0)
            str_add_char(&out, c);
        depth -= !quoted && c == ')' && depth > 0;
    }
    return slice_trim(str_slice(&out));
}

/* The colon that ends the name: the first one outside of quotes. */
static size_t name_end(struct slice line)
{
    bool quoted = false;

    for (size_t i = 0; i < line.len; i++) {
        if (line.p[i] == '\\' && i + 1 < line.len)
            i++;
        else if (line.p[i] == '"')
            quoted = !quoted;
        else if (line.p[i] == ':' && !quoted)
            return i;
    }
    return slice_find(line, ':');
}

static enum alias_step bad(struct alias_entry *entry, struct slice text, const char *words)
{
    entry->text = text;
    entry->words = words;
    return ALIAS_BAD;
}

enum alias_step alias_scan_next(struct alias_scan *scan, struct alias_entry *entry)
{
    struct slice line, whole;

    /* compatible: comments and empty lines have continuation lines too. */
    do {
        if (!physical(scan, &line))
            return ALIAS_END;
        whole = join(scan, line);
    } while (line.len == 0 || line.p[0] == '#');

    *entry = (struct alias_entry){.line = scan->line}; /* compatible: the last of its lines */
    if (is_blank(line.p[0]))
        return bad(entry, slice_of("", 0), "Non-continuation line starts with space");
    size_t colon = slice_find(whole, ':');
    if (colon == SIZE_MAX)
        return bad(entry, slice_of("", 0), "missing colon");

    /* compatible: the name ends where an address does, the value begins behind the first colon of
     * all, so that "a:b": c in quotes has a value no one expects. */
    entry->name = name_of(slice_part(whole, 0, name_end(whole)), scan->in);
    if (entry->name.len == 0)
        return bad(entry, slice_part(whole, 0, SHOWN_MAX), "illegal alias name");
    if (slice_is(entry->name, "@"))
        entry->name = slice_of("", 0); /* an address without a user */
    entry->value = slice_trim(slice_from_at(whole, colon + 1));
    if (entry->value.len == 0)
        return bad(entry, line, "missing value for alias");
    entry->key = arena_copy_lower(scan->in, entry->name);
    return ALIAS_ENTRY;
}
