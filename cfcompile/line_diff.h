/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * line_diff -- what changes between two texts, as people read it: the lines that go with -, those
 * that come with +, some around them. Pure.
 */
#ifndef CFCOMPILE_LINE_DIFF_H
#define CFCOMPILE_LINE_DIFF_H

#include "base/slice.h"
#include "base/str.h"

/* Nothing when both are the same. `colour`: red and green. */
void line_diff(struct slice before, struct slice after, bool colour, struct str *out);

#endif
