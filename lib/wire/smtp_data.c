/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Five places to be, so that a cut anywhere loses nothing:
 *
 *   START    at the beginning of a line         DOT      behind a dot that began a line
 *   TEXT     inside a line                      DOT_CR   behind that dot and a CR
 *   CR       behind a CR inside a line
 *
 * Runs of ordinary text are copied whole; only CR, LF and a line's first byte are looked at.
 */
#include "wire/smtp_data.h"

enum { START, TEXT, CR, DOT, DOT_CR };

void smtp_data_start(struct smtp_data *d, struct smtp_data_rules rules)
{
    *d = (struct smtp_data){.rules = rules, .state = START};
}

/* Bytes before the next CR or LF. */
static size_t plain_run(struct slice in)
{
    size_t len = in.len;
    const char *lf = memchr(in.p, '\n', len);

    if (lf != NULL)
        len = (size_t)(lf - in.p);
    const char *cr = len > 0 ? memchr(in.p, '\r', len) : NULL;
    return cr != NULL ? (size_t)(cr - in.p) : len;
}

static enum smtp_data_status bare_lf(struct smtp_data *d, struct str *out)
{
    if (d->rules.lf == SMTP_BARE_REFUSE)
        return SMTP_DATA_BARE_LF;
    if (d->rules.lf == SMTP_BARE_BLANK) {
        str_add_char(out, ' ');
        d->state = TEXT;
        return SMTP_DATA_MORE;
    }
    if (d->state == DOT && d->rules.lf_ends && d->started_bare)
        return SMTP_DATA_END;
    if (d->state == DOT)
        str_add_char(out, '.'); /* no end, so no stuffed dot either: keep what the peer wrote */
    str_add_char(out, '\n');
    d->state = START;
    d->started_bare = true;
    return SMTP_DATA_MORE;
}

/* A CR was read, and what follows is no LF. The byte that follows is looked at again. */
static enum smtp_data_status bare_cr(struct smtp_data *d, struct str *out)
{
    if (d->rules.cr == SMTP_BARE_REFUSE)
        return SMTP_DATA_BARE_CR;
    str_add_char(out, d->rules.cr == SMTP_BARE_BLANK ? ' ' : '\r');
    d->state = TEXT;
    return SMTP_DATA_MORE;
}

static enum smtp_data_status after_cr(struct smtp_data *d, char c, struct str *out)
{
    if (c != '\n')
        return bare_cr(d, out);
    if (d->state == DOT_CR)
        return SMTP_DATA_END;
    str_add_char(out, '\n');
    d->state = START;
    d->started_bare = false;
    return SMTP_DATA_MORE;
}

enum smtp_data_status smtp_data_feed(struct smtp_data *d, struct slice *in, struct str *out)
{
    enum smtp_data_status status = SMTP_DATA_MORE;

    while (in->len > 0 && status == SMTP_DATA_MORE) {
        char c = in->p[0];
        size_t taken = 1;

        if (d->state == CR || d->state == DOT_CR) {
            taken = c == '\n';
            status = after_cr(d, c, out);
        } else if (c == '\r') {
            d->state = d->state == DOT ? DOT_CR : CR;
        } else if (c == '\n') {
            status = bare_lf(d, out);
        } else if (c == '.' && d->state == START) {
            d->state = DOT;
        } else {
            taken = plain_run(*in);
            str_add(out, slice_part(*in, 0, taken));
            d->state = TEXT;
        }
        *in = slice_from_at(*in, taken);
    }
    return status;
}
