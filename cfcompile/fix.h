/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fix -- the changes that the findings of a .mc propose, made.
 *
 * Changes may uncover others (a quote that did not end hid half of the file), so the text is looked
 * at again until nothing is left to change. The file is replaced as a whole or not at all; the one
 * that was there stays as FILE.bak.
 */
#ifndef CFCOMPILE_FIX_H
#define CFCOMPILE_FIX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "cfcompile/finding.h"
#include "cfcompile/names.h"

/* The text with the changes of all findings about `file`. Those of one finding are made together;
 * one that would touch what another changes waits. */
struct slice fix_apply(struct slice text, const struct findings *findings, struct slice file,
                       struct arena *in);
/* The text after as many rounds as it takes. */
struct slice fix_text(const char *path, struct slice text, struct names *names, struct arena *in);

/* Where the changes of a finding stay in its line: what that line becomes with all that is
 * mechanical in it, as the line to write instead. With `hidden`, where quotes do not end, also what
 * is found in other lines once they do. */
void fix_offer(struct findings *findings, const char *path, struct slice text, struct names *names,
               bool hidden);

enum fix_answer {
    FIX_NOTHING, /* there was nothing to change */
    FIX_DONE,
    FIX_REFUSED, /* shown, and not written */
    FIX_FAILED,  /* *err says why */
};
/* Shows what would change on standard output, asks unless `yes`, writes. */
enum fix_answer fix_file(const char *path, const char *cf_dir, size_t max_bytes, bool yes,
                         struct arena *in, struct err *err);

#endif
