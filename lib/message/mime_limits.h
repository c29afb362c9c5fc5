/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mime_limits -- MIME fields so long that they overran the buffers of some mail readers
 * (option MaxMimeHeaderLength, classes {checkMIMEHeaders} and its sisters).
 */
#ifndef MESSAGE_MIME_LIMITS_H
#define MESSAGE_MIME_LIMITS_H

#include "conf/config.h"
#include "mail/envelope.h"

/* The value, cut where it or one of its parameters is longer than allowed. Quotes that were cut
 * open are closed. A cut is logged under `id`. */
struct slice mime_limits_apply(const struct config *cfg, const struct header *h, struct slice id,
                               struct arena *in);

#endif
