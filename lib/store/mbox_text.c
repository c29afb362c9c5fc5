/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/mbox_text.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/attr.h"

void mbox_separator(struct str *out, struct slice sender, struct slice ctime_date)
{
    if (sender.len == 0 || slice_is(sender, "<>"))
        sender = SLICE("MAILER-DAEMON");
    str_add_text(out, "From ");
    for (size_t i = 0; i < sender.len; i++)
        str_add_char(out,
                     (unsigned char)sender.p[i] <= ' ' || sender.p[i] == 127 ? '_' : sender.p[i]);
    str_printf(out, " %.*s\n", SLICE_ARG(ctime_date));
}

static bool all_digits(struct slice s, size_t from, size_t count)
{
    if (s.len < from + count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!ascii_is_digit(s.p[from + i]))
            return false;
    return true;
}

static bool is_time(struct slice word)
{
    size_t colon = slice_find(word, ':');

    return (colon == 1 || colon == 2) && all_digits(word, 0, colon) &&
           all_digits(word, colon + 1, 2);
}

bool mbox_is_separator(struct slice line)
{
    struct slice word;
    bool time_seen = false;

    if (!slice_starts(line, SLICE("From ")))
        return false;
    line = slice_from_at(line, 5);
    if (!slice_word(&line, &word))
        return false;
    while (slice_word(&line, &word)) {
        if (time_seen && word.len == 4 && all_digits(word, 0, 4))
            return true;
        time_seen = time_seen || is_time(word);
    }
    return false;
}

static size_t count_quotes(struct slice body)
{
    struct slice line;
    size_t count = 0;

    while (slice_line(&body, &line))
        count += mbox_is_separator(line);
    return count;
}

void mbox_split(struct slice message, struct mbox_parts *parts)
{
    size_t gap = slice_search(message, SLICE("\n\n"));

    *parts = (struct mbox_parts){.header = message, .ends_line = true};
    if (message.len > 0 && message.p[0] == '\n') {
        parts->header = SLICE("");
        parts->body = slice_from_at(message, 1);
    } else if (gap != SIZE_MAX) {
        parts->header = slice_part(message, 0, gap + 1);
        parts->body = slice_from_at(message, gap + 2);
    }
    parts->quotes = count_quotes(parts->body);
    if (parts->body.len > 0)
        parts->ends_line = parts->body.p[parts->body.len - 1] == '\n';
}

/* Fields by which IMAP and POP servers and mail readers keep their notes in an mbox: from outside
 * they would set flags, or confuse UIDs and boundaries. */
static const char *const readers_fields[] = {
    "Content-Length", "Status", "X-IMAP", "X-IMAPbase", "X-Keywords", "X-Status", "X-UID",
};

static bool is_readers_field(struct slice line)
{
    struct slice name;

    if (!slice_until(&line, ':', &name))
        return false;
    name = slice_trim_end(name);
    for (size_t i = 0; i < COUNT(readers_fields); i++)
        if (slice_is_case(name, readers_fields[i]))
            return true;
    return false;
}

static bool write_header(struct slice header, mbox_put *put, void *ctx, struct err *err)
{
    struct slice line;
    bool dropping = false;

    while (slice_line(&header, &line)) {
        bool folded = line.len > 0 && (line.p[0] == ' ' || line.p[0] == '\t');

        if (!folded)
            dropping = is_readers_field(line);
        if (!dropping && (!put(ctx, line, err) || !put(ctx, SLICE("\n"), err)))
            return false;
    }
    return true;
}

static bool write_body(struct slice body, mbox_put *put, void *ctx, struct err *err)
{
    struct slice rest = body, line;

    while (slice_line(&rest, &line)) {
        size_t before;

        if (!mbox_is_separator(line))
            continue;
        before = (size_t)(line.p - body.p);
        if (!put(ctx, slice_part(body, 0, before), err) || !put(ctx, SLICE(">"), err))
            return false;
        body = slice_from_at(body, before);
        rest = body;
        (void)slice_line(&rest, &line);
    }
    return put(ctx, body, err);
}

bool mbox_write(const struct mbox_parts *parts, mbox_put *put, void *ctx, struct err *err)
{
    size_t length = parts->body.len + parts->quotes + !parts->ends_line;
    char field[64];

    snprintf(field, sizeof field, "Content-Length: %zu\n\n", length);
    return write_header(parts->header, put, ctx, err) && put(ctx, slice_from(field), err) &&
           write_body(parts->body, put, ctx, err) &&
           put(ctx, parts->ends_line ? SLICE("\n") : SLICE("\n\n"), err);
}
