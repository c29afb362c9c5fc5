/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doc -- what the library says about itself: the comment each of its files begins with.
 */
#ifndef CFCOMPILE_DOC_H
#define CFCOMPILE_DOC_H

/* The head comments of every part (feature, mailer, ostype, domain, hack) of that name, on standard
 * output. EX_OK, or EX_NOINPUT when there is none. */
int doc_print(const char *cf_dir, const char *name);
/* One line for each feature. */
int doc_list_features(const char *cf_dir);

#endif
