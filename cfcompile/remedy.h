/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * remedy -- what the rules do not show of a refusal: the answer of the DNS behind it, and what
 * somebody would write so that it is one no longer.
 *
 * Refusals are known by their words, which are those of the log and of the other side's bounce. The
 * DNS is asked for these alone, so all other answers need no network.
 */
#ifndef CFCOMPILE_REMEDY_H
#define CFCOMPILE_REMEDY_H

#include "base/vec.h"
#include "cfcompile/probe.h"

struct remedy {
    const char *kind; /* "DNS": a fact; "to do": one way out of several */
    struct slice text;
};

struct remedies {
    struct remedy *p;
    size_t len, cap;
};

/* Empty for an answer that needs none. May wait for name servers. */
void remedy_find(const struct source *source, const struct answer *f, struct arena *in,
                 struct remedies *out);

#endif
