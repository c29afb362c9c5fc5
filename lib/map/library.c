/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(const char *file, const char *package, const struct library_symbol *symbols,
                  size_t count, void *pointers, struct err *err)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);

    if (handle == NULL)
        return err_set(err, EX_TEMPFAIL, "%s cannot be loaded; is the package %s installed?", file,
                       package);
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(handle, symbols[i].name);

        if (found == NULL)
            return err_set(err, EX_TEMPFAIL, "%s has no %s", file, symbols[i].name);
        memcpy((char *)pointers + symbols[i].at, &found, sizeof found);
    }
    return true;
}
