/* SPDX-License-Identifier: BSD-2-Clause */
#include "ipc/frame.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "os/file.h"

struct head {
    uint32_t type;
    uint32_t tag;
    uint32_t bytes;  /* of the payload */
    uint32_t beside; /* 1: the payload is in the last descriptor */
};

enum { SOCKET_BUFFER = 4 * 1024 * 1024 };

union fd_room {
    char room[CMSG_SPACE(sizeof(int) * (FRAME_MAX_FDS + 1))];
    struct cmsghdr align;
};

bool frame_pair(int pair[2], struct err *err)
{
    int size = SOCKET_BUFFER;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_errno(err, "socketpair");
    for (int i = 0; i < 2; i++) {
        /* Root may exceed the system's limit; everybody else gets what the limit allows. */
        if (setsockopt(pair[i], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
            (void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    }
    return true;
}

static int payload_beside(struct slice payload, struct err *err)
{
    int fd = memfd_create("frame", MFD_CLOEXEC);

    if (fd < 0)
        return err_errno(err, "memfd_create"), -1;
    if (!file_write_all(fd, payload, err)) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool send_packet(int sock, const struct head *h, struct slice inline_part, const int *fds,
                        int nfds, struct err *err)
{
    union fd_room control = {{0}};
    struct iovec iov[2] = {{(void *)h, sizeof *h}, {(void *)inline_part.p, inline_part.len}};
    struct msghdr m = {.msg_iov = iov, .msg_iovlen = inline_part.len > 0 ? 2 : 1};
    size_t bytes = sizeof(int) * (size_t)nfds;

    if (nfds > 0) {
        struct cmsghdr *c;

        m.msg_control = control.room;
        m.msg_controllen = CMSG_SPACE(bytes);
        c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(bytes);
        memcpy(CMSG_DATA(c), fds, bytes);
    }
    while (sendmsg(sock, &m, MSG_NOSIGNAL) < 0) {
        if (errno != EINTR)
            return err_errno(err, "sending to another process");
    }
    return true;
}

bool frame_send(int sock, const struct frame *f, struct err *err)
{
    struct head h = {f->type, f->tag, (uint32_t)f->payload.len, 0};
    int fds[FRAME_MAX_FDS + 1], n = f->nfds, beside = -1;
    bool ok;

    if (f->payload.len > FRAME_MAX_BYTES || n < 0 || n > FRAME_MAX_FDS)
        return err_set(err, EX_DATAERR, "a frame of %zu bytes and %d descriptors is refused",
                       f->payload.len, n);
    memcpy(fds, f->fds, sizeof(int) * (size_t)n);
    if (f->payload.len > FRAME_INLINE_BYTES) {
        beside = payload_beside(f->payload, err);
        if (beside < 0)
            return false;
        fds[n++] = beside;
        h.beside = 1;
    }
    ok = send_packet(sock, &h, h.beside ? slice_of(NULL, 0) : f->payload, fds, n, err);
    if (beside >= 0)
        close(beside);
    return ok;
}

static void take_fds(struct msghdr *m, struct frame *f, int *beside)
{
    int all[FRAME_MAX_FDS + 1], n = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        n = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(all, CMSG_DATA(c), sizeof(int) * (size_t)n);
    }
    if (*beside == 1 && n > 0)
        *beside = all[--n];
    else
        *beside = -1;
    f->nfds = n > FRAME_MAX_FDS ? FRAME_MAX_FDS : n;
    memcpy(f->fds, all, sizeof(int) * (size_t)f->nfds);
    if (n > FRAME_MAX_FDS)
        close(all[FRAME_MAX_FDS]);
}

void frame_close_fds(struct frame *f)
{
    for (int i = 0; i < f->nfds; i++)
        close(f->fds[i]);
    f->nfds = 0;
}

static enum frame_result broken(struct frame *f, struct err *err, const char *why)
{
    frame_close_fds(f);
    err_set(err, EX_PROTOCOL, "another process sent a broken frame: %s", why);
    return FRAME_BROKEN;
}

/* The payload of a large frame: exactly as many bytes as announced, read from the start. */
static bool read_beside(int fd, uint32_t bytes, struct arena *in, struct slice *payload)
{
    struct stat st;
    char *p;

    if (bytes > FRAME_MAX_BYTES || fstat(fd, &st) != 0 || st.st_size != (off_t)bytes)
        return false;
    p = arena_bytes(in, (size_t)bytes + 1);
    for (size_t at = 0; at < bytes;) {
        ssize_t n = pread(fd, p + at, bytes - at, (off_t)at);

        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    *payload = slice_of(p, bytes);
    return true;
}

static enum frame_result received(struct head *h, struct msghdr *m, struct slice body,
                                  struct arena *in, struct frame *f, struct err *err)
{
    int beside = (int)h->beside;
    bool ok;

    *f = (struct frame){.type = h->type, .tag = h->tag};
    take_fds(m, f, &beside);
    if ((m->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        if (beside >= 0)
            close(beside);
        return broken(f, err, "cut");
    }
    if (h->beside == 0) {
        if (body.len != h->bytes)
            return broken(f, err, "length");
        f->payload = arena_copy(in, body);
        return FRAME_OK;
    }
    if (beside < 0)
        return broken(f, err, "no payload");
    ok = read_beside(beside, h->bytes, in, &f->payload);
    close(beside);
    return ok ? FRAME_OK : broken(f, err, "payload");
}

enum frame_result frame_receive(int sock, bool dont_wait, struct arena *in, struct frame *f,
                                struct err *err)
{
    char body[FRAME_INLINE_BYTES];
    union fd_room control;
    struct head h = {0};
    struct iovec iov[2] = {{&h, sizeof h}, {body, sizeof body}};
    struct msghdr m = {.msg_iov = iov,
                       .msg_iovlen = 2,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    ssize_t n;

    do {
        n = recvmsg(sock, &m, MSG_CMSG_CLOEXEC | (dont_wait ? MSG_DONTWAIT : 0));
    } while (n < 0 && errno == EINTR);
    f->nfds = 0;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return FRAME_AGAIN;
    if (n == 0 || (n < 0 && errno == ECONNRESET))
        return err_set(err, EX_TEMPFAIL, "the other process is gone"), FRAME_CLOSED;
    if (n < 0)
        return err_errno(err, "receiving from another process"), FRAME_BROKEN;
    if ((size_t)n < sizeof h)
        return broken(f, err, "no head");
    return received(&h, &m, slice_of(body, (size_t)n - sizeof h), in, f, err);
}
