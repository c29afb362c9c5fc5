/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sink -- message text on its way out: line ends as the mailer wants them, dots hidden.
 *
 * Text comes in with LF line ends, cut anywhere. It goes out in large pieces through a function.
 */
#ifndef SENDMAIL_DELIVER_SINK_H
#define SENDMAIL_DELIVER_SINK_H

#include "base/err.h"
#include "base/slice.h"
#include "message/write.h"

struct sink {
    bool (*put)(void *ctx, struct slice bytes, struct err *err);
    void *ctx;
    struct slice eol; /* replaces each LF */
    bool hide_dots;   /* a dot at the start of a line is doubled */
    bool in_line;     /* the last byte written was no line end */
    uint64_t bytes;   /* taken in */
};

/* What message_write wants. */
struct message_sink sink_of(struct sink *sink);
/* End a last line that has no line end. */
bool sink_finish(struct sink *sink, struct err *err);

#endif
