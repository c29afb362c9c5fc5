/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/header.h"

#include "base/attr.h"

#define SENDER HEADER_SENDER
#define RCPT HEADER_RCPT
#define RESENT HEADER_RESENT
#define TRACE (HEADER_TRACE | HEADER_ALWAYS)

/* Not SLICE(): a compound literal is no constant to every compiler. */
#define FIELD(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

/* Sorted by name. Fields that are not here are carried as they are. */
static const struct header_field fields[] = {
    {FIELD("Apparently-To"), RCPT},
    {FIELD("Bcc"), RCPT | HEADER_BCC},
    {FIELD("Cc"), RCPT},
    {FIELD("Comments"), HEADER_ALWAYS},
    {FIELD("Content-Description"), HEADER_MIME},
    {FIELD("Content-Disposition"), HEADER_MIME},
    {FIELD("Content-Id"), HEADER_MIME},
    {FIELD("Content-Length"), HEADER_BY_MAILER},
    {FIELD("Content-Transfer-Encoding"), HEADER_ENCODING | HEADER_MIME},
    {FIELD("Content-Type"), HEADER_TYPE | HEADER_MIME},
    {FIELD("Date"), HEADER_DATE},
    {FIELD("Delivery-Receipt-To"), HEADER_RECEIPT},
    {FIELD("Disposition-Notification-To"), SENDER},
    {FIELD("Errors-To"), SENDER | HEADER_ERRORS},
    {FIELD("From"), SENDER | HEADER_FROM},
    {FIELD("Full-Name"), HEADER_BY_MAILER | HEADER_FULL_NAME},
    {FIELD("Mail-From"), TRACE},
    {FIELD("Message"), HEADER_END},
    {FIELD("Message-Id"), HEADER_ID},
    {FIELD("MIME-Version"), HEADER_MIME},
    {FIELD("Precedence"), HEADER_PRECEDENCE},
    {FIELD("Priority"), HEADER_PRIORITY},
    {FIELD("Received"), TRACE},
    {FIELD("Reply-To"), SENDER},
    {FIELD("Resent-Bcc"), RCPT | RESENT | HEADER_BCC},
    {FIELD("Resent-Cc"), RCPT | RESENT},
    {FIELD("Resent-Date"), RESENT | HEADER_DATE},
    {FIELD("Resent-From"), SENDER | RESENT | HEADER_FROM},
    {FIELD("Resent-Message-Id"), RESENT | HEADER_ID},
    {FIELD("Resent-Reply-To"), SENDER | RESENT},
    {FIELD("Resent-Sender"), SENDER | RESENT},
    {FIELD("Resent-To"), RCPT | RESENT},
    {FIELD("Return-Path"), HEADER_ALWAYS | HEADER_BY_MAILER | HEADER_LATE},
    {FIELD("Return-Receipt-To"), HEADER_RECEIPT},
    {FIELD("Sender"), SENDER},
    {FIELD("Text"), HEADER_END},
    {FIELD("To"), RCPT},
    {FIELD("Via"), TRACE},
    {FIELD("X400-Received"), TRACE},
};

const struct header_field *header_fields(size_t *count)
{
    *count = COUNT(fields);
    return fields;
}

unsigned header_kind(struct slice name)
{
    size_t low = 0, high = COUNT(fields);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = slice_cmp_case(name, fields[middle].name);

        if (order == 0)
            return fields[middle].kind;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

/* What may stand in a field name: printable and no blank (RFC 5322, 3.6.8). */
static bool is_name_byte(char c)
{
    return c > ' ' && c <= '~' && c != ':';
}

bool header_split(struct slice field, struct slice *name, struct slice *value)
{
    struct slice rest;
    size_t n = 0;

    while (n < field.len && is_name_byte(field.p[n]))
        n++;
    if (n == 0 || n > HEADER_NAME_MAX)
        return false;
    rest = slice_from_at(field, n);
    slice_skip_blanks(&rest);
    if (!slice_skip(&rest, ':'))
        return false;
    *name = slice_part(field, 0, n);
    *value = rest;
    return true;
}

bool header_next(struct slice *in, struct slice *field)
{
    struct slice rest = *in, line, name, value;
    size_t len;

    if (!slice_line(&rest, &line))
        return false;
    if (line.len == 0) {
        *in = rest;
        return false;
    }
    if (!header_split(line, &name, &value))
        return false;
    len = line.len;
    while (rest.len > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t')) {
        slice_line(&rest, &line);
        len = (size_t)(line.p - in->p) + line.len;
    }
    *field = slice_part(*in, 0, len);
    *in = rest;
    return true;
}

static struct header *find_from(const struct envelope *e, size_t from, struct slice name)
{
    for (size_t i = from; i < e->headers.len; i++)
        if (slice_eq_case(e->headers.p[i].name, name))
            return &e->headers.p[i];
    return NULL;
}

struct header *header_find(const struct envelope *e, struct slice name)
{
    return find_from(e, 0, name);
}

struct header *header_find_next(const struct envelope *e, const struct header *after)
{
    return find_from(e, (size_t)(after - e->headers.p) + 1, after->name);
}

struct slice header_value(const struct envelope *e, struct slice name)
{
    const struct header *h = header_find(e, name);

    return h == NULL ? (struct slice){0} : slice_trim(h->value);
}

struct header *header_add(struct envelope *e, struct slice name, struct slice value)
{
    return header_insert(e, e->headers.len, name, value);
}

struct header *header_insert(struct envelope *e, size_t at, struct slice name, struct slice value)
{
    (void)VEC_ADD(&e->headers, e->in);
    if (at > e->headers.len - 1)
        at = e->headers.len - 1;
    struct header *h = &e->headers.p[at];
    memmove(h + 1, h, (e->headers.len - 1 - at) * sizeof *h);
    *h = (struct header){.name = name, .value = value, .kind = header_kind(name)};
    return h;
}

void header_remove(struct envelope *e, size_t at)
{
    struct header *h = &e->headers.p[at];

    e->headers.len--;
    memmove(h, h + 1, (e->headers.len - at) * sizeof *h);
}

/* compatible: a field counts with its flags and without its line end (SIZE=). */
int64_t header_bytes(const struct header *h)
{
    return (int64_t)(h->name.len + h->value.len) + 1 + __builtin_popcountll(h->mailers.bits[0]) +
           __builtin_popcountll(h->mailers.bits[1]);
}
