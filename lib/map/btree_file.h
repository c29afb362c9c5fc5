/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * btree_file -- looking up keys in a Berkeley DB btree file without its library, which trusts what
 * stands in the file: a damaged one ends the process.
 *
 * Every place a page names is looked at before it is believed. Read are files of this machine's
 * byte order without duplicates, checksums, encryption and prefixes, which is what makemap makes.
 */
#ifndef MAP_BTREE_FILE_H
#define MAP_BTREE_FILE_H

#include "base/arena.h"
#include "base/slice.h"

struct btree_file {
    int fd;
    uint32_t page_size, last_page, root;
};

/* `size`: of the file. False: ask the library. The descriptor stays the caller's. */
bool btree_file_open(struct btree_file *f, int fd, uint64_t size);

enum btree_answer { BTREE_FOUND, BTREE_ABSENT, BTREE_DAMAGED };
/* On BTREE_FOUND, *value is a copy in `in`. The caller sees to it that the file is still what was
 * opened. */
enum btree_answer btree_file_get(const struct btree_file *f, struct slice key, struct arena *in,
                                 struct slice *value);

#endif
