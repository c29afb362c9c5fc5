/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * user -- a field of the password database; -v names it, the login name by default.
 */
#include <errno.h>
#include <pwd.h>
#include <unistd.h>

#include "map/internal.h"

static const char *const columns[] = {"name", "passwd", "uid", "gid", "gecos", "dir", "shell"};

static bool flag(struct map *m, char letter UNUSED, struct slice text, struct err *err UNUSED)
{
    m->rest = text; /* looked up when asked: an unknown column is a fault of that map's lookups */
    return true;
}

static bool declare(struct map *m UNUSED, struct slice spec UNUSED, struct err *err UNUSED)
{
    return true;
}

static int column_of(const struct map *m)
{
    int64_t n;

    if (m->rest.len == 0)
        return 0;
    for (size_t i = 0; i < COUNT(columns); i++) {
        if (slice_is_case(m->rest, columns[i]))
            return (int)i;
    }
    return slice_to_i64(m->rest, &n) && n >= 1 && n <= (int64_t)COUNT(columns) ? (int)n - 1 : -1;
}

static struct slice field(const struct passwd *pw, int column, struct arena *in)
{
    switch (column) {
    case 0:
        return arena_copy(in, slice_from(pw->pw_name));
    case 1:
        return slice_from("x"); /* never the hash */
    case 2:
        return arena_printf(in, "%d", (int)pw->pw_uid);
    case 3:
        return arena_printf(in, "%d", (int)pw->pw_gid);
    case 4:
        return arena_copy(in, slice_from(pw->pw_gecos));
    case 5:
        return arena_copy(in, slice_from(pw->pw_dir));
    default:
        return arena_copy(in, slice_from(pw->pw_shell));
    }
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    enum { ROOM = 16384 };
    struct passwd pw, *found = NULL;
    int column = column_of(m), rc;

    if (column < 0)
        return map_failed(err, "User map %.*s: unknown column name %.*s", SLICE_ARG(m->name),
                          SLICE_ARG(m->rest));
    if (slice_find(q->key, '\0') != SIZE_MAX)
        return map_absent(err, EX_NOUSER);
    rc = getpwnam_r(
        arena_cstr(in, (m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key)), &pw,
        arena_bytes(in, ROOM), ROOM, &found);
    if (found != NULL) {
        *value = field(found, column, in);
        return MAP_FOUND;
    }
    if (rc == 0 || rc == ENOENT || rc == ESRCH)
        return map_absent(err, EX_NOUSER);
    errno = rc;
    err_errno(err, "password database");
    err->status = EX_TEMPFAIL;
    return MAP_FAILED;
}

const struct map_class map_class_user = {"user",  false,  false, "v", flag,
                                         declare, lookup, NULL,  "v"};
