/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doc -- what the library says about itself: the comment each of its files begins with; and what
 * else a .mc may say.
 */
#ifndef CFCOMPILE_DOC_H
#define CFCOMPILE_DOC_H

#include "base/arena.h"
#include "base/slice.h"

/* On standard output: the head comments of every part (feature, mailer, ostype, domain, hack) of
 * that name; else what the option, word or define of that name does. EX_OK, or EX_NOINPUT when
 * there is none. */
int doc_print(const char *cf_dir, const char *name);
/* One line for each feature. */
int doc_list_features(const char *cf_dir);

/* Words, and those defines that are no rows of the library's tables. */
struct doc_word {
    const char *name, *form, *help;
};
extern const struct doc_word doc_words[];
extern const size_t doc_word_count;
/* False: there is no such word and no such define. */
bool doc_print_define(const char *cf_dir, struct slice name, struct arena *in);

#endif
