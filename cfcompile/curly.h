/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * curly -- typographic quotes: what they look like in UTF-8, Windows-1252 and Latin-1, and what was
 * meant. Pure.
 */
#ifndef CFCOMPILE_CURLY_H
#define CFCOMPILE_CURLY_H

#include <stdint.h>

#include "base/slice.h"

#define CURLY_NONE SIZE_MAX

/* Which of them stands there; CURLY_NONE when none does. */
size_t curly_at(struct slice text, size_t at);
size_t curly_len(size_t kind);
const char *curly_name(size_t kind); /* "U+2018" */
/* The quote of m4 that the one at that place was typed for: languages differ in which of them
 * opens, and what stands beside it tells. */
struct slice curly_meant(struct slice text, size_t at, size_t kind);

#endif
