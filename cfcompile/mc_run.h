/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mc_run -- the mistakes of a .mc that can be seen without running m4: all checks, in files by
 * topic, run over one text.
 */
#ifndef CFCOMPILE_MC_RUN_H
#define CFCOMPILE_MC_RUN_H

#include "cfcompile/mc_check.h"

extern const struct mc_check *const mc_run_topics[];
extern const size_t mc_run_topic_count;

/* What a file that the .mc includes would be. */
struct mc_text {
    struct slice path, text;
};
struct mc_texts VEC(struct mc_text);

struct mc_run_request {
    const char *path; /* of the .mc, for messages and to find what lies beside it */
    struct slice text;
    struct names *names;
    const struct mc_texts *instead; /* of what the disk has; NULL: none */
    bool compiling;
};

/* Adds to `findings`, whose arena takes all that is kept. Returns what was read. */
const struct mc *mc_run(const struct mc_run_request *request, struct findings *findings);

#endif
