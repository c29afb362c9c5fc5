/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * curly -- typographic quotes: what they look like in UTF-8, and what was meant. Pure.
 */
#ifndef CFCOMPILE_CURLY_H
#define CFCOMPILE_CURLY_H

#include "base/slice.h"

enum { CURLY_NONE = 5 };

/* Which of them stands there; CURLY_NONE when none does. */
size_t curly_at(struct slice text, size_t at);
size_t curly_len(size_t kind);
const char *curly_name(size_t kind); /* "U+2018" */
/* The quote of m4 that it was typed for. */
struct slice curly_meant(size_t kind);

#endif
