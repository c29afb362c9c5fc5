/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmdline_take -- what each switch does to the command line that is being read. Private to the
 * cmdline files of this folder.
 */
#ifndef SENDMAIL_CMDLINE_TAKE_H
#define SENDMAIL_CMDLINE_TAKE_H

#include "sendmail/cmdline.h"

struct cmdline_reader {
    struct cmdline *c;
    struct arena *in;
    bool by_root;
    bool runs_queue; /* -q was seen, wherever it is */
};

/* `arg` is empty for switches that have none. */
typedef void cmdline_take(struct cmdline_reader *r, struct slice arg);

/* A complaint to be printed, and the status it ends with. */
void cmdline_complain(struct cmdline_reader *r, int status, const char *fmt, ...) PRINTF(3, 4);

/* cmdline_message.c: who it is from, where it came from, what to report */
cmdline_take cmdline_take_sender;
cmdline_take cmdline_take_old_sender; /* -r */
cmdline_take cmdline_take_full_name;
cmdline_take cmdline_take_hops;
cmdline_take cmdline_take_from_headers;
cmdline_take cmdline_take_no_aliases;
cmdline_take cmdline_take_relayed;
cmdline_take cmdline_take_body_type;
cmdline_take cmdline_take_envid;
cmdline_take cmdline_take_ret;
cmdline_take cmdline_take_notify;
cmdline_take cmdline_take_protocol;

/* cmdline_queue.c */
cmdline_take cmdline_take_queue;
cmdline_take cmdline_take_quarantine;

#endif
