/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/traffic.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PART_MAX = 16 * 1024 }; /* a longer line is recorded in parts */

bool traffic_open(struct traffic *traffic, const char *path, struct err *err)
{
    traffic->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    if (traffic->fd < 0)
        return err_set(err, EX_CANTCREAT, "cannot open %s: %s", path, strerror(errno));
    return true;
}

void traffic_line(const struct traffic *traffic, const char *mark, struct slice line)
{
    char head[40];
    struct iovec parts[3];
    int n;

    if (traffic == NULL)
        return;
    if (line.len > 0 && line.p[line.len - 1] == '\r')
        line.len--;
    n = snprintf(head, sizeof head, "%05ld %s ", (long)syscall(SYS_gettid), mark);
    parts[0] = (struct iovec){head, (size_t)n};
    parts[1] = (struct iovec){(void *)(uintptr_t)line.p, line.len};
    parts[2] = (struct iovec){(void *)(uintptr_t) "\n", 1};
    if (writev(traffic->fd, parts, 3) < 0)
        return; /* mail does not stop because nobody can look on */
}

void traffic_printf(const struct traffic *traffic, const char *mark, const char *fmt, ...)
{
    struct arena *in;
    struct str text;
    va_list args;

    if (traffic == NULL)
        return;
    in = arena_new();
    text = str_new(in);
    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    traffic_line(traffic, mark, str_slice(&text));
    arena_drop(in);
}

void traffic_text(const struct traffic *traffic, const char *mark, struct slice text)
{
    struct slice line;

    while (traffic != NULL && slice_line(&text, &line))
        traffic_line(traffic, mark, line);
}

struct traffic_pieces traffic_pieces(const struct traffic *traffic, const char *mark,
                                     struct arena *in)
{
    struct traffic_pieces pieces = {.traffic = traffic, .mark = mark};

    if (traffic != NULL)
        pieces.part = str_new(in);
    return pieces;
}

static void end_line(struct traffic_pieces *pieces)
{
    traffic_line(pieces->traffic, pieces->mark, str_slice(&pieces->part));
    str_clear(&pieces->part);
}

void traffic_piece(struct traffic_pieces *pieces, struct slice piece)
{
    struct slice line;

    if (pieces->traffic == NULL)
        return;
    while (slice_until(&piece, '\n', &line)) {
        str_add(&pieces->part, line);
        end_line(pieces);
    }
    str_add(&pieces->part, piece);
    if (pieces->part.len > PART_MAX)
        end_line(pieces);
}

void traffic_pieces_end(struct traffic_pieces *pieces, bool eof)
{
    if (pieces->traffic == NULL)
        return;
    if (pieces->part.len > 0)
        end_line(pieces);
    if (eof)
        traffic_line(pieces->traffic, pieces->mark, SLICE("[EOF]"));
}
