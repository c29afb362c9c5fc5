/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * user -- a field of the password database; -v names it, the login name by default. A field that
 * does not exist is told when the map is opened, and lookups fail.
 */
#include "map/internal.h"
#include "os/account.h"

static const char *const columns[] = {"name", "passwd", "uid", "gid", "gecos", "dir", "shell"};

static bool flag(struct map *m, char letter UNUSED, struct slice text, struct err *err UNUSED)
{
    m->rest = text.p != NULL ? text : SLICE("");
    return true;
}

static bool declare(struct map *m UNUSED, struct slice spec UNUSED, struct err *err UNUSED)
{
    return true;
}

static int column_of(const struct map *m)
{
    if (m->rest.p == NULL)
        return 0;
    for (size_t i = 0; i < COUNT(columns); i++) {
        if (slice_is_case(m->rest, columns[i]))
            return (int)i;
    }
    return -1;
}

static bool open_map(struct map *m, struct err *err)
{
    if (column_of(m) >= 0)
        return true;
    map_cannot_open(m, err, EX_SOFTWARE, "User map %.*s: unknown column name %.*s",
                    SLICE_ARG(m->name), SLICE_ARG(m->rest));
    err->status = EX_NOINPUT; /* compatible: with -o there is no such map */
    return false;
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
    enum account_answer found;
    struct account account;
    int column = column_of(m);

    if (!open_map(m, err)) {
        if ((m->bits & BIT_OPTIONAL) != 0)
            return map_absent(err, EX_OK);
        err->status = EX_TEMPFAIL;
        return MAP_FAILED;
    }
    found = account_named((m->bits & BIT_KEEP_CASE) != 0 ? q->key : arena_copy_lower(in, q->key),
                          in, &account, err);
    if (found == ACCOUNT_ABSENT && (m->bits & BIT_KEEP_CASE) != 0)
        found = account_named(arena_copy_lower(in, q->key), in, &account, err);
    switch (found) {
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

const struct map_class map_class_user = {.name = "user",
                                         .folds_key = true,
                                         .own_flags = "v",
                                         .flag = flag,
                                         .declare = declare,
                                         .lookup = lookup,
                                         .spaced_flags = "kv",
                                         .open = open_map};
