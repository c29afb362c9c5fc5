/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * attr -- the few compiler attributes the house uses, and COUNT().
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define NODISCARD __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))

/* Elements of an array (never of a pointer). */
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
