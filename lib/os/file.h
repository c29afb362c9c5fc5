/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file -- whole files: read, write, replace. All calls retry on EINTR; every descriptor they open
 * is close-on-exec. May be called from any thread.
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

/* The whole file, at most `max_bytes` (more is EX_DATAERR), with a NUL behind it. A named pipe
 * that nobody opens for writing within five seconds is EX_IOERR. */
bool file_read(const char *path, size_t max_bytes, struct arena *in, struct slice *text,
               struct err *err);
/* The rest of an open descriptor, likewise. */
bool file_read_fd(int fd, size_t max_bytes, struct arena *in, struct slice *text, struct err *err);
/* All bytes or an error. */
bool file_write_all(int fd, struct slice bytes, struct err *err);
/* As file_write_all, at an offset. */
bool file_write_at(int fd, struct slice bytes, int64_t at, struct err *err);
/* Make `path` hold exactly `text`, or leave it as it was: written beside, synced, renamed. */
bool file_replace(const char *path, struct slice text, mode_t mode, struct err *err);
/* fsync the directory `path` names, so that entries made or renamed in it survive a power cut. */
bool file_sync_dir(const char *path, struct err *err);
/* mkdir -p with this mode for what is missing. */
bool file_make_dirs(const char *path, mode_t mode, struct err *err);

#endif
