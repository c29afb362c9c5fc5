/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_file -- making, changing and dumping the database files that the hash and btree classes read.
 *
 * What makemap, editmap, praliases and newaliases share. A new file is built beside the old one and
 * takes its name when it is complete and synced, so readers see the old map or the new one and
 * nothing between; the old file is locked meanwhile (flock, as the original's programs do), so two
 * builders wait for each other. One thread.
 */
#ifndef MAP_DB_FILE_H
#define MAP_DB_FILE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"
#include "os/safe_path.h"

enum db_file_type { DB_FILE_UNKNOWN, DB_FILE_HASH, DB_FILE_BTREE, DB_FILE_CDB, DB_FILE_LMDB };

/* "hash", "btree", "cdb", "lmdb" and "implicit" (a hash); DB_FILE_UNKNOWN for anything else. A cdb
 * or lmdb can be made and read, not changed. */
enum db_file_type db_file_type_named(struct slice name);

enum db_file_mode {
    DB_FILE_READ,   /* of any type when DB_FILE_UNKNOWN is asked for */
    DB_FILE_CHANGE, /* entries of the file itself; it must exist, or see make_missing */
    DB_FILE_CREATE, /* a new file takes the place of the old at db_file_commit */
};

struct db_file_options {
    enum db_file_type type;
    enum db_file_mode mode;
    bool duplicates;      /* a key may have several values */
    bool any_type;        /* what is there may be hash or btree; `type` is for what is made */
    bool make_missing;    /* DB_FILE_CHANGE begins the file when there is none, or an empty one */
    uint64_t cache_bytes; /* 0: a default that suits a million lines */
    bool unsafe;          /* skip the checks of path and links */
    uid_t owner;          /* of a new file, when root makes it */
    uint64_t allow;       /* DontBlameSendmail */
};

struct db_file;

/* `path` without or with ".db" (".cdb", ".lmdb"). NULL with *err (EX_CANTCREAT, EX_NOINPUT for a
 * missing file). */
NODISCARD struct db_file *db_file_open(struct slice path, const struct db_file_options *options,
                                       struct arena *in, struct err *err);
const char *db_file_path(const struct db_file *f);

enum db_put { DB_PUT_STORED, DB_PUT_DUPLICATE, DB_PUT_FAILED };
/* `nul`: key and value get a NUL behind them. `replace`: an existing value gives way. */
enum db_put db_file_put(struct db_file *f, struct slice key, struct slice value, bool nul,
                        bool replace, struct err *err);

enum db_get { DB_GET_FOUND, DB_GET_ABSENT, DB_GET_FAILED };
/* The value as stored, a NUL at its end included. */
enum db_get db_file_get(struct db_file *f, struct slice key, struct arena *in, struct slice *value,
                        struct err *err);
/* Text as people read it: without the one NUL that makemap -N and its like put at the end. */
struct slice db_file_without_nul(struct slice stored);
enum db_get db_file_delete(struct db_file *f, struct slice key, struct err *err);
/* The next record in the file's own order; both slices are valid until the next call. */
enum db_get db_file_next(struct db_file *f, struct slice *key, struct slice *value,
                         struct err *err);

/* Make everything durable (and a created file take its place), then close. */
NODISCARD bool db_file_commit(struct db_file *f, struct err *err);
/* Close; a file being created is thrown away and the old one stays. */
void db_file_abandon(struct db_file *f);

#endif
