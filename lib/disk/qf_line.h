/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qf_line -- what the files that read and write qf lines share.
 *
 * `text` is a line without its letter, with the lines that continue it. A reader that answers false
 * has called qf_bad.
 */
#ifndef DISK_QF_LINE_H
#define DISK_QF_LINE_H

#include "disk/qf.h"

struct qf_reader {
    struct envelope *e;
    int line;
    bool sender, end;
    struct slice control, orcpt, final, message; /* for the recipients to come */
    struct err *err;
};

/* EX_DATAERR with the line's number; returns false. */
bool qf_bad(struct qf_reader *r, const char *what);
/* `letter`, the text and a line end; what would end the line early becomes a blank. */
void qf_add_line(struct str *out, const char *letter, struct slice text);
bool qf_is_macro_name(struct slice name);

/* qf_recipient.c */
bool qf_read_control(struct qf_reader *r, struct slice text);
bool qf_read_orcpt(struct qf_reader *r, struct slice text);
bool qf_read_final(struct qf_reader *r, struct slice text);
bool qf_read_recipient(struct qf_reader *r, struct slice text);
void qf_write_recipients(const struct envelope *e, struct str *out);

/* qf_header.c */
bool qf_read_header(struct qf_reader *r, struct slice text);
void qf_write_headers(const struct envelope *e, struct str *out);

#endif
