/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of one recipient. C, Q, r and M stand in front of the R line they belong to; a C line
 * holds for all that follow, until the next.
 */
#include <stdlib.h>

#include "disk/qf_line.h"

bool qf_read_control(struct qf_reader *r, struct slice text)
{
    r->control = arena_copy(r->e->in, text);
    return true;
}

bool qf_read_orcpt(struct qf_reader *r, struct slice text)
{
    r->orcpt = arena_copy(r->e->in, text);
    return true;
}

bool qf_read_final(struct qf_reader *r, struct slice text)
{
    r->final = arena_copy(r->e->in, text);
    return true;
}

static const struct {
    char letter;
    unsigned flag;
} rcpt_letters[] = {
    {'P', RCPT_PRIMARY},        {'N', RCPT_NOTIFY},       {'S', RCPT_NOTIFY_SUCCESS},
    {'F', RCPT_NOTIFY_FAILURE}, {'D', RCPT_NOTIFY_DELAY}, {'A', RCPT_ALIAS},
    {'B', RCPT_INTERNAL_BCC},
};

static unsigned rcpt_flags(struct slice letters)
{
    unsigned flags = 0;

    for (size_t i = 0; i < letters.len; i++) {
        for (size_t j = 0; j < COUNT(rcpt_letters); j++) {
            if (letters.p[i] == rcpt_letters[j].letter)
                flags |= rcpt_letters[j].flag;
        }
    }
    return flags;
}

/* The original drops a recipient whose line has no colon without a word; that would be lost mail.
 */
bool qf_read_recipient(struct qf_reader *r, struct slice text)
{
    struct slice letters;
    struct recipient *to;

    if (!slice_until(&text, ':', &letters) || text.len == 0)
        return qf_bad(r, "a recipient without an address");
    to = envelope_add_rcpt(r->e, arena_copy(r->e->in, text));
    to->flags = rcpt_flags(letters);
    to->control = r->control;
    to->orcpt = r->orcpt;
    to->final = r->final;
    to->message = r->message;
    r->orcpt = r->final = r->message = slice_of(NULL, 0);
    return true;
}

static void write_recipient(const struct recipient *to, struct slice *control, struct str *out)
{
    if (to->message.len > 0)
        qf_add_line(out, "M", to->message);
    if (!slice_eq(to->control, *control)) {
        qf_add_line(out, "C", to->control);
        *control = to->control;
    }
    if (to->orcpt.len > 0)
        qf_add_line(out, "Q", to->orcpt);
    if (to->final.len > 0)
        qf_add_line(out, "r", to->final);
    str_add_char(out, 'R');
    for (size_t j = 0; j < COUNT(rcpt_letters); j++) {
        if ((to->flags & rcpt_letters[j].flag) != 0)
            str_add_char(out, rcpt_letters[j].letter);
    }
    qf_add_line(out, ":", to->addr.text);
}

/* By host, those without (local ones) first; otherwise as they came. */
static int by_host(const void *a, const void *b)
{
    const struct recipient *x = *(const struct recipient *const *)a;
    const struct recipient *y = *(const struct recipient *const *)b;
    int c = slice_cmp_case(x->addr.host, y->addr.host);

    return c != 0 ? c : x < y ? -1 : x > y;
}

void qf_write_recipients(const struct envelope *e, struct str *out)
{
    const struct recipient **order =
        ARENA_ARRAY(out->in, e->rcpts.len + 1, const struct recipient *);
    struct slice control = {0};
    size_t n = 0;

    for (size_t i = 0; i < e->rcpts.len; i++) {
        if (qf_keeps(&e->rcpts.p[i]))
            order[n++] = &e->rcpts.p[i];
    }
    qsort(order, n, sizeof *order, by_host);
    for (size_t i = 0; i < n; i++)
        write_recipient(order[i], &control, out);
}
