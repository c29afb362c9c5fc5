/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spool_path -- between the files of the spool module only.
 */
#ifndef DISK_SPOOL_PATH_H
#define DISK_SPOOL_PATH_H

#include <stddef.h>

#include "base/err.h"

struct spool_dir;

enum { SPOOL_PATH_MAX = 4096 };

/* "dir/qfID"; false for an id that cannot be one. */
bool spool_make_path(const struct spool_dir *dir, char kind, const char *id, char *to, size_t size,
                     struct err *err);
/* Creates and locks dir/tfID with the envelope's text in it, synced if the spool says so. The
 * descriptor, or -1 with nothing left behind. */
struct spool;
struct envelope;
int spool_write_image(const struct spool *spool, const struct spool_dir *dir,
                      const struct envelope *e, char path[SPOOL_PATH_MAX], struct err *err);

#endif
