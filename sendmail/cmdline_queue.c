/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * -q, in all its forms, and -Q.
 */
#include <string.h>

#include "sendmail/cmdline_take.h"

/* compatible: a letter that is no unit is told of, each one, and so is a time before now; capitals
 * are none. */
static void queue_time(struct cmdline_reader *r, struct slice arg)
{
    struct slice units = arg;
    bool fine = true;

    (void)slice_skip(&units, '-');
    for (size_t i = 0; i < units.len; i++)
        if (!ascii_is_digit(units.p[i]) && memchr("smhdw", units.p[i], 5) == NULL) {
            cmdline_complain(r, EX_USAGE, "Invalid time unit `%c'", units.p[i]);
            fine = false;
        }
    if (!option_time(arg, 'm', &r->c->queue.interval) || r->c->queue.interval >= 0)
        return;
    r->c->queue.interval = 0;
    if (fine)
        cmdline_complain(r, EX_USAGE, "Invalid -q value");
}

/* Modes that have to do with the queue. -bP never looks at what was selected. */
static bool goes_with(enum op_mode mode, char letter)
{
    switch (mode) {
    case MODE_SUBMIT:
        return true;
    case MODE_DAEMON:
    case MODE_FOREGROUND:
    case MODE_PRINT_QUEUE:
    case MODE_QUEUE_COUNT:
        return letter == 'q';
    default:
        return false;
    }
}

static bool check_mode(struct cmdline_reader *r, char letter)
{
    if (goes_with(r->c->mode, letter))
        return true;
    cmdline_complain(r, EX_USAGE, "Can not use -%c with -b%c", letter, (char)r->c->mode);
    return false;
}

void cmdline_take_quarantine(struct cmdline_reader *r, struct slice arg)
{
    if (!check_mode(r, 'Q'))
        return;
    r->c->has_quarantine = true;
    r->c->quarantine = arg;
}

void cmdline_take_queue(struct cmdline_reader *r, struct slice arg)
{
    struct slice bare = arg;
    struct err err = {0};

    if (!check_mode(r, 'q'))
        return;
    r->c->queue.given = true;
    (void)slice_skip(&bare, '!');
    switch (bare.len > 0 ? bare.p[0] : '\0') {
    case '\0':
        break;
    case 'I':
    case 'R':
    case 'S':
    case 'Q':
    case 'L':
    case 'G':
        if (!queue_select_add(&r->c->queue.select, arg, r->in, &err))
            cmdline_complain(r, EX_USAGE, "%s", err.text);
        break;
    case 'f':
        r->c->queue.foreground = true;
        break;
    case 'p':
        r->c->queue.persistent = true;
        r->c->queue.interval = 1;
        if (bare.len > 1)
            queue_time(r, slice_from_at(bare, 1));
        break;
    default:
        queue_time(r, bare);
    }
}
