/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text goes on in pieces as it was read; only the beginning of a line needs care, because a dot may
 * stand there alone, and pieces end anywhere.
 */
#include "sendmail/submit/input.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

struct input {
    bool dots, crlf;
    enum { AT_START, AFTER_DOT, AFTER_DOT_CR, IN_LINE } at;
    bool held_cr; /* a CR that may belong to a line end */
    bool ended;
    struct collect *to;
};

static void put_cr(struct input *in)
{
    if (in->held_cr)
        collect_text(in->to, SLICE("\r"));
    in->held_cr = false;
}

/* One byte at the beginning of a line, where a dot may stand. True when it was used up. */
static bool at_line_start(struct input *in, char c)
{
    switch (in->at) {
    case AT_START:
        if (c != '.' || !in->dots)
            return false;
        in->at = AFTER_DOT;
        return true;
    case AFTER_DOT:
        if (c == '\r' && in->crlf) {
            in->at = AFTER_DOT_CR;
            return true;
        }
        break;
    case AFTER_DOT_CR:
        break;
    case IN_LINE:
        return false;
    }
    if (c == '\n') {
        in->ended = true;
        return true;
    }
    /* It was no end after all. */
    collect_text(in->to, in->at == AFTER_DOT ? SLICE(".") : SLICE(".\r"));
    in->at = IN_LINE;
    return false;
}

/* The rest of the line in `piece`, CR LF made LF where asked for. */
static size_t put_line(struct input *in, const char *p, size_t len)
{
    const char *end = memchr(p, '\n', len);
    size_t n = end != NULL ? (size_t)(end - p) + 1 : len;

    if (!in->crlf) {
        collect_text(in->to, slice_of(p, n));
    } else if (end != NULL && n >= 2 && p[n - 2] == '\r') {
        put_cr(in);
        collect_text(in->to, slice_of(p, n - 2));
        collect_text(in->to, SLICE("\n"));
    } else if (end != NULL) {
        if (n > 1)
            put_cr(in);
        in->held_cr = false;
        collect_text(in->to, slice_of(p, n));
    } else {
        put_cr(in);
        in->held_cr = p[n - 1] == '\r';
        collect_text(in->to, slice_of(p, n - in->held_cr));
    }
    in->at = end != NULL ? AT_START : IN_LINE;
    return n;
}

/* How much of it belongs to the message, its end included. */
static size_t feed(struct input *in, const char *p, size_t len)
{
    size_t all = len;

    while (len > 0 && !in->ended) {
        size_t used;

        if (at_line_start(in, *p)) {
            p++;
            len--;
            continue;
        }
        used = put_line(in, p, len);
        p += used;
        len -= used;
    }
    return all - len;
}

bool input_read(int fd, bool dots, bool crlf, struct collect *to, struct traffic_pieces *record,
                struct err *err)
{
    struct input in = {.dots = dots, .crlf = crlf, .to = to};
    char piece[PIECE];

    while (!in.ended) {
        ssize_t n = read(fd, piece, sizeof piece);
        size_t used;

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, "cannot read the message");
        if (n == 0)
            break;
        used = feed(&in, piece, (size_t)n);
        if (record != NULL)
            traffic_piece(record, slice_of(piece, used));
    }
    /* compatible: a dot with nothing behind it, not even a line end, ends the message too. */
    put_cr(&in);
    return true;
}
