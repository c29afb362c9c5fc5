/* SPDX-License-Identifier: BSD-2-Clause */
#include "message/fake_rules.h"

static struct slice get(void *ctx, struct slice name)
{
    struct fake_rules *f = ctx;

    for (size_t i = f->macros.len; i-- > 0;)
        if (slice_eq(f->macros.p[i].name, name))
            return f->macros.p[i].value;
    return (struct slice){0};
}

static void set(void *ctx, struct slice name, struct slice value)
{
    struct fake_rules *f = ctx;

    *VEC_ADD(&f->macros, f->in) = (struct fake_macro){name, value};
}

void fake_set(struct fake_rules *f, const char *name, const char *value)
{
    set(f, slice_from(name), slice_from(value));
}

static void expand(void *ctx, struct slice coded, struct str *out)
{
    while (coded.len > 0) {
        struct slice name;

        if (coded.p[0] != '\201' || coded.len < 2) {
            str_add_char(out, coded.p[0]);
            coded = slice_from_at(coded, 1);
            continue;
        }
        coded = slice_from_at(coded, 1);
        if (!slice_skip(&coded, '{') || !slice_until(&coded, '}', &name)) {
            name = slice_part(coded, 0, 1);
            coded = slice_from_at(coded, 1);
        }
        str_add(out, get(ctx, name));
    }
}

static struct slice rewrite(void *ctx, struct slice text, const struct mailer *mailer,
                            unsigned flags, struct slice domain, struct arena *in, int *status)
{
    struct fake_rules *f = ctx;
    const char *mark = flags & REWRITE_SENDER ? "@s.test" : "@r.test";

    (void)mailer;
    (void)domain;
    *status = f->maps_are_down ? EX_TEMPFAIL : EX_OK;
    if (slice_find(text, '@') != SIZE_MAX || slice_find(text, ':') != SIZE_MAX)
        return text;
    return arena_printf(in, "%.*s%s", SLICE_ARG(text), mark);
}

static struct slice domain_of(void *ctx, struct slice text, struct arena *in)
{
    size_t at = slice_find_last(text, '@');

    (void)ctx;
    (void)in;
    return at == SIZE_MAX ? (struct slice){0} : slice_from_at(text, at);
}

static enum verdict check(void *ctx, const struct header_line *line, struct slice value,
                          struct arena *in, struct check *out)
{
    (void)ctx;
    (void)line;
    (void)in;
    value = slice_trim(value);
    *out = (struct check){0};
    if (slice_starts(value, SLICE("reject")))
        out->verdict = VERDICT_REJECT, out->reply = (struct reply){553, SLICE("5.7.1"), value};
    else if (slice_starts(value, SLICE("later")))
        out->verdict = VERDICT_LATER, out->reply = (struct reply){451, SLICE("4.7.1"), value};
    else if (slice_starts(value, SLICE("discard")))
        out->verdict = VERDICT_DISCARD;
    else if (slice_starts(value, SLICE("hold")))
        out->verdict = VERDICT_QUARANTINE, out->reply.text = value;
    return out->verdict;
}

struct message_rules fake_rules(struct fake_rules *f)
{
    return (struct message_rules){f, expand, get, set, rewrite, domain_of, check};
}
