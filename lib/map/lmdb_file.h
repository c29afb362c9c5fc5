/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lmdb_file -- looking up keys in an LMDB file without its library, which trusts what it maps into
 * memory: with one wrong byte it reads wherever that says, and the process is gone.
 *
 * Every place a page names is checked before it is read, and nothing is mapped. A writer may work
 * on the file meanwhile: pages count only when the same transaction is the last one before and
 * after they were read. Files of this machine's byte order and word size, without encryption.
 */
#ifndef MAP_LMDB_FILE_H
#define MAP_LMDB_FILE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

/* False with *err: this is no LMDB file, or it is shorter than it says. */
NODISCARD bool lmdb_check(int fd, struct err *err);

enum lmdb_get { LMDB_FOUND, LMDB_ABSENT, LMDB_FAILED };
/* In the main database. *value is a copy in `in`; LMDB_FAILED: *err says why. */
enum lmdb_get lmdb_get(int fd, struct slice key, struct arena *in, struct slice *value,
                       struct err *err);

/* All pairs in the order of their keys, of a file that nobody changes: `walk` begins as {0}. */
enum { LMDB_DEPTH_MAX = 32 };
struct lmdb_walk {
    uint64_t page[LMDB_DEPTH_MAX];
    size_t next[LMDB_DEPTH_MAX];
    unsigned depth; /* 0: not begun */
};
enum lmdb_get lmdb_next(int fd, struct lmdb_walk *walk, struct arena *in, struct slice *key,
                        struct slice *value, struct err *err);

#endif
