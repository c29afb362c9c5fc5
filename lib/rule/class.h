/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * class -- $=x: sets of words, by the same numbers as macros.
 *
 * A member may be made of several tokens ("mail.example.com"); matching joins tokens without blanks
 * and asks. Members compare without case. A set of classes may look outward (a session's
 * $={cert_altnames} over the configuration's): the innermost that has the class at all answers.
 * Filled while the configuration is read; then read by any thread.
 */
#ifndef RULE_CLASS_H
#define RULE_CLASS_H

#include "rule/macro.h"
#include "rule/symbol.h"
#include "rule/token.h"

struct classes;
struct classes *classes_new(struct arena *in, const struct classes *outer);
/* True when the word was not yet in. The word is copied. */
bool class_add(struct classes *classes, macro_id id, struct slice word);
/* All words of `from` into `to`: "C{to}$=from". */
void class_add_all(struct classes *classes, macro_id to, macro_id from);
bool class_has(const struct classes *classes, macro_id id, struct slice word);
/* True when the class exists, be it empty. */
bool class_exists(const struct classes *classes, macro_id id);
/* Walk in no particular order: start with *at = 0; false at the end. */
bool class_next(const struct classes *classes, macro_id id, size_t *at, struct slice *word);
/* All members in the order in which sites are used to see them listed (see class.c). */
struct slice *class_list(const struct classes *classes, macro_id id, struct arena *in,
                         size_t *count);
size_t class_count(const struct classes *classes, macro_id id);

/* What stands between two words when they are joined (option BlankSub). */
struct class_blank {
    const struct token_syntax *syntax;
    char c;
};

/* For the matcher: how many of the tokens, from `from` (at least) to `max`, joined make a member.
 * 0: none do. */
size_t class_match(const struct classes *classes, macro_id id, const struct token *tokens,
                   size_t from, size_t max, struct class_blank blank);

#endif
