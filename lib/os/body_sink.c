/* SPDX-License-Identifier: BSD-2-Clause */
#include "os/body_sink.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/str.h"
#include "os/file.h"

struct body_sink {
    struct body_limits limits;
    struct str memory; /* everything while fd < 0, else what was not yet written to fd */
    int fd;
    bool is_memfd;
    int64_t written; /* bytes in fd */
    struct err err;  /* the first that went wrong */
};

enum { WRITE_BYTES = 256 * 1024 };

struct body_sink *body_sink_new(struct arena *in, const struct body_limits *limits)
{
    struct body_sink *sink = ARENA_NEW(in, struct body_sink);

    *sink = (struct body_sink){.limits = *limits, .memory = str_new(in), .fd = -1};
    return sink;
}

static bool failed(const struct body_sink *sink)
{
    return sink->err.status != EX_OK;
}

static void close_fd(struct body_sink *sink)
{
    if (sink->fd >= 0)
        close(sink->fd);
    sink->fd = -1;
}

static void flush(struct body_sink *sink)
{
    if (failed(sink) || sink->memory.len == 0)
        return;
    if (file_write_at(sink->fd, str_slice(&sink->memory), sink->written, &sink->err))
        sink->written += (int64_t)sink->memory.len;
    str_clear(&sink->memory);
}

static bool copy(int from, int to, int64_t len, struct err *err)
{
    char block[65536];

    for (int64_t at = 0; at < len;) {
        ssize_t n = pread(from, block, sizeof block, at);

        if (n <= 0)
            return err_errno(err, "cannot read the message body back");
        if (!file_write_at(to, slice_of(block, (size_t)n), at, err))
            return false;
        at += n;
    }
    return true;
}

static void open_memfd(struct body_sink *sink)
{
    sink->fd = memfd_create("body", MFD_CLOEXEC);
    if (sink->fd < 0)
        err_errno(&sink->err, "cannot keep the message body in memory");
    sink->is_memfd = true;
}

static void move_to_file(struct body_sink *sink)
{
    int fd = sink->limits.open_file(sink->limits.ctx, &sink->err);

    if (fd < 0)
        return;
    if (!copy(sink->fd, fd, sink->written, &sink->err)) {
        close(fd);
        return;
    }
    close_fd(sink);
    sink->fd = fd;
    sink->is_memfd = false;
}

void body_sink_write(struct body_sink *sink, struct slice bytes)
{
    if (failed(sink))
        return;
    str_add(&sink->memory, bytes);
    if (sink->fd < 0) {
        if (sink->memory.len <= sink->limits.memory_bytes)
            return;
        open_memfd(sink);
    }
    if (sink->memory.len >= WRITE_BYTES)
        flush(sink);
    if (sink->is_memfd && sink->limits.open_file != NULL &&
        sink->written > sink->limits.memfd_bytes && !failed(sink))
        move_to_file(sink);
}

int64_t body_sink_len(const struct body_sink *sink)
{
    return sink->written + (int64_t)sink->memory.len;
}

void body_sink_cut(struct body_sink *sink, int64_t len)
{
    if (len >= sink->written) {
        if (len < body_sink_len(sink))
            str_cut(&sink->memory, (size_t)(len - sink->written));
        return;
    }
    str_clear(&sink->memory);
    sink->written = len;
}

bool body_sink_end(struct body_sink *sink, struct body *body, struct err *err)
{
    if (sink->fd >= 0)
        flush(sink);
    if (!failed(sink) && sink->fd >= 0 && ftruncate(sink->fd, sink->written) != 0)
        err_errno(&sink->err, "cannot cut the message body");
    if (failed(sink)) {
        close_fd(sink);
        return err_set(err, sink->err.status, "%s", sink->err.text);
    }
    if (sink->fd < 0)
        *body = body_in_memory(str_slice(&sink->memory));
    else
        *body = (struct body){.fd = sink->fd, .len = sink->written};
    sink->fd = -1;
    return true;
}

void body_sink_drop(struct body_sink *sink)
{
    close_fd(sink);
    str_clear(&sink->memory);
}
