/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hash_file -- looking up keys in a Berkeley DB hash file without its library.
 *
 * Pages are read when a key first needs them, believed only when the file did not change meanwhile,
 * and then kept: answers are those of the file as it was when it was opened, whatever a builder
 * does to it in place, and a key whose page is there costs no system call. Any thread may ask.
 *
 * Read are files of this machine's byte order without duplicates, checksums and encryption, which
 * is what makemap makes; for anything else, and for whatever looks wrong, the library is the judge.
 */
#ifndef MAP_HASH_FILE_H
#define MAP_HASH_FILE_H

#include <sys/stat.h>

#include "base/arena.h"
#include "base/slice.h"

struct hash_file;

/* `seen`: fstat of the descriptor, which stays the caller's and open. NULL: ask the library. */
struct hash_file *hash_file_open(int fd, const struct stat *seen);
void hash_file_close(struct hash_file *f); /* NULL is allowed */

enum hash_answer {
    HASH_FOUND,
    HASH_ABSENT,
    HASH_CHANGED, /* the file is no longer what was opened */
    HASH_ODD,     /* ask the library */
};

/* On HASH_FOUND, *value is a copy in `in`. */
enum hash_answer hash_file_get(struct hash_file *f, struct slice key, struct arena *in,
                               struct slice *value);

#endif
