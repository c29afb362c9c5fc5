/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies as they come: a code, a blank or hyphen, text. What does not look like a reply line is
 * stepped over (compatible: peers behind broken filters send such lines), but not without end.
 */
#include "wire/smtp_client.h"

static bool is_reply_line(struct slice line)
{
    return line.len >= 3 && line.p[0] >= '1' && line.p[0] <= '5' && ascii_is_digit(line.p[1]) &&
           ascii_is_digit(line.p[2]) && (line.len == 3 || line.p[3] == ' ' || line.p[3] == '-');
}

static struct slice printable(struct arena *in, struct slice text)
{
    struct str copy = str_new(in);

    str_add_printable(&copy, text, CLIENT_REPLY_TEXT_MAX);
    return str_slice(&copy);
}

/* One to three digits. */
static bool skip_number(struct slice *in)
{
    size_t n = 0;

    while (n < in->len && n < 3 && ascii_is_digit(in->p[n]))
        n++;
    *in = slice_from_at(*in, n);
    return n > 0;
}

/* "5.1.1 " whose class is that of the code. */
static bool take_dsn(struct slice *text, int code, struct slice *dsn)
{
    struct slice rest = *text;

    if (rest.len < 5 || rest.p[0] != '0' + code / 100)
        return false;
    rest = slice_from_at(rest, 1);
    if (!slice_skip(&rest, '.') || !skip_number(&rest) || !slice_skip(&rest, '.') ||
        !skip_number(&rest))
        return false;
    if (rest.len > 0 && rest.p[0] != ' ')
        return false;
    *dsn = slice_of(text->p, (size_t)(rest.p - text->p));
    slice_skip_blanks(&rest);
    *text = rest;
    return true;
}

bool smtp_client_collect(struct smtp_client *c, struct slice line, struct arena *in)
{
    struct smtp_client_reply *r = &c->reply;
    struct slice text, dsn = {0};

    if (c->reply_lines++ == 0)
        *r = (struct smtp_client_reply){0};
    if (c->reply_lines > CLIENT_REPLY_LINES_MAX) {
        *r = (struct smtp_client_reply){.code = 500, .first = SLICE("500 endless reply")};
        c->closing = true;
        return true;
    }
    if (!is_reply_line(line))
        return false;
    text = printable(in, slice_trim_end(line));
    r->code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + (line.p[2] - '0');
    if (r->first.len == 0)
        r->first = text;
    text = slice_from_at(text, 4);
    if (smtp_client_has(c, CLIENT_HAS_STATUS_CODES) && take_dsn(&text, r->code, &dsn) &&
        r->dsn.len == 0)
        r->dsn = dsn;
    r->text = text;
    return line.len == 3 || line.p[3] == ' ';
}

static const struct {
    const char *word;
    enum smtp_client_extension bit;
} extensions[] = {
    {"8BITMIME", CLIENT_HAS_8BITMIME},
    {"AUTH", CLIENT_HAS_AUTH},
    {"DELIVERBY", CLIENT_HAS_DELIVERBY},
    {"DSN", CLIENT_HAS_DSN},
    {"ENHANCEDSTATUSCODES", CLIENT_HAS_STATUS_CODES},
    {"PIPELINING", CLIENT_HAS_PIPELINING},
    {"SIZE", CLIENT_HAS_SIZE},
    {"SMTPUTF8", CLIENT_HAS_SMTPUTF8},
    {"STARTTLS", CLIENT_HAS_STARTTLS},
    {"VERB", CLIENT_HAS_VERB},
    {"XVRB", CLIENT_HAS_VERB},
};

void smtp_client_take_extension(struct smtp_client *c, struct slice text)
{
    struct slice word;
    int64_t n;

    if (!slice_word(&text, &word))
        return;
    /* "AUTH=LOGIN" is what some servers wrote before the standard. */
    if (slice_starts_case(word, SLICE("AUTH="))) {
        c->extensions |= CLIENT_HAS_AUTH;
        return;
    }
    for (size_t i = 0; i < COUNT(extensions); i++) {
        if (!slice_is_case(word, extensions[i].word))
            continue;
        c->extensions |= extensions[i].bit;
        if (extensions[i].bit == CLIENT_HAS_SIZE && slice_to_i64(slice_trim(text), &n) && n > 0)
            c->size_limit = n;
        if (extensions[i].bit == CLIENT_HAS_AUTH)
            c->mechanisms = printable(c->in, slice_trim(text));
        return;
    }
}
