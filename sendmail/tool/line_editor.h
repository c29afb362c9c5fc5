/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * line_editor -- lines typed on a terminal, with editing, history and completion.
 *
 * The work is done by libedit, loaded when a line is first asked for on a terminal. Where it is not
 * installed there is no editor, and the terminal's own line discipline has to do. What is typed
 * ahead of a prompt is edited like the rest.
 */
#ifndef TOOL_LINE_EDITOR_H
#define TOOL_LINE_EDITOR_H

#include "base/arena.h"
#include "sendmail/tool/keyboard.h"

struct line_editor;

/* Every word that may stand at `start` of the line; those that begin with what was typed are used.
 * They live in `in`. */
struct line_editor_words {
    struct slice *p;
    size_t count;
};
typedef struct line_editor_words line_editor_complete(void *ctx, struct slice line, size_t start,
                                                      struct arena *in);

/* NULL when the descriptors are no terminal, or the library is missing or too odd. The keyboard has
 * to live longer. */
struct line_editor *line_editor_open(struct keyboard *keyboard, int out_fd, const char *prompt,
                                     line_editor_complete *complete, void *ctx);
enum line_editor_answer { LINE_EDITOR_LINE, LINE_EDITOR_INTERRUPT, LINE_EDITOR_END };
/* The next line without its end, valid until the next call. INTERRUPT: ^C was typed. */
enum line_editor_answer line_editor_read(struct line_editor *editor, struct slice *line);
void line_editor_close(struct line_editor *editor);

#endif
