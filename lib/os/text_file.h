/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_file -- files in memory: a finished message for a program or a mailbox, and what a program
 * prints.
 */
#ifndef OS_TEXT_FILE_H
#define OS_TEXT_FILE_H

#include "base/err.h"
#include "base/str.h"

struct text_file {
    int fd; /* the owner's to close */
    struct str piece;
};

bool text_file_open(struct text_file *f, struct arena *in, struct err *err);
/* Collected into large writes; `ctx` is the text_file, so that a sink can put into it. */
bool text_file_put(void *ctx, struct slice bytes, struct err *err);
/* Writes what is left and goes to the start. */
bool text_file_finish(struct text_file *f, struct err *err);
/* A second descriptor, for reading only, with a position of its own; -1 if that cannot be had. */
int text_file_reader(const struct text_file *f);

/* A file that can hold that many bytes and no more; -1: no memory. Its position says how many a
 * program that got the descriptor has written. */
int text_file_output(size_t max_bytes);

#endif
