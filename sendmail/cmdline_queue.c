/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * -q, in all its forms, and -Q.
 */
#include "sendmail/cmdline_take.h"

void cmdline_take_quarantine(struct cmdline_reader *r, struct slice arg)
{
    r->c->has_quarantine = true;
    r->c->quarantine = arg;
}

static bool queue_time(struct cmdline_reader *r, struct slice arg)
{
    int64_t seconds;

    if (arg.len == 0)
        return true;
    if (arg.p[0] == '-') {
        cmdline_complain(r, EX_USAGE, true, "Invalid -q value");
        return false;
    }
    for (size_t i = 0; i < arg.len; i++) {
        if (!ascii_is_digit(arg.p[i]) && strchr("smhdw", ascii_lower(arg.p[i])) == NULL) {
            cmdline_complain(r, EX_USAGE, true, "Invalid time unit `%c'", arg.p[i]);
            return false;
        }
    }
    if (!option_time(arg, 'm', &seconds) || seconds < 0) {
        cmdline_complain(r, EX_USAGE, true, "Invalid -q value");
        return false;
    }
    r->c->queue.interval = seconds;
    return true;
}

void cmdline_take_queue(struct cmdline_reader *r, struct slice arg)
{
    struct err err = {0};

    r->c->queue.given = true;
    if (arg.len == 0)
        return;
    switch (arg.p[0]) {
    case '!':
    case 'I':
    case 'R':
    case 'S':
    case 'Q':
    case 'L':
    case 'G':
        if (!queue_select_add(&r->c->queue.select, arg, r->in, &err))
            cmdline_complain(r, EX_USAGE, true, "%s", err.text);
        break;
    case 'f':
        r->c->queue.foreground = true;
        break;
    case 'p':
        r->c->queue.persistent = true;
        r->c->queue.interval = 1;
        (void)queue_time(r, slice_from_at(arg, 1));
        break;
    default:
        (void)queue_time(r, arg);
    }
}
