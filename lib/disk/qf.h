/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qf -- the text of a queue control file: an envelope as classic sendmail keeps it on disk.
 *
 * Pure text work; files, names and locks are spool.h's business. What a reader meets may be
 * anything: another program's file, an old version, half a file, noise. Every line is checked here;
 * a file that cannot be trusted whole is not used in part.
 */
#ifndef DISK_QF_H
#define DISK_QF_H

#include "base/err.h"
#include "base/str.h"
#include "mail/envelope.h"

enum { QF_VERSION = 8, QF_MAX_BYTES = 64 * 1024 * 1024 };

enum qf_verdict {
    QF_GOOD,
    QF_UNFINISHED, /* no final "." or no sender: somebody may still be writing; leave it alone */
    QF_DAMAGED,    /* can never be used: set it aside; err says why, with the line's number */
};

/*
 * Reads into *e, which holds only `in` and the id. On QF_GOOD every recipient is pending and not
 * resolved. Otherwise *e is not to be used.
 */
enum qf_verdict qf_read(struct slice text, struct envelope *e, struct err *err);

/* For listings: takes what can be understood and passes over the rest. */
void qf_skim(struct slice text, struct envelope *e);

/*
 * Appends the file's text. Recipients that are pending or deferred are written, in their order;
 * what became of the others is no longer the queue's concern.
 */
void qf_write(const struct envelope *e, struct str *out);

/* True for a recipient that qf_write writes. */
static inline bool qf_keeps(const struct recipient *r)
{
    return r->state == RCPT_PENDING || r->state == RCPT_DEFERRED;
}

#endif
