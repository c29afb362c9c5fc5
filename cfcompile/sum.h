/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sum -- what cfcompile has made in a directory, so that a .cf that somebody edited by hand is
 * known before the next make takes the edit away.
 *
 * DIR/.made/sums has a sum and a name for each .cf made there of late; the .cf itself stays byte
 * for byte what m4 writes. Directories without a Makefile have no sums: a single .cf has its .bak.
 */
#ifndef CFCOMPILE_SUM_H
#define CFCOMPILE_SUM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

/* `text` is put in the place of the .cf at `path`. Not being able to write that down costs a
 * warning some day, no configuration. */
void sum_record(const char *path, struct slice text, struct arena *in);
/* Was the .cf at `path` made here, but never with this text? */
bool sum_is_edited(const char *path, struct slice text, struct arena *in);

#endif
