/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fix -- the changes that the findings of a .mc propose, made.
 *
 * Changes may uncover others (a quote that did not end hid half of the file), so the text is looked
 * at again until nothing is left to change. A file is replaced as a whole or not at all; the one
 * that was there stays as FILE.bak.
 */
#ifndef CFCOMPILE_FIX_H
#define CFCOMPILE_FIX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "cfcompile/finding.h"
#include "cfcompile/mc_run.h"
#include "cfcompile/names.h"

/* The text with the changes of all findings about `file`. Those of one finding are made together;
 * one that would touch what another changes waits. */
struct slice fix_apply(struct slice text, const struct findings *findings, struct slice file,
                       struct arena *in);
/* The text after as many rounds as it takes, and behind it those of the files that it includes. */
struct mc_texts fix_texts(const char *path, struct slice text, struct names *names,
                          struct arena *in);

/* The text with what is mechanical in its lines mended; lines whose quote or parenthesis does not
 * end and nobody can mend are left out. */
struct fix_mended {
    struct slice text;
    const int *original; /* for each of its lines, from 0: which line of the text it was */
    size_t line_count;
};

/* Where the changes of a finding stay in its line: what that line becomes with all that is
 * mechanical in it, as the line to write instead. Added is what is found in other lines once those
 * are mended: a quote that does not end hides what follows. Without errors nothing is added. */
struct fix_mended fix_offer(struct findings *findings, const struct mc *scan, const char *path,
                            struct slice text, struct names *names);
/* The line of the text that line `now` of the mended one is, when it is still as it was; else 0. */
int fix_unchanged(const struct fix_mended *mended, struct slice text, int now);

enum fix_answer {
    FIX_NOTHING, /* there was nothing to change */
    FIX_DONE,
    FIX_REFUSED, /* shown, and not written */
    FIX_FAILED,  /* *err says why */
};
/* Shows what would change in a .mc and in what it includes on standard output, asks for each file
 * unless `yes`, writes. */
enum fix_answer fix_file(const char *path, const char *cf_dir, size_t max_bytes, bool yes,
                         struct arena *in, struct err *err);

#endif
