/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/mc_run.h"

#include <sys/stat.h>

#include "base/attr.h"
#include "cfcompile/words.h"
#include "os/file.h"

enum { MAX_INCLUDED = 1 << 20 };

const struct mc_check *const mc_run_topics[] = {
    file_checks,  quote_checks,  end_checks,     paren_checks,  comma_checks,
    call_checks,  dnl_checks,    order_checks,   name_checks,   setting_checks,
    map_checks,   word_checks,   feature_checks, domain_checks, relay_checks,
    value_checks, daemon_checks, milter_checks,  rule_checks,
};
const size_t mc_run_topic_count = COUNT(mc_run_topics);

/* Names whose use in the .mc m4 replaces: the vocabulary, and what the library defines. */
static bool is_macro(void *ctx, struct slice name)
{
    (void)ctx;
    return word_find(name) != NULL || slice_starts(name, SLICE("conf")) ||
           slice_is(name, "MAIL_SETTINGS_DIR") || slice_is(name, "SMART_HOST");
}

struct reader {
    const struct mc_run_request *request;
};

static bool read_included(void *ctx, struct slice path, struct arena *in, struct slice *text)
{
    const struct mc_texts *instead = ((struct reader *)ctx)->request->instead;
    const char *name = arena_cstr(in, path);
    struct stat st;

    for (size_t i = 0; instead != NULL && i < instead->len; i++)
        if (slice_eq(instead->p[i].path, path)) {
            *text = instead->p[i].text;
            return true;
        }
    /* A pipe or a device may never end; m4 has a deadline for those. */
    return stat(name, &st) == 0 && S_ISREG(st.st_mode) &&
           file_read(name, MAX_INCLUDED, in, text, NULL);
}

static bool read_part(void *ctx, struct slice word, struct slice name, struct arena *in,
                      struct slice *path, struct slice *text)
{
    const struct names *names = ((struct reader *)ctx)->request->names;
    const char *folder = slice_is(word, "OSTYPE") ? "ostype" : "domain";

    if (!names_has_part(names, slice_is(word, "OSTYPE") ? PART_OSTYPE : PART_DOMAIN, name))
        return false;
    *path = arena_printf(in, "%s/%s/%.*s%s", names->cf_dir, folder, SLICE_ARG(name),
                         slice_ends_case(name, SLICE(".m4")) ? "" : ".m4");
    return read_included(ctx, *path, in, text);
}

const struct mc *mc_run(const struct mc_run_request *request, struct findings *findings)
{
    struct checking *c = ARENA_NEW(findings->in, struct checking);
    struct reader reader = {request};

    *c = (struct checking){.names = request->names,
                           .findings = findings,
                           .compiling = request->compiling,
                           .in = findings->in};
    mc_scan(&c->mc,
            &(struct mc_request){.name = slice_from(request->path),
                                 .text = request->text,
                                 .is_macro = is_macro,
                                 .read = read_included,
                                 .read_part = read_part,
                                 .ctx = &reader},
            c->in);
    /* Of what is no text only that is told, by the first topic. */
    bool is_text = slice_find(request->text, '\0') == SIZE_MAX;
    for (size_t t = 0; t < (is_text ? mc_run_topic_count : 1); t++)
        for (c->row = mc_run_topics[t]; c->row->id != NULL; c->row++)
            c->row->run(c);
    return &c->mc;
}
