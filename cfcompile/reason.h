/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reason -- what a watched run had to do with the outside: keys of maps, members of classes, and
 * the lines that somebody wrote for them.
 */
#ifndef CFCOMPILE_REASON_H
#define CFCOMPILE_REASON_H

#include "base/vec.h"
#include "cfcompile/keyline.h"
#include "cfcompile/probe.h"

struct reason_key {
    struct slice map, key, value;
    enum rule_answer answer;
    struct keyline at;
};

struct reason_member {
    struct slice class_name, member;
    struct keyline at;
};

struct reason {
    struct VEC(struct slice) sets; /* outermost first */
    int cf_line;                   /* of the rule that decided; 0: none matched */
    struct slice rule;             /* its text, tabs as " -> " */
    struct VEC(struct reason_key) keys;
    struct VEC(struct reason_member) members;
    struct VEC(struct cause) causes; /* each line once */
};

void reason_find(const struct source *source, const struct answer *f, struct arena *in,
                 struct reason *out);

#endif
