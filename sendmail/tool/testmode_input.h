/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * testmode_input -- the lines somebody asks in test mode: from a terminal, with an editor if there
 * is one, or from anything else. Answers are written when there is nothing more to read without
 * waiting.
 */
#ifndef TOOL_TESTMODE_INPUT_H
#define TOOL_TESTMODE_INPUT_H

#include "base/str.h"
#include "sendmail/tool/line_editor.h"

struct testmode_input {
    int fd, out_fd;
    struct str *out;            /* what is to be written */
    bool echo;                  /* with the prompt, each line once it is read */
    bool typed;                 /* on a terminal: */
    struct keyboard keyboard;   /* ^C takes the line back, not the program */
    struct line_editor *editor; /* NULL: none */
    char *p;
    size_t from, to; /* what is unread */
    bool at_end;
};

/* The buffer is in `in`; `complete` and `ctx` are the editor's. */
void testmode_input_open(struct testmode_input *in, int fd, int out_fd, struct str *out,
                         struct arena *arena, line_editor_complete *complete, void *ctx);
/* Shows the prompt; the next line without its end, valid until the next call. False at the end of
 * the input, or when no answer can be written any more. */
bool testmode_input_next(struct testmode_input *in, struct slice *line);
/* Writes what is left. */
void testmode_input_close(struct testmode_input *in);

#endif
