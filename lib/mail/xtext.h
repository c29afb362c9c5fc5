/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xtext -- RFC 3461's encoding of arbitrary text into ESMTP parameters ("+2B" for "+").
 */
#ifndef MAIL_XTEXT_H
#define MAIL_XTEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

/* Encodes what xtext must, and every byte of `taboo` (NULL: none). */
struct slice xtext_encode(struct arena *in, struct slice text, const char *taboo);
/* False when `text` is no xtext (bad hex, a byte that had to be encoded). */
bool xtext_decode(struct arena *in, struct slice text, struct slice *decoded);
bool xtext_is_valid(struct slice text);

#endif
