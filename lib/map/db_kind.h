/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_kind -- what db_file.c, which knows about paths, locks and putting in place, shares with the
 * kinds of database behind it. Nobody else includes this.
 */
#ifndef MAP_DB_KIND_H
#define MAP_DB_KIND_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "map/db_file.h"
#include "map/records.h"

struct db_kind {
    const char *suffix;
    /* Opens db_file_now(f), which is empty when the mode is DB_FILE_CREATE; sets f->state. */
    bool (*open)(struct db_file *f, struct err *err);
    /* As the functions of db_file.h. */
    enum db_put (*put)(struct db_file *f, struct slice key, struct slice value, bool nul,
                       bool replace, struct err *err);
    enum db_get (*get)(struct db_file *f, struct slice key, struct arena *in, struct slice *value,
                       struct err *err);
    enum db_get (*remove)(struct db_file *f, struct slice key, struct err *err);
    enum db_get (*next)(struct db_file *f, struct slice *key, struct slice *value, struct err *err);
    /* All that was put is in the file, not synced, and nothing more will come but `close`. */
    bool (*finish)(struct db_file *f, struct err *err);
    void (*close)(struct db_file *f); /* whatever came before, also a failed `open` */
};

extern const struct db_kind db_berkeley, db_constant, db_lmdb;

struct db_file {
    const struct db_kind *kind;
    void *state; /* the kind's, in `in`; NULL until it is open */
    struct arena *in;
    struct db_file_options options;
    char *path;      /* with its suffix */
    char *building;  /* beside it, while creating; NULL otherwise */
    int lock;        /* of the file that is there already; -1: none is */
    bool begin;      /* it is empty, and is to become a database */
    struct stat old; /* st_mode 0: there was none */
};

/* The file to work on. */
static inline const char *db_file_now(const struct db_file *f)
{
    return f->building != NULL ? f->building : f->path;
}

/* It, opened for what the mode wants; -1 with *err. */
static inline int db_file_descriptor(const struct db_file *f, struct err *err)
{
    bool creating = f->options.mode == DB_FILE_CREATE;
    int fd =
        open(db_file_now(f), (creating ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0)
        err_set(err, errno == ENOENT ? EX_NOINPUT : EX_CANTCREAT, "%s", strerror(errno));
    return fd;
}

static inline enum db_put db_put_of(enum records_put put)
{
    return put == RECORDS_STORED      ? DB_PUT_STORED
           : put == RECORDS_DUPLICATE ? DB_PUT_DUPLICATE
                                      : DB_PUT_FAILED;
}

#endif
