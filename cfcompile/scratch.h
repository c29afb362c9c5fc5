/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scratch -- a text as a file for as long as something reads it, below TMPDIR.
 */
#ifndef CFCOMPILE_SCRATCH_H
#define CFCOMPILE_SCRATCH_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

/* The path, in `in`, for the caller to unlink; NULL with *err. */
const char *scratch_write(struct slice text, struct arena *in, struct err *err);

#endif
