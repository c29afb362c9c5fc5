/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watch -- remembers how rule sets came to an answer: the rule that decided, the rule sets that
 * called each other down to it, and the lookups that found something on the way.
 */
#ifndef CFCOMPILE_WATCH_H
#define CFCOMPILE_WATCH_H

#include "base/vec.h"
#include "rule/rule.h"

/* A rule set that runs, and its rule that matched last. */
struct watch_frame {
    int set;
    int line; /* of the .cf; 0: none has matched */
};

struct watch_lookup {
    struct slice map, key, value;
    enum rule_answer answer;
    bool decided; /* asked before the decision */
};

enum { WATCH_DEPTH = 60 };

struct watch {
    struct arena *in;
    struct str ignored; /* the text trace, which nobody reads here */
    struct rule_watch hooks;
    struct rule_trace trace; /* hand this to struct route */
    struct watch_frame stack[WATCH_DEPTH];
    int depth; /* of the set entered last; -1: none */
    struct VEC(struct watch_lookup) lookups;
    struct VEC(int) lines;                /* of every rule that matched before the decision */
    struct VEC(struct watch_frame) chain; /* outermost first; the last one decided */
    bool resolved;                        /* the chain led to $# */
};

/* Everything remembered lives in `in`. *w must not move afterwards. */
void watch_init(struct watch *w, struct arena *in);
/* Before the next question. */
void watch_reset(struct watch *w);
/* A lookup made outside of rule sets that found something. */
void watch_add(struct watch *w, struct slice map, struct slice key, struct slice value);
/* The last lookup that found something before the decision; NULL: none did. */
const struct watch_lookup *watch_decisive(const struct watch *w);

#endif
