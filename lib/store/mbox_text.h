/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mbox_text -- a message as it stands in an mbox file. Pure.
 *
 * The file holds, for each message: a separator line, the header, an empty line, the body, an empty
 * line. We write Content-Length, so that readers who trust it need not search; for those who
 * search, a body line that would pass for a separator gets a ">" in front. Other lines that begin
 * with "From " stay as they are.
 */
#ifndef STORE_MBOX_TEXT_H
#define STORE_MBOX_TEXT_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"
#include "base/str.h"

/* "From sender Sat Nov 21 20:24:08 2026\n". An empty sender or "<>" is MAILER-DAEMON; blanks in it
 * become underscores, so that the line cannot be misread. */
void mbox_separator(struct str *out, struct slice sender, struct slice ctime_date);
/* "From ", a word, later a time hh:mm and a year of four digits: what careful readers look for. */
bool mbox_is_separator(struct slice line);

/* What of a message goes where: header and body with LF line ends, no separator in front. */
struct mbox_parts {
    struct slice header; /* with the last LF, without the empty line */
    struct slice body;
    size_t quotes;  /* ">" to be added to the body */
    bool ends_line; /* the body's last byte is LF (or there is none) */
};
void mbox_split(struct slice message, struct mbox_parts *parts);

/* Takes text in pieces. */
typedef bool mbox_put(void *ctx, struct slice bytes, struct err *err);

/* Everything behind the separator, with the empty line at the end. Fields that only a mailbox's
 * reader may write (Status, X-UID, ... and a Content-Length from outside) are left out. */
bool mbox_write(const struct mbox_parts *parts, mbox_put *put, void *ctx, struct err *err);

#endif
