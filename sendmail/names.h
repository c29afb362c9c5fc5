/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names -- what map classes and rule sets ask of the resolver (struct map_hooks), over
 * net/resolver.
 *
 * The hooks exist before the configuration does, because reading it declares maps; the resolver is
 * made from the configuration afterwards and opens nothing before the first question.
 */
#ifndef SENDMAIL_NAMES_H
#define SENDMAIL_NAMES_H

#include "map/map.h"
#include "net/resolver.h"

struct names {
    struct resolver *resolver; /* NULL: every question fails for now */
    struct map_hooks hooks;
};

void names_init(struct names *names);

#endif
