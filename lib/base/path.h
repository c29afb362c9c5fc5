/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * path -- the text of paths; nothing here looks at a file.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <string.h>

/* What stands behind the last slash: a program's name in argv[0]. */
static inline const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

#endif
