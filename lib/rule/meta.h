/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * meta -- the operators of the rule and macro language, once they are no longer "$" and a letter.
 *
 * When the configuration is read, "$*" becomes one byte of the range 0x80..0x9f, so that text which
 * only happens to contain a dollar is never taken for an operator. The same bytes stand in queue
 * files ("H" lines keep 0x81 before a macro's name), which is why their values are fixed. A byte of
 * that range that was there as text is protected by META_QUOTE.
 */
#ifndef RULE_META_H
#define RULE_META_H

#include <stdbool.h>

#include "base/slice.h"

enum meta {
    META_NONE = 0,
    META_MACRO = 0x81,       /* $x ${name}   value now */
    META_DEFERRED = 0x82,    /* $&x          value when the rule runs */
    META_MAP_BEGIN = 0x85,   /* $( */
    META_MAP_END = 0x86,     /* $) */
    META_ANY = 0x90,         /* $*           zero or more tokens */
    META_SOME = 0x91,        /* $+           one or more tokens */
    META_ONE = 0x92,         /* $-           one token */
    META_CLASS = 0x93,       /* $=x          tokens that make a member of a class */
    META_NOT_CLASS = 0x94,   /* $~x          one token that is no member */
    META_BOUND = 0x95,       /* $1           what the first of these matched */
    META_MAILER = 0x96,      /* $# */
    META_HOST = 0x97,        /* $@           host part; argument; nothing; return */
    META_USER = 0x98,        /* $:           user part; default; once */
    META_CALL = 0x99,        /* $> */
    META_IF = 0x9a,          /* $?x */
    META_ELSE = 0x9b,        /* $| */
    META_FI = 0x9c,          /* $. */
    META_CANON_BEGIN = 0x9d, /* $[ */
    META_CANON_END = 0x9e,   /* $] */
    META_QUOTE = 0xff,       /* the next byte is text */
};

/* What stands behind the operator's byte. */
enum meta_operand { META_ALONE, META_NAMED /* x or {name} */, META_NUMBERED /* 1..9 */ };

/* The operator written as "$" and `c`. Digits are META_BOUND, what is nothing else is META_MACRO:
 * both keep `c` as the first byte of their operand. */
enum meta meta_of_letter(char c);
/* "*" for META_ANY and so on; "" for META_MACRO and META_BOUND; NULL when `byte` is no operator. */
const char *meta_letter(unsigned char byte);
enum meta_operand meta_operand(unsigned char byte);

static inline bool meta_is_range(unsigned char byte)
{
    return (byte & 0xe0) == 0x80;
}

/* As text it needs META_QUOTE before it. */
static inline bool meta_is_quoted(unsigned char byte)
{
    return meta_is_range(byte) || byte == META_QUOTE;
}

#endif
