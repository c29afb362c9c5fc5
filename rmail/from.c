/* SPDX-License-Identifier: BSD-2-Clause */
#include "rmail/from.h"

void from_init(struct from *f, struct arena *in)
{
    *f = (struct from){.path = str_new(in), .in = in};
}

static bool skip_from(struct slice *line)
{
    struct slice rest = *line;

    slice_skip(&rest, '>');
    if (!slice_starts(rest, SLICE("From ")))
        return false;
    *line = slice_from_at(rest, 5);
    return true;
}

bool from_is(struct slice line)
{
    return skip_from(&line);
}

static struct slice up_to_blank(struct slice s)
{
    size_t n = 0;

    while (n < s.len && !ascii_is_space(s.p[n]))
        n++;
    return slice_part(s, 0, n);
}

/* What is kept outlives the caller's line. */
static void add_hosts(struct from *f, struct slice hosts)
{
    f->added = arena_copy(f->in, hosts);
    if (!f->has_host)
        f->host = f->added;
    f->has_host = true;
    str_add(&f->path, hosts);
    str_add_char(&f->path, '!');
}

static void set_user(struct from *f, struct slice user)
{
    f->user = user.len == 0 ? SLICE("<>") : arena_copy(f->in, user);
}

bool from_add(struct from *f, struct slice line, struct err *err)
{
    static const struct slice mark = {"remote from ", 12};
    struct slice rest = line, user;
    size_t at, bang;

    if (!skip_from(&rest) || rest.len == 0)
        return err_set(err, EX_DATAERR, "corrupted From line: %.*s", SLICE_ARG(line));
    f->added = SLICE("");
    user = up_to_blank(rest);
    /* The first byte is the user's, who may be called "remote". */
    at = slice_search(slice_from_at(rest, 1), mark);
    f->remote = at != SIZE_MAX;
    if (f->remote) {
        add_hosts(f, up_to_blank(slice_from_at(rest, 1 + at + mark.len)));
        set_user(f, user);
        return true;
    }
    bang = slice_find_last(user, '!');
    if (bang == 0)
        return err_set(err, EX_DATAERR, "bang starts address: %.*s", SLICE_ARG(rest));
    if (bang != SIZE_MAX) {
        add_hosts(f, slice_part(user, 0, bang));
        user = slice_from_at(user, bang + 1);
    }
    set_user(f, user);
    return true;
}

struct slice from_recipient(struct slice text, struct arena *in)
{
    if (slice_find(text, ',') == SIZE_MAX || slice_starts(text, SLICE("<")))
        return text;
    return arena_printf(in, "<%.*s>", SLICE_ARG(text));
}
