/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lmdb_writer -- making an LMDB file of sorted records, page after page, as its library would read
 * it. Of this machine's byte order and word size.
 */
#ifndef MAP_LMDB_WRITER_H
#define MAP_LMDB_WRITER_H

#include "base/attr.h"
#include "base/err.h"
#include "map/records.h"

enum {
    LMDB_KEY_MAX = 511,  /* bytes the library takes, and one at least */
    LMDB_PAIR_MAX = 2030 /* bytes of key and value that go on a page */
};

/* Sorts `r` and writes it into the empty file. Not synced. */
NODISCARD bool lmdb_write(int fd, struct records *r, struct err *err);

#endif
