/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_library -- Berkeley DB, loaded by who needs it: building and changing files, btree maps, and
 * the few hash files that hash_file.h does not read.
 */
#ifndef MAP_DB_LIBRARY_H
#define MAP_DB_LIBRARY_H

#include <db.h>

#include "base/attr.h"
#include "base/err.h"

struct db_library {
    __typeof__(db_create) *create;
    __typeof__(db_strerror) *strerror;
    __typeof__(db_env_set_func_open) *set_open;
};

/* EX_TEMPFAIL when the library is not there. Any thread. */
NODISCARD bool db_library_load(struct db_library *lib, struct err *err);

#endif
