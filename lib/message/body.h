/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * body -- the body half of message_write: which change it needs, and the change.
 */
#ifndef MESSAGE_BODY_H
#define MESSAGE_BODY_H

#include "base/str.h"
#include "message/write.h"

enum body_change {
    BODY_AS_IS,
    BODY_LABELLED,  /* 8-bit text without MIME fields gets them (EightBitMode m) */
    BODY_TO_7BIT,   /* 8-bit parts become quoted-printable or base64 */
    BODY_TO_8BIT,   /* an encoded text becomes plain (mailer flag 9) */
    BODY_FORBIDDEN, /* 8-bit text that nothing says what it is, for a 7-bit hop (EightBitMode s) */
};

enum body_change body_change_of(const struct message_write *w);
/* Does the change write this field itself? */
bool body_change_replaces(enum body_change change, const struct header *h);
/* The header so far goes out with what the change adds to it, the empty line and the body. */
NODISCARD bool body_write(const struct message_write *w, enum body_change change,
                          struct str *header, const struct message_sink *to, struct err *err);

#endif
