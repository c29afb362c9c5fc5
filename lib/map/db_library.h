/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_library -- Berkeley DB, loaded by who needs it: building and changing files, btree maps, and
 * the few hash files that hash_file.h does not read.
 */
#ifndef MAP_DB_LIBRARY_H
#define MAP_DB_LIBRARY_H

#include <db.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

struct db_library {
    __typeof__(db_create) *create;
    __typeof__(db_strerror) *strerror;
    __typeof__(db_env_set_func_open) *set_open;
};

/* EX_TEMPFAIL when the library is not there. Any thread. */
NODISCARD bool db_library_load(struct db_library *lib, struct err *err);

/* One key of an open database: its first value, or all it has with commas between and without the
 * NULs that end them, but for the last. What the library says: 0, DB_NOTFOUND, or why not. */
int db_library_get(DB *db, struct slice key, struct arena *in, struct slice *value);
int db_library_get_all(DB *db, struct slice key, struct arena *in, struct slice *value);

#endif
