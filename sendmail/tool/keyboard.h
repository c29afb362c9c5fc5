/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keyboard -- what somebody types on a terminal, where ^C takes a line back.
 *
 * A ^C counts whenever it comes: also between two lines, and between showing a prompt and waiting
 * for an answer to it. So SIGINT is blocked while a keyboard is open, and is something to be read
 * like the keys.
 */
#ifndef TOOL_KEYBOARD_H
#define TOOL_KEYBOARD_H

#include <signal.h>

#include "base/slice.h"

struct keyboard {
    int fd;
    int signals;      /* -1: none can be had */
    sigset_t outside; /* the mask before */
};

enum keyboard_answer {
    KEYBOARD_TEXT,
    KEYBOARD_INTERRUPT, /* ^C; what was typed before it on the same line is to be forgotten */
    KEYBOARD_RESUMED,   /* somebody else had the terminal in the meantime (SIGCONT) */
    KEYBOARD_END,
};

void keyboard_open(struct keyboard *k, int fd);
/* Waits. Fills at most `len` bytes at `p`, *got of them, when the answer is KEYBOARD_TEXT. */
enum keyboard_answer keyboard_read(struct keyboard *k, char *p, size_t len, size_t *got);
void keyboard_close(struct keyboard *k);

#endif
