/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/testmode_input.h"

#include <errno.h>
#include <unistd.h>

#include "os/file.h"

enum {
    LINE_MAX_BYTES = 2047, /* more is the next line */
    INPUT_BYTES = 65536,
    OUTPUT_BYTES = 65536, /* written before the input runs dry */
};

static const char prompt[] = "> ";

void testmode_input_open(struct testmode_input *in, int fd, int out_fd, struct str *out,
                         struct arena *arena, line_editor_complete *complete, void *ctx)
{
    *in = (struct testmode_input){.fd = fd, .out_fd = out_fd, .out = out};
    in->p = arena_bytes(arena, INPUT_BYTES);
    in->typed = isatty(fd);
    if (!in->typed)
        return;
    keyboard_open(&in->keyboard, fd);
    in->editor = line_editor_open(&in->keyboard, out_fd, prompt, complete, ctx);
}

static void show_prompt(struct testmode_input *in)
{
    if (in->editor == NULL && !in->echo)
        str_add_text(in->out, prompt);
}

static bool flush(struct testmode_input *in)
{
    struct err err = {0};
    bool ok = file_write_all(in->out_fd, str_slice(in->out), &err);

    str_clear(in->out);
    return ok;
}

/* ---- without an editor ---- */

/* False when the buffer holds no whole line. */
static bool take_line(struct testmode_input *in, struct slice *line)
{
    struct slice have = slice_of(in->p + in->from, in->to - in->from);
    size_t end = slice_find(have, '\n');

    if (end == SIZE_MAX && have.len <= LINE_MAX_BYTES && !(in->at_end && have.len > 0))
        return false;
    if (end > LINE_MAX_BYTES && have.len > LINE_MAX_BYTES) {
        *line = slice_part(have, 0, LINE_MAX_BYTES);
        in->from += LINE_MAX_BYTES;
    } else {
        *line = slice_part(have, 0, end);
        in->from += end < have.len ? end + 1 : have.len;
    }
    return true;
}

static void interrupted(struct testmode_input *in)
{
    str_add_text(in->out, "\ninterrupt\n");
    show_prompt(in);
}

static void fill_typed(struct testmode_input *in)
{
    size_t got;

    switch (keyboard_read(&in->keyboard, in->p + in->to, INPUT_BYTES - in->to, &got)) {
    case KEYBOARD_TEXT:
        in->to += got;
        break;
    case KEYBOARD_INTERRUPT:
        in->to = 0;
        interrupted(in);
        break;
    case KEYBOARD_RESUMED:
        break;
    case KEYBOARD_END:
        in->at_end = true;
        break;
    }
}

static void fill(struct testmode_input *in)
{
    ssize_t n;

    memmove(in->p, in->p + in->from, in->to - in->from);
    in->to -= in->from;
    in->from = 0;
    if (in->typed) {
        fill_typed(in);
        return;
    }
    n = read(in->fd, in->p + in->to, INPUT_BYTES - in->to);
    if (n < 0 && errno == EINTR)
        return;
    if (n <= 0)
        in->at_end = true;
    else
        in->to += (size_t)n;
}

static bool next_line(struct testmode_input *in, struct slice *line)
{
    if (in->out->len >= OUTPUT_BYTES && !flush(in))
        return false;
    while (!take_line(in, line)) {
        if (in->at_end || !flush(in))
            return false;
        fill(in);
    }
    return true;
}

/* ---- with one ---- */

static bool next_edited_line(struct testmode_input *in, struct slice *line)
{
    for (;;) {
        if (!flush(in))
            return false;
        switch (line_editor_read(in->editor, line)) {
        case LINE_EDITOR_LINE:
            return true;
        case LINE_EDITOR_INTERRUPT:
            interrupted(in);
            break;
        case LINE_EDITOR_END:
            return false;
        }
    }
}

bool testmode_input_next(struct testmode_input *in, struct slice *line)
{
    show_prompt(in);
    if (in->editor != NULL)
        return next_edited_line(in, line);
    if (!next_line(in, line))
        return false;
    if (in->echo)
        str_printf(in->out, "%s%.*s\n", prompt, SLICE_ARG(*line));
    return true;
}

void testmode_input_close(struct testmode_input *in)
{
    (void)flush(in);
    line_editor_close(in->editor);
    if (in->typed)
        keyboard_close(&in->keyboard);
}
