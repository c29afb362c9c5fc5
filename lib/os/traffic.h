/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * traffic -- the record of -X: every line that is read or written, with who did it.
 *
 *     4711 <<< EHLO client.example     what was read
 *     4711 >>> 250 mail.example.com    what was written
 *     4711 === EXEC procmail -d alice  what was begun
 *
 * The number is the thread's, which is the process's where there is but one. A line is one write to
 * a file opened for appending, so that threads and processes may share it. Without a record nothing
 * is done: every function takes NULL.
 */
#ifndef OS_TRAFFIC_H
#define OS_TRAFFIC_H

#include "base/err.h"
#include "base/str.h"

struct traffic {
    int fd;
};

/* Opens or makes the file, to append to. */
bool traffic_open(struct traffic *traffic, const char *path, struct err *err);
/* One line; `mark` is "<<<", ">>>" or "===". A CR at its end is left out. */
void traffic_line(const struct traffic *traffic, const char *mark, struct slice line);
void traffic_printf(const struct traffic *traffic, const char *mark, const char *fmt, ...)
    PRINTF(3, 4);
/* Every line of a text. */
void traffic_text(const struct traffic *traffic, const char *mark, struct slice text);

/* Text that comes in pieces: a line is recorded when its end has come. */
struct traffic_pieces {
    const struct traffic *traffic; /* NULL: none */
    const char *mark;
    struct str part;
};
struct traffic_pieces traffic_pieces(const struct traffic *traffic, const char *mark,
                                     struct arena *in);
void traffic_piece(struct traffic_pieces *pieces, struct slice piece);
/* The end: a last line without its end counts, and with `eof` the end itself is recorded. */
void traffic_pieces_end(struct traffic_pieces *pieces, bool eof);

#endif
