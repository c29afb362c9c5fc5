/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/db_library.h"

#include <stdlib.h>

#include "base/str.h"
#include "map/library.h"

enum { FIRST_VALUE = 1024 };

bool db_library_load(struct db_library *lib, struct err *err)
{
    static const struct library_symbol symbols[] = {
        {"db_create", offsetof(struct db_library, create)},
        {"db_strerror", offsetof(struct db_library, strerror)},
        {"db_env_set_func_open", offsetof(struct db_library, set_open)},
    };

    return library_load("libdb-5.3.so", "libdb5.3", symbols, COUNT(symbols), lib, err);
}

int db_library_get(DB *db, struct slice key, struct arena *in, struct slice *value)
{
    DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len}, v = {.flags = DB_DBT_USERMEM};
    u_int32_t room = FIRST_VALUE;
    int rc;

    for (;;) {
        v.data = arena_bytes(in, room);
        v.ulen = room;
        rc = db->get(db, NULL, &k, &v, 0);
        if (rc != DB_BUFFER_SMALL)
            break;
        room = v.size;
    }
    *value = slice_of(v.data, v.size);
    return rc;
}

static void add_value(struct str *all, const DBT *v)
{
    if (all->len > 0 && all->p[all->len - 1] == '\0')
        str_cut(all, all->len - 1);
    if (all->len > 0)
        str_add_char(all, ',');
    str_add(all, slice_of(v->data, v->size));
}

int db_library_get_all(DB *db, struct slice key, struct arena *in, struct slice *value)
{
    DBT k = {.data = (void *)key.p, .size = (u_int32_t)key.len}, v = {.flags = DB_DBT_REALLOC};
    DBT same = {.flags = DB_DBT_REALLOC};
    struct str all = str_new(in);
    DBC *cursor = NULL;
    int rc = db->cursor(db, NULL, &cursor, 0);

    if (rc != 0)
        return rc;
    rc = cursor->get(cursor, &k, &v, DB_SET);
    if (rc == 0) {
        do {
            add_value(&all, &v);
            rc = cursor->get(cursor, &same, &v, DB_NEXT_DUP);
        } while (rc == 0);
        rc = rc == DB_NOTFOUND ? 0 : rc;
    }
    free(same.data);
    free(v.data);
    (void)cursor->close(cursor);
    *value = str_slice(&all);
    return rc;
}
