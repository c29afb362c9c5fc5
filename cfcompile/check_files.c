/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Included files and what lies beside the .mc.
 */
#include <unistd.h>

#include "cfcompile/mc_check.h"
#include "cfcompile/words.h"

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

/* Words of the library before the line that reads it are text. What m4 itself knows is not. */
static void before_library(struct checking *c)
{
    const struct mc_item *call, *library = NULL;

    for (size_t i = 0; library == NULL && (call = check_next(c, &i, MC_CALL, "include")) != NULL;)
        library = is_library(call) && call->depth == 0 ? call : NULL;
    for (size_t i = 0; library != NULL && (call = check_next(c, &i, MC_CALL, NULL)) < library;) {
        const struct word *word = word_find(call->name);
        if (call->divert < 0 || call->depth > 0 || call->conditional || word == NULL ||
            word->kind == WORD_M4 || c->mc.files.p[call->file].of_library)
            continue;
        struct finding *f =
            check_say(c, call->file, call->at,
                      "%.*s stands before cf.m4 is included in line %d: nothing knows it here, "
                      "and it goes into the .cf as it stands",
                      SLICE_ARG(call->name), mc_place_of(&c->mc, library->file, library->at).line);
        check_instead(c, f, "%.*s   before line %d",
                      SLICE_ARG(mc_line_at(&c->mc, library->file, library->at)),
                      mc_place_of(&c->mc, call->file, call->at).line);
        check_move_line(c, f, library, call);
        return;
    }
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

/* Bytes that say in which form a text is, in front of it. */
static void byte_order_mark(struct checking *c)
{
    struct slice text = c->mc.files.p[0].text;

    if (slice_starts(text, SLICE("\ufeff")))
        check_replace(
            c, check_say(c, 0, 0, "a byte order mark in front of the text is copied into the .cf"),
            0, 0, 3, "");
}

static bool is_wide(struct slice text)
{
    return slice_starts(text, SLICE("\xff\xfe")) || slice_starts(text, SLICE("\xfe\xff"));
}

static void no_text(struct checking *c)
{
    struct slice text = c->mc.files.p[0].text;
    size_t at = slice_find(text, '\0');

    if (at == SIZE_MAX && !is_wide(text))
        return;
    struct finding *f = check_say(c, 0, at == SIZE_MAX ? 0 : at,
                                  is_wide(text) ? "this text is UTF-16, of which m4 reads every "
                                                  "other byte as NUL"
                                                : "a NUL byte: this is no text");
    f->source = (struct slice){0};
    if (!is_wide(text))
        return;
    check_instead(c, f, "iconv -f UTF-16 -t UTF-8 %.*s", SLICE_ARG(c->mc.files.p[0].name));
    f->command = true;
}

const struct mc_check file_checks[] = {
    {"m4-eol-02", SEVERITY_ERROR, false, "a byte order mark", byte_order_mark},
    {"m4-eol-03", SEVERITY_ERROR, false, "bytes that are no text", no_text},
    {"m4-include-01", SEVERITY_ADVICE, false, "cf.m4 of another system", other_library},
    {"m4-include-02", SEVERITY_ADVICE, false, "no include of cf.m4", no_library},
    {"m4-include-04", SEVERITY_ERROR, true, "a part before cf.m4 is included", before_library},
    {"include-01", SEVERITY_ERROR, false, "a file that includes itself", include_loop},
    {"include-02", SEVERITY_ERROR, false, "a file that is not there", missing_include},
    {"include-03", SEVERITY_ERROR, false, "calls in calls in calls", too_deep},
    {0},
};
