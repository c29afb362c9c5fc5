/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * complaint -- a line about an address, as test mode and newaliases print it.
 */
#ifndef TOOL_COMPLAINT_H
#define TOOL_COMPLAINT_H

#include <stdarg.h>

#include "base/attr.h"
#include "base/str.h"

/* "about... words", or the words alone. What it is about is shortened in its middle. */
void complaint_vadd(struct str *out, struct slice about, const char *fmt, va_list args)
    PRINTF(3, 0);
void complaint_add(struct str *out, struct slice about, const char *fmt, ...) PRINTF(3, 4);

#endif
