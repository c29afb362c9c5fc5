/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/alias_file.h"

#include "base/str.h"

enum { LOGICAL_MAX = 8191 }; /* bytes of a line, its continuation lines and its last line end */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct alias_scan alias_scan_of(struct slice text, struct arena *in)
{
    return (struct alias_scan){.rest = text, .in = in};
}

/* compatible: a line with its continuation lines has had so much room, whoever reads it later. */
static size_t room_behind(size_t len)
{
    return len < LOGICAL_MAX ? LOGICAL_MAX - len : 0;
}

/* A physical line, or what of it there is room for, without its end; false: there is none. A NUL
 * hides what is behind it, the line's end too. */
static bool physical(struct alias_scan *scan, size_t before, struct slice *line, bool *ended)
{
    struct slice rest = scan->rest;
    size_t len = slice_find(slice_part(rest, 0, room_behind(before)), '\n'), nul;

    if (rest.len == 0)
        return false;
    *ended = len != SIZE_MAX;
    if (!*ended)
        len = rest.len < room_behind(before) ? rest.len : room_behind(before);
    *line = slice_part(rest, 0, len);
    scan->rest = slice_from_at(rest, len + *ended);
    scan->line++;
    nul = slice_find(*line, '\0');
    if (nul != SIZE_MAX) {
        line->len = nul;
        *ended = false;
    }
    return true;
}

static bool is_open(struct slice line)
{
    return line.len > 0 && line.p[line.len - 1] == '\\';
}

static bool continues(const struct alias_scan *scan)
{
    return scan->rest.len > 0 && is_blank(scan->rest.p[0]);
}

/* A line with those that continue it: line ends vanish, the blanks behind them stay. *ended: false
 * when there was no room, or a NUL. */
static bool logical(struct alias_scan *scan, struct slice *whole, bool *ended)
{
    struct str out;
    struct slice line;

    if (!physical(scan, 0, &line, ended))
        return false;
    *whole = line;
    if (!(*ended && is_open(line)) && !continues(scan))
        return true;
    out = str_new(scan->in);
    do {
        bool open;

        str_add(&out, line);
        /* compatible: behind two backslashes an empty line is no end, as one is left. */
        open = *ended && is_open(str_slice(&out));
        if (open)
            str_cut(&out, out.len - 1);
        line = SLICE("");
        if (!open && !continues(scan))
            break;
    } while (physical(scan, out.len, &line, ended));
    *whole = str_slice(&out);
    return true;
}

/* What is left of a line that was too long. compatible: its lines are not counted, and empty ones
 * behind a backslash do not end it. */
static void skip_rest(struct alias_scan *scan)
{
    struct slice line;
    bool open = false;

    while (slice_line(&scan->rest, &line)) {
        open = line.len > 0 ? is_open(line) : open;
        if (!open && !continues(scan))
            break;
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

enum alias_step alias_scan_line(struct alias_scan *scan, struct alias_entry *entry)
{
    bool told = scan->blank_start, ended;
    struct slice whole;

    /* compatible: comments and empty lines have continuation lines too, and of neighbours that
     * begin with a blank, as an empty line makes them, only the first is told of. */
    scan->blank_start = false;
    for (;;) {
        if (!logical(scan, &whole, &ended))
            return ALIAS_END;
        *entry = (struct alias_entry){.whole = whole, .line = scan->line};
        if (!ended && scan->rest.len > 0) {
            skip_rest(scan);
            return bad(entry, SLICE(""), "alias line too long");
        }
        if (whole.len == 0 || whole.p[0] == '#') {
            told = false;
        } else if (!is_blank(whole.p[0])) {
            break;
        } else if (!told) {
            scan->blank_start = true;
            return bad(entry, SLICE(""), "Non-continuation line starts with space");
        }
    }
    size_t colon = slice_find(whole, ':');
    if (colon == SIZE_MAX)
        return bad(entry, SLICE(""), "missing colon");
    entry->value = slice_from_at(whole, colon + 1);
    while (entry->value.len > 0 && ascii_is_space(entry->value.p[0]))
        entry->value = slice_from_at(entry->value, 1);
    return ALIAS_ENTRY;
}

enum alias_step alias_without_name(struct alias_entry *entry)
{
    return bad(entry, slice_part(entry->whole, 0, ALIAS_SHOWN), "illegal alias name");
}

enum alias_step alias_scan_next(struct alias_scan *scan, struct alias_entry *entry)
{
    enum alias_step step = alias_scan_line(scan, entry);

    if (step != ALIAS_ENTRY)
        return step;
    /* compatible: the name ends where an address does, the value begins behind the first colon of
     * all, so that "a:b": c in quotes has a value no one expects. */
    entry->name = name_of(slice_part(entry->whole, 0, name_end(entry->whole)), scan->in);
    if (entry->name.len == 0)
        return alias_without_name(entry);
    if (slice_is(entry->name, "@"))
        entry->name = slice_of("", 0); /* an address without a user */
    if (entry->value.len == 0)
        return bad(entry, slice_part(entry->whole, 0, ALIAS_SHOWN), "missing value for alias");
    entry->key = arena_copy_lower(scan->in, entry->name);
    return ALIAS_ENTRY;
}
