/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire -- an envelope whole, for frames between our processes and records of the journal.
 *
 * Unlike a qf file it carries everything: resolved mailers, hosts and users, the state and outcome
 * of every recipient, aliases that were expanded. Mailers travel as their index, so both ends must
 * run on one configuration; a record read back after a restart calls envelope_unresolve. The
 * encoding is private to one build on one machine (ipc/pack.h) and never leaves it.
 */
#ifndef DISK_WIRE_H
#define DISK_WIRE_H

#include "base/err.h"
#include "base/str.h"
#include "mail/envelope.h"

void envelope_pack(const struct envelope *e, struct str *out);
/* Into *e, which holds only `in`; slices are borrowed from `bytes`. False, with EX_DATAERR, when
 * the bytes are no envelope: the sender is broken or the record is damaged. */
bool envelope_unpack(struct slice bytes, struct envelope *e, struct err *err);
/* Forget mailer, host and user of everybody: they belong to a configuration that is gone. */
void envelope_unresolve(struct envelope *e);

#endif
