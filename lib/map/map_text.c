/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text -- a column file, read anew at each lookup; the first line whose key column matches wins.
 *
 * -k and -v are column numbers from 0 (default: 0 both, as observed), -z the delimiter; without it
 * any run of spaces and tabs separates. Keys compare without case. A key of several words given to
 * column 0 of a file without -z never matches, as a column cannot hold a blank there.
 */
#include <sys/types.h>
#include <unistd.h>

#include "map/internal.h"
#include "os/file.h"

enum { MAX_BYTES = 64 * 1024 * 1024, MOST_COLUMNS = 1 << 20 };

struct text_state {
    int64_t key_column;
    int64_t value_column;
    char delimiter; /* 0: blanks */
    char bad_flag;  /* k or v without a number; 0: both are fine */
    struct slice bad_text;
};

static struct text_state *state_of(struct map *m)
{
    if (m->state == NULL) {
        struct text_state *s = ARENA_NEW(m->all->in, struct text_state);

        m->state = s;
    }
    return m->state;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool flag(struct map *m, char letter, struct slice text, struct err *err UNUSED)
{
    struct text_state *s = state_of(m);
    int64_t n = 0;

    if (letter == 'z') {
        s->delimiter = text.len > 0 ? text.p[0] : s->delimiter;
        if (slice_is(text, "\\t"))
            s->delimiter = '\t';
        if (slice_is(text, "\\n"))
            s->delimiter = '\n';
        return true;
    }
    if (text.len == 0 || !ascii_is_digit(text.p[0])) {
        s->bad_flag = letter; /* told when it is opened: lookups fail */
        s->bad_text = text;
    }
    while (text.len > 0 && ascii_is_digit(text.p[0]) && n <= MOST_COLUMNS) {
        n = n * 10 + (text.p[0] - '0');
        text = slice_from_at(text, 1);
    }
    if (letter == 'k')
        s->key_column = n;
    else
        s->value_column = n;
    return true;
}

static void inherit(struct map *m, const struct map *old)
{
    *state_of(m) = *(const struct text_state *)old->state;
}

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    (void)state_of(m);
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for text map %.*s", SLICE_ARG(m->name));
    return true;
}

/* The text's descriptor, or -1. compatible: for -o a wrong declaration is a file that is not there.
 */
static int open_text(struct map *m, struct arena *in, struct err *err)
{
    const struct text_state *s = m->state;

    if (m->file.p[0] != '/')
        map_cannot_open(m, err, EX_SOFTWARE, "text map \"%.*s\": file name must be fully qualified",
                        SLICE_ARG(m->name));
    else if (s->bad_flag != 0)
        map_cannot_open(m, err, EX_SOFTWARE,
                        "text map \"%.*s\", file %.*s: -%c should specify a number, not %.*s",
                        SLICE_ARG(m->name), SLICE_ARG(m->file), s->bad_flag,
                        SLICE_ARG(s->bad_text));
    else
        return map_open_file(m, arena_cstr(in, m->file), err);
    err->status = EX_NOINPUT;
    return -1;
}

static bool open_map(struct map *m, struct err *err)
{
    struct arena *scratch = arena_new();
    int fd = open_text(m, scratch, err);

    if (fd >= 0)
        close(fd);
    arena_drop(scratch);
    return fd >= 0;
}

/* Moves behind the next delimiter, or run of blanks; false when there is none. */
static bool skip_column(struct slice *line, char delimiter)
{
    struct slice rest;

    if (delimiter != 0)
        return slice_until(line, delimiter, &rest);
    rest = *line;
    while (rest.len > 0 && !is_blank(rest.p[0]))
        rest = slice_from_at(rest, 1);
    if (rest.len == 0)
        return false;
    slice_skip_blanks(&rest);
    *line = rest;
    return true;
}

static struct slice first_column(struct slice line, char delimiter)
{
    size_t n = 0;

    while (n < line.len && (delimiter != 0 ? line.p[n] != delimiter : !is_blank(line.p[n])))
        n++;
    return slice_part(line, 0, n < MAP_KEY_MAX ? n : MAP_KEY_MAX);
}

/* Column `n` of a line; false when there are fewer. compatible: blanks at the start of a line
 * separate, so the first word is column 1 then, and column 0 as well; before a delimiter there is
 * no column 0. */
static bool column(struct slice line, int64_t n, char delimiter, struct slice *out)
{
    if (n == 0 && delimiter == 0) {
        while (line.len > 0 && ascii_is_space(line.p[0]))
            line = slice_from_at(line, 1);
    }
    for (int64_t i = 0; i < n; i++) {
        if (!skip_column(&line, delimiter))
            return false;
    }
    *out = first_column(line, delimiter);
    return n > 0 || out->len > 0;
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    const struct text_state *s = m->state;
    struct slice text, line, key, wanted = slice_part(q->key, 0, MAP_KEY_MAX);
    int fd = open_text(m, in, err);
    bool ok;

    if (fd < 0 && err->status == EX_NOINPUT && (m->bits & BIT_OPTIONAL) != 0)
        return map_absent(err, EX_NOHOST);
    if (fd < 0) {
        err->status = EX_TEMPFAIL;
        return MAP_FAILED;
    }
    ok = file_read_fd(fd, MAX_BYTES, in, &text, err);
    close(fd);
    if (!ok)
        return MAP_FAILED;
    while (slice_line(&text, &line)) {
        if (slice_starts(line, SLICE("#")))
            continue;
        line = slice_part(line, 0, slice_find(line, '\0')); /* compatible: a line ends there */
        if (column(line, s->key_column, s->delimiter, &key) && slice_eq_case(key, wanted))
            return column(line, s->value_column, s->delimiter, value) ? MAP_FOUND
                                                                      : map_absent(err, EX_NOHOST);
    }
    return map_absent(err, EX_NOHOST);
}

const struct map_class map_class_text = {.name = "text",
                                         .can_alias = true,
                                         .own_flags = "kvz",
                                         .flag = flag,
                                         .declare = declare,
                                         .lookup = lookup,
                                         .inherit = inherit,
                                         .spaced_flags = "kv",
                                         .open = open_map};
