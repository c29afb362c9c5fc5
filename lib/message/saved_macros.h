/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * saved_macros -- the macro values that a message in the queue keeps for its delivery.
 */
#ifndef MESSAGE_SAVED_MACROS_H
#define MESSAGE_SAVED_MACROS_H

#include "conf/config.h"
#include "mail/envelope.h"

/* Copies into e->macros what the scope holds of $_, $r, $s, ${daemon_flags} and the members of
 * class {persistentMacros}; what the envelope has already stays. */
void saved_macros_take(struct envelope *e, const struct config *cfg, const struct macros *macros);

#endif
