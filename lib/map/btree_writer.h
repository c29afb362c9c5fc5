/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * btree_writer -- filling a new Berkeley DB btree file with sorted records, page after page.
 *
 * The library makes the empty file and so decides its version and page size; what is written here
 * is what it would have come to. Files of this machine's byte order without duplicates, checksums
 * and encryption.
 */
#ifndef MAP_BTREE_WRITER_H
#define MAP_BTREE_WRITER_H

#include "base/attr.h"
#include "base/err.h"
#include "map/records.h"

/* The longest key or value that goes on the pages of this empty file; 0: its format is another
 * than this module writes. */
size_t btree_item_max(int fd);

/* Sorts `r` and writes it into the empty file. Not synced. */
NODISCARD bool btree_write(int fd, struct records *r, struct err *err);

#endif
