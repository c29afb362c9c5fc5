/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text -- a column file, read anew at each lookup; the first line whose key column matches wins.
 *
 * -k and -v are column numbers from 0 (default: 0 both, as observed), -z the delimiter; without it
 * any run of blanks separates. Keys compare without case. A key of several words given to column 0
 * of a file without -z never matches, as a column cannot hold a blank there.
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

static bool declare(struct map *m, struct slice spec, struct err *err)
{
    (void)state_of(m);
    if (!slice_word(&spec, &m->file))
        return err_set(err, EX_CONFIG, "No file name for text map %.*s", SLICE_ARG(m->name));
    return true;
}

/* The text's descriptor, or -1. */
static int open_text(struct map *m, struct arena *in, struct err *err)
{
    const struct text_state *s = m->state;

    if (s->bad_flag != 0)
        map_cannot_open(m, err, EX_SOFTWARE,
                        "text map \"%.*s\", file %.*s: -%c should specify a number, not %.*s",
                        SLICE_ARG(m->name), SLICE_ARG(m->file), s->bad_flag,
                        SLICE_ARG(s->bad_text));
    else if (m->file.p[0] != '/')
        map_cannot_open(m, err, EX_SOFTWARE, "text map \"%.*s\": file name must be fully qualified",
                        SLICE_ARG(m->name));
    else
        return map_open_file(m, arena_cstr(in, m->file), err);
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

/* Column `n` of a line; false when there are fewer. Without a delimiter the last wanted column is
 * one word; with it, it is what stands between two delimiters. */
static bool column(struct slice line, int64_t n, char delimiter, struct slice *out)
{
    for (int64_t i = 0;; i++) {
        if (delimiter == 0) {
            if (!slice_word(&line, out))
                return false;
        } else if (!slice_until(&line, delimiter, out)) {
            *out = line;
            line = slice_of(NULL, 0);
            if (i < n)
                return false;
        }
        if (i == n)
            return true;
    }
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    const struct text_state *s = m->state;
    struct slice text, line, key;
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
        if (column(line, s->key_column, s->delimiter, &key) && slice_eq_case(key, q->key) &&
            column(line, s->value_column, s->delimiter, value))
            return MAP_FOUND;
    }
    return map_absent(err, EX_NOHOST);
}

const struct map_class map_class_text = {.name = "text",
                                         .can_alias = true,
                                         .own_flags = "kvz",
                                         .flag = flag,
                                         .declare = declare,
                                         .lookup = lookup,
                                         .spaced_flags = "kv",
                                         .open = open_map};
