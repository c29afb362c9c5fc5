/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/db_library.h"

#include "map/library.h"

bool db_library_load(struct db_library *lib, struct err *err)
{
    static const struct library_symbol symbols[] = {
        {"db_create", offsetof(struct db_library, create)},
        {"db_strerror", offsetof(struct db_library, strerror)},
        {"db_env_set_func_open", offsetof(struct db_library, set_open)},
    };

    return library_load("libdb-5.3.so", "libdb5.3", symbols, COUNT(symbols), lib, err);
}
