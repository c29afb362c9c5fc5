/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Included files and what lies beside the .mc.
 */
#include <unistd.h>

#include "cfcompile/mc_check.h"

static bool is_library(const struct mc_item *call)
{
    return slice_ends_case(mc_value(call, 1), SLICE("cf.m4"));
}

static void other_library(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "include")) != NULL;)
        if (is_library(call) && access(arena_cstr(c->in, mc_value(call, 1)), R_OK) != 0)
            check_say(c, call->file, call->at,
                      "there is no %.*s here; cfcompile reads its own "
                      "library",
                      SLICE_ARG(mc_value(call, 1)));
}

static void no_library(struct checking *c)
{
    const struct mc_item *call, *ostype = check_call(c, "OSTYPE", NULL);

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "include")) != NULL;)
        if (is_library(call))
            return;
    if (ostype != NULL)
        check_say(c, ostype->file, ostype->at,
                  "this file does not include m4/cf.m4: cfcompile reads its library first, bare m4 "
                  "wants it on the command line");
}

static void include_loop(struct checking *c)
{
    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        if (p->kind == MC_INCLUDE_LOOP)
            check_say(c, p->file, p->at, "%.*s includes itself, directly or through others",
                      SLICE_ARG(p->name));
    }
}

static void too_deep(struct checking *c)
{
    for (size_t i = 0; i < c->mc.problems.len; i++) {
        const struct mc_problem *p = &c->mc.problems.p[i];
        if (p->kind == MC_TOO_DEEP)
            check_say(c, p->file, p->at, "calls are nested too deeply here");
    }
}

static void missing_include(struct checking *c)
{
    const struct mc_item *call;

    for (size_t i = 0; (call = check_next(c, &i, MC_CALL, "include")) != NULL;)
        if (!is_library(call) && call->args.len > 0 && !call->args.p[0].has_calls &&
            mc_value(call, 1).len > 0 && slice_find(mc_value(call, 1), '\'') == SIZE_MAX &&
            access(arena_cstr(c->in, mc_value(call, 1)), R_OK) != 0)
            check_say(c, call->file, call->at, "the file %.*s cannot be read",
                      SLICE_ARG(mc_value(call, 1)));
}

const struct mc_check file_checks[] = {
    {"m4-include-01", SEVERITY_ADVICE, false, "cf.m4 of another system", other_library},
    {"m4-include-02", SEVERITY_ADVICE, false, "no include of cf.m4", no_library},
    {"include-01", SEVERITY_ERROR, false, "a file that includes itself", include_loop},
    {"include-02", SEVERITY_ERROR, false, "a file that is not there", missing_include},
    {"include-03", SEVERITY_ERROR, false, "calls in calls in calls", too_deep},
    {0},
};
