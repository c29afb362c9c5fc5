/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cdb_file -- constant databases: the format of D. J. Bernstein's cdb, read and written here.
 *
 * Written once, in order, and then only read. Reading trusts no byte of the file: every position is
 * checked against its size, so a damaged file is an error and never a crash, and a file that
 * shrinks under us is one too (it is read with pread, not mapped). A reader may be shared by
 * threads; a writer belongs to one. Files end at 4 GiB.
 */
#ifndef MAP_CDB_FILE_H
#define MAP_CDB_FILE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

enum cdb_get { CDB_FOUND, CDB_ABSENT, CDB_FAILED };

/* Does the file behind `fd` begin like a cdb of its size? EX_DATAERR when it does not. */
NODISCARD bool cdb_check(int fd, uint64_t *size, struct err *err);
/* The first value of the key, in `in`. */
enum cdb_get cdb_get(int fd, uint64_t size, struct slice key, struct arena *in, struct slice *value,
                     struct err *err);

/* The next record; start with *at = 0. */
enum cdb_get cdb_next(int fd, uint64_t size, uint64_t *at, struct arena *in, struct slice *key,
                      struct slice *value, struct err *err);

struct cdb_writer;
/* The descriptor stays the caller's. */
struct cdb_writer *cdb_writer_new(int fd, struct arena *in);
/* Was this key put before? Reads what was written. */
enum cdb_get cdb_writer_has(struct cdb_writer *w, struct slice key, struct err *err);
NODISCARD bool cdb_writer_put(struct cdb_writer *w, struct slice key, struct slice value,
                              struct err *err);
/* The tables behind the records, and in front of them the table of tables. */
NODISCARD bool cdb_writer_finish(struct cdb_writer *w, struct err *err);
/* Gives back its memory; the file is whatever it is. */
void cdb_writer_drop(struct cdb_writer *w);

#endif
