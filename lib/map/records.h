/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * records -- the pairs of a map that is being made, each key once, in memory until they are sorted.
 *
 * The room is fixed (it is taken from the system as it is filled): whoever puts more than fits must
 * have another way. One thread.
 */
#ifndef MAP_RECORDS_H
#define MAP_RECORDS_H

#include "base/slice.h"

struct records;

/* NULL: the system has no room. */
struct records *records_new(void);
void records_drop(struct records *r); /* NULL is allowed */

enum records_put { RECORDS_STORED, RECORDS_DUPLICATE, RECORDS_FULL };
/* As db_file_put. Keys and values are copied; longer ones than 65535 bytes never fit. */
enum records_put records_put(struct records *r, struct slice key, struct slice value, bool nul,
                             bool replace);

size_t records_count(const struct records *r);
/* By the bytes of the keys, a shorter key before those it begins. Nothing may be put after it. */
void records_sort(struct records *r);
/* The i-th in order; the slices live as long as `r`. */
void records_get(const struct records *r, size_t i, struct slice *key, struct slice *value);

#endif
