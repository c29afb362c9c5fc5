/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * user -- a field of the password database; -v names it, the login name by default.
 */
#include "map/internal.h"
#include "os/account.h"

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

static struct slice field(const struct account *a, int column, struct arena *in)
{
    switch (column) {
    case 0:
        return a->name;
    case 1:
        return slice_from("x"); /* never the hash */
    case 2:
        return arena_printf(in, "%d", (int)a->uid);
    case 3:
        return arena_printf(in, "%d", (int)a->gid);
    case 4:
        return a->gecos;
    case 5:
        return a->home;
    default:
        return a->shell;
    }
}

static enum map_answer lookup(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err)
{
    struct account account;
    int column = column_of(m);

    if (column < 0)
        return map_failed(err, "User map %.*s: unknown column name %.*s", SLICE_ARG(m->name),
                          SLICE_ARG(m->rest));
    switch (account_named((m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key),
                          in, &account, err)) {
    case ACCOUNT_FOUND:
        *value = field(&account, column, in);
        return MAP_FOUND;
    case ACCOUNT_ABSENT:
        return map_absent(err, EX_NOUSER);
    case ACCOUNT_FAILED:
        break;
    }
    return MAP_FAILED;
}

const struct map_class map_class_user = {"user",  false,  false, "v", flag,
                                         declare, lookup, NULL,  "v"};
