/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * answered -- who was answered, and when; who never will be; how long to wait between two answers.
 *
 * The file is classic vacation's: sender -> time_t of the last answer, 0 for who is excluded, and
 * one key of its own for the interval. It is locked from open to close, so that of two messages of
 * one sender one is answered. Senders are kept in small letters; those of older files are found
 * too.
 */
#ifndef VACATION_ANSWERED_H
#define VACATION_ANSWERED_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

enum { ANSWERED_DEFAULT_SECONDS = 7 * 24 * 60 * 60 };

struct answered;

enum answered_mode {
    ANSWERED_READ,
    ANSWERED_CHANGE, /* a missing file is made */
    ANSWERED_NEW,    /* what there is is forgotten */
};

/* NULL: EX_NOINPUT for a file that is not there (ANSWERED_READ), or why it cannot be used. `owner`
 * may own it beside root and us. */
NODISCARD struct answered *answered_open(const char *path, enum answered_mode mode, uid_t owner,
                                         struct arena *in, struct err *err);

enum answered_state {
    ANSWERED_LONG_AGO, /* or never: it is time for an answer */
    ANSWERED_LATELY,
    ANSWERED_EXCLUDED,
    ANSWERED_UNKNOWN, /* the file could not be read: *err */
};
/* *when: the last time, 0 for never. */
enum answered_state answered_ask(struct answered *a, struct slice sender, int64_t now,
                                 int64_t *when, struct err *err);
NODISCARD bool answered_note(struct answered *a, struct slice sender, int64_t when,
                             struct err *err);
/* Takes a note back: `when` is what answered_ask said before. */
NODISCARD bool answered_take_back(struct answered *a, struct slice sender, int64_t when,
                                  struct err *err);
/* An address, or "@domain". */
NODISCARD bool answered_exclude(struct answered *a, struct slice who, struct err *err);
/* 0: nobody gets a second answer. */
NODISCARD bool answered_set_interval(struct answered *a, int64_t seconds, struct err *err);

/* Every sender in the file's order; `when` is 0 for who is excluded, negative for what is no time.
 */
NODISCARD bool answered_list(struct answered *a,
                             void (*show)(void *ctx, struct slice sender, int64_t when), void *ctx,
                             struct err *err);

NODISCARD bool answered_commit(struct answered *a, struct err *err);
void answered_abandon(struct answered *a);

#endif
