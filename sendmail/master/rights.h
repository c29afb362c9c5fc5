/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rights -- what each kind of worker keeps of the rights it was started with: doc/INTERNALS.md has
 * the table, rights.c the rules.
 */
#ifndef SENDMAIL_MASTER_RIGHTS_H
#define SENDMAIL_MASTER_RIGHTS_H

#include "sendmail/proto/worker.h"

/* In the child, between fork and the worker's entry function: before its first thread, and before
 * anything of a peer's is read.
 * Maps that it can no longer open come from the master from now on. One line to the log, level 15,
 * says what is left. False: the worker must not go on. */
bool rights_give_up(const struct worker_setup *setup, enum worker_kind kind, struct err *err);

#endif
