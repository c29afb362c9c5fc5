/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/alias_entry.h"

#include "conf/config.h"
#include "rule/meta.h"
#include "sendmail/tool/complaint.h"

enum { ADDRESS_MAX = 255 };

/* ---- complaints ----------------------------------------------------------------------------- */

void alias_complain(struct alias_judge *j, struct slice about, const char *words)
{
    str_printf(j->out, "%s: line %d: ", j->path, j->line);
    complaint_add(j->out, about, "%s", words);
}

/* The first mistake decides; what may pass gives way. */
static void note(struct alias_judge *j, int status)
{
    if (j->status == EX_OK || j->status == EX_TEMPFAIL)
        j->status = status;
}

static void hear(void *ctx, struct slice about, const char *code, struct slice words)
{
    struct alias_judge *j = ctx;

    if (about.len > 0 && j->about.len > 0) /* a member, and those behind it */
        about = about.len == ADDRESS_MAX ? slice_part(j->about, 0, ADDRESS_MAX) : j->about;
    alias_complain(j, about, arena_cstr(j->in, words));
    if (slice_starts(slice_from(code), SLICE("554")))
        note(j, EX_SOFTWARE);
    /* compatible: one without an enhanced code, about odd bytes in a user, is a warning. */
    if (slice_starts(slice_from(code), SLICE("501 ")))
        note(j, EX_USAGE);
}

static bool refuse(struct alias_judge *j, struct slice about, const char *words)
{
    alias_complain(j, about, words);
    if (j->status == EX_OK)
        j->status = EX_SOFTWARE;
    j->bad = true;
    return false;
}

/* compatible: the name is not shortened here. */
static bool refuse_name(struct alias_judge *j, struct slice name)
{
    return refuse(j, SLICE(""),
                  arena_printf(j->in, "%.*s... cannot alias non-local names", SLICE_ARG(name)).p);
}

/* compatible: bytes that cannot be in an address become question marks where they stand. */
static void mark_bad_bytes(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (meta_is_range((unsigned char)text[i]))
            text[i] = '?';
}

/* compatible: so do control characters outside of quotes, in a name that is complained about. */
static void mark_controls(char *text, size_t len)
{
    bool quoted = false;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (!quoted && (c < ' ' || c == 0x7f || c == 0xff))
            text[i] = '?';
        quoted ^= c == '"';
    }
}

/* ---- one line ------------------------------------------------------------------------------- */

/* CheckAliases: is each member an address at all, and one that mail could go to? */
static void check_members(struct alias_judge *j, struct slice members)
{
    struct slice rest = members;

    for (;;) {
        struct routed out;
        size_t used = 0;

        while (rest.len > 0 && (ascii_is_space(rest.p[0]) || rest.p[0] == ','))
            rest = slice_from_at(rest, 1); /* nothing between two commas is nobody */
        if (rest.len == 0)
            break;
        j->about = rest;
        if (!route_parse_part(j->route, rest, ',', ROUTE_RECIPIENT, j->in, &out, &used)) {
            if (out.error_user.p != NULL) {
                note(j, out.status);
            } else {
                mark_bad_bytes((char *)rest.p, used);
                alias_complain(j, rest,
                               arena_printf(j->in, "%.*s... bad address", SLICE_ARG(rest)).p);
            }
        }
        rest = slice_from_at(rest, used < rest.len ? used + 1 : rest.len);
    }
}

static bool can_alias(const struct config *cfg, const struct address *a)
{
    return a->mailer >= 0 && mailer_has(&cfg->mailers.p[a->mailer], 'A');
}

/* The name is an address; what it resolves to must be ours, and its user is the key. */
static bool take_name(struct alias_judge *j, struct alias_entry *entry, struct arena *in)
{
    struct routed out;
    size_t used;
    bool ok = route_parse_part(j->route, entry->whole, ':', ROUTE_RECIPIENT, j->in, &out, &used);

    if (!ok && out.error_user.p == NULL) {
        mark_bad_bytes((char *)entry->whole.p, used);
        (void)alias_without_name(entry);
        return refuse(j, entry->text, entry->words);
    }
    if (!ok)
        note(j, out.status);
    entry->name = out.addr.text;
    if ((!ok && out.status != EX_TEMPFAIL) || out.unprintable)
        mark_controls((char *)entry->name.p, entry->name.len);
    if (j->route->cfg->opt.check_aliases)
        check_members(j, entry->value);
    if (!ok || !can_alias(j->route->cfg, &out.addr))
        return refuse_name(j, entry->name);
    if (entry->value.len == 0)
        return refuse(j, slice_part(entry->whole, 0, ALIAS_SHOWN), "missing value for alias");
    entry->key = arena_copy_lower(in, out.addr.user);
    return true;
}

bool alias_judge(struct alias_judge *j, struct alias_entry *entry, struct arena *in)
{
    const struct route_ear ear = {j, hear}, *before = j->route->ear;
    size_t behind = entry->value.len;
    bool good;

    j->line = entry->line;
    j->about = SLICE("");
    if (entry->words != NULL)
        return refuse(j, entry->text, entry->words);
    entry->whole = arena_copy(in, entry->whole); /* marks are put into it */
    entry->value = slice_from_at(entry->whole, entry->whole.len - behind);
    j->route->ear = &ear;
    j->route->keeps_addr_type = true;
    good = take_name(j, entry, in);
    j->route->ear = before;
    j->route->keeps_addr_type = false;
    return good;
}
