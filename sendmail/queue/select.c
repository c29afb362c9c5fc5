/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/queue/select.h"

void queue_select_init(struct queue_select *select)
{
    *select = (struct queue_select){.kind = SPOOL_QUEUED};
}

bool queue_select_add(struct queue_select *select, struct slice text, struct arena *in,
                      struct err *err)
{
    struct queue_limit limit = {.inverse = slice_skip(&text, '!')};
    char what = text.len > 0 ? text.p[0] : '\0';

    text = slice_from_at(text, 1);
    switch (what) {
    case 'G':
        if (limit.inverse)
            return err_set(err, EX_USAGE, "Can not use -q!G");
        select->group = text;
        return true;
    case 'L':
        select->kind = SPOOL_LOST;
        return true;
    case 'Q':
        select->kind = SPOOL_HELD;
        if (text.len == 0)
            return true;
        break;
    case 'I':
    case 'R':
    case 'S':
        break;
    default:
        return err_set(err, EX_USAGE, "-q%c: not a selection of jobs", what);
    }
    limit.what = what;
    limit.text = text;
    *VEC_ADD(&select->limits, in) = limit;
    return true;
}

bool queue_select_is_narrow(const struct queue_select *select)
{
    return select->limits.len > 0 || select->group.len > 0;
}

static bool contains(struct slice text, struct slice part)
{
    for (size_t at = 0; at + part.len <= text.len; at++) {
        if (slice_eq_case(slice_part(text, at, part.len), part))
            return true;
    }
    return false;
}

static bool limit_fits(const struct queue_limit *limit, const struct envelope *e)
{
    switch (limit->what) {
    case 'I':
        return contains(slice_from(e->id), limit->text);
    case 'S':
        return contains(e->sender.text, limit->text);
    case 'Q':
        return contains(e->quarantine, limit->text);
    default:
        for (size_t i = 0; i < e->rcpts.len; i++) {
            if (contains(e->rcpts.p[i].addr.text, limit->text))
                return true;
        }
        return false;
    }
}

bool queue_select_fits(const struct queue_select *select, const struct envelope *e)
{
    static const char kinds[] = "IRSQ";

    if (select->group.len > 0 && !slice_eq_case(select->group, e->queue_group))
        return false;
    for (size_t k = 0; kinds[k] != '\0'; k++) {
        bool asked = false, fits = false;

        for (size_t i = 0; i < select->limits.len; i++) {
            const struct queue_limit *limit = &select->limits.p[i];

            if (limit->what != kinds[k])
                continue;
            asked = true;
            fits = fits || limit_fits(limit, e) != limit->inverse;
        }
        if (asked && !fits)
            return false;
    }
    return true;
}
