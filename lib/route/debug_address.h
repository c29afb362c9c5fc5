/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * debug_address -- an address in debugging output.
 */
#ifndef ROUTE_DEBUG_ADDRESS_H
#define ROUTE_DEBUG_ADDRESS_H

#include "mail/envelope.h"

struct config;

/* Mailer, host, user and flags (enum rcpt_flags) in the form of eleven lines that sites know.
 * Nothing without a debug sink; the caller has looked at the level. */
void debug_address(const struct config *cfg, const struct address *address, unsigned flags);

#endif
