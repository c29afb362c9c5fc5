/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mime -- reading Content- fields, and making 8-bit messages 7-bit and back (RFC 2045, 2046).
 *
 * Text has LF line ends. Input may be anything: nesting is bounded, and what cannot be understood
 * passes unchanged. Pure: output goes through a function the caller gives.
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

/* "text/plain; charset=x": the words around the slash, parameters left in *rest. False if there is
 * no such pair. */
bool mime_media_type(struct slice value, struct slice *type, struct slice *subtype,
                     struct slice *rest);
/* The value of a parameter, unquoted; false if absent. `params` is the rest of mime_media_type. */
bool mime_param(struct slice params, struct slice name, struct arena *in, struct slice *value);

/* Where converted text goes; false stops the conversion. */
struct mime_out {
    void *ctx;
    bool (*write)(void *ctx, struct slice bytes);
};

enum mime_flags {
    MIME_STRICT_QP = 1 << 0,   /* also encode what EBCDIC gateways damage (mailer flag 3) */
    MIME_HAS_VERSION = 1 << 1, /* the header has MIME-Version already */
};

struct mime_job {
    struct mime_out out;
    struct arena *scratch;
    unsigned flags;       /* enum mime_flags */
    struct slice charset; /* label for 8-bit text that has none */
    struct slice remark;  /* behind "from 8bit to base64": "by host id QID" */
};

/*
 * Header fields that a 7-bit form of this entity needs besides the others (MIME-Version if missing,
 * Content-Type if missing, Content-Transfer-Encoding, X-MIME-Autoconverted), an empty line, and the
 * body. The caller has written the entity's fields except Content-Transfer-Encoding. `type` and
 * `encoding` are the values of Content-Type and Content-Transfer-Encoding, empty if absent.
 */
bool mime_to_7bit(const struct mime_job *job, struct slice type, struct slice encoding,
                  struct slice body);

/* Can an encoded body become plain 8-bit text: one text/plain part in quoted-printable or base64?
 */
bool mime_can_decode(struct slice type, struct slice encoding);
/* Content-Transfer-Encoding: 8bit, X-MIME-Autoconverted, an empty line and the decoded body. */
bool mime_to_8bit(const struct mime_job *job, struct slice encoding, struct slice body);

/* Encoders and decoders for whole texts. Base64 makes LF into CRLF, and back, for text. */
void mime_encode_qp(struct slice text, bool strict, struct str *out);
void mime_encode_base64(struct slice text, struct str *out);
void mime_decode_qp(struct slice text, struct str *out);
void mime_decode_base64(struct slice text, struct str *out);

#endif
