/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * library -- a shared library that is loaded when a map first needs it, never before.
 *
 * Its functions are named in a table; the caller's struct has a pointer for each.
 */
#ifndef MAP_LIBRARY_H
#define MAP_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct library_symbol {
    const char *name;
    size_t at; /* offsetof the pointer */
};

/* Fills `pointers`. EX_TEMPFAIL when the library is not there, with Debian's name of its package.
 * It stays loaded: what it registered at exit must find its code. */
NODISCARD bool library_load(const char *file, const char *package,
                            const struct library_symbol *symbols, size_t count, void *pointers,
                            struct err *err);

#endif
