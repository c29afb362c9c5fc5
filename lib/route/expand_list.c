/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists in files: :include: and .forward share a syntax (addresses, a few a line, "#" comments) and
 * differ in whose rights they are read with and what their absence means.
 */
#include <syslog.h>

#include "base/debug.h"
#include "base/log.h"
#include "base/str.h"
#include "route/address_list.h"
#include "route/expand_internal.h"
#include "rule/macro.h"

enum { LEVEL_EXPANDED = 11 };

/* An in-line comment begins with " #@#". */
static struct slice without_comment(struct slice line)
{
    size_t at;

    if (line.len > 0 && line.p[0] == '#')
        return slice_of(NULL, 0);
    at = slice_search(line, SLICE("#@#"));
    if (at != SIZE_MAX && at > 0 && ascii_is_space(line.p[at - 1]))
        line = slice_part(line, 0, at);
    return slice_trim(line);
}

static void members_of(struct expand *x, struct slice text, struct expand_source *from,
                       bool forward)
{
    const char *verb = forward ? "forwarding to" : "sending to";
    int64_t limit = x->route->cfg->opt.max_forward_entries, taken = 0;
    struct slice line, outer = x->file;
    int outer_line = x->line;

    x->file = from->file;
    x->line = 0;
    while ((limit <= 0 || taken <= limit) && slice_line(&text, &line)) {
        x->line++;
        line = without_comment(line);
        if (line.len == 0)
            continue;
        expand_tell(x, SIZE_MAX, "%s %.*s", verb, SLICE_ARG(line));
        if (forward)
            log_line(LEVEL_EXPANDED, LOG_INFO, slice_from(x->env->id), "forward %.*s => %.*s",
                     SLICE_ARG(expand_at(x, from->parent)->addr.user), SLICE_ARG(line));
        taken += (int64_t)expand_members(x, line, from);
    }
    x->file = outer;
    x->line = outer_line;
}

/* ---- :include: */

static struct slice include_path(struct expand *x, size_t i)
{
    struct slice path = expand_at(x, i)->addr.user;

    if (path.len > 0 && path.p[0] == '"')
        path = address_strip_quotes(path, x->env->in);
    (void)slice_skip_text_case(&path, SLICE(":include:"));
    return slice_trim(path);
}

/* The files that led to list i, from the one an alias or a .forward began with. */
static void fill_chain(struct expand *x, size_t i, struct expand_file *file)
{
    struct VEC(const char *) up = {0};
    const char **chain;

    *VEC_ADD(&up, x->env->in) = file->path;
    while (expand_at(x, i)->list.len > 0) {
        *VEC_ADD(&up, x->env->in) = arena_cstr(x->env->in, expand_at(x, i)->list);
        i = (size_t)expand_at(x, i)->parent;
        if (expand_at(x, i)->addr.mailer != x->route->cfg->known.include) {
            file->user = expand_at(x, i)->addr.user; /* a user's .forward was the first */
            break;
        }
    }
    chain = ARENA_ARRAY(x->env->in, up.len, const char *);
    for (size_t k = 0; k < up.len; k++)
        chain[k] = up.p[up.len - 1 - k];
    file->chain = chain;
    file->chain_len = up.len;
}

void expand_include(struct expand *x, size_t i)
{
    struct recipient *r;
    struct slice path = include_path(x, i);
    struct expand_text text = {0};
    struct expand_file file = {0};
    struct expand_source from = {.parent = i};
    const struct debug *debug = x->route->cfg->debug;
    struct err err = {0};

    if (path.len == 0 || path.p[0] != '/' || slice_find(path, '\0') != SIZE_MAX) {
        expand_refuse(x, i, EX_CANTCREAT, 550, "5.2.4", "include file name must be absolute");
        return;
    }
    file.path = arena_cstr(x->env->in, path);
    fill_chain(x, i, &file);
    if (debug_wants(debug, 27, 2))
        debug_printf(debug, "include(%s)\n", file.path);
    expand_tell(x, i, "including file %s", file.path);
    switch (x->world->read_list(x->world->ctx, &file, x->env->in, &text, &err)) {
    case EXPAND_ABSENT:
    case EXPAND_FAILED:
        if (err_is_temporary(&err))
            expand_later(x, i, "Cannot open %s: %s", file.path, err.text);
        else
            expand_refuse(x, i, EX_USAGE, 550, "5.2.4", "Cannot open %s: %s", file.path, err.text);
        return;
    case EXPAND_FOUND:
        break;
    }
    r = expand_at(x, i);
    r->state = RCPT_EXPANDED;
    r->status = EX_OK;
    r->uid = text.owner;
    r->gid = text.group;
    r->full_name = text.owner_name;
    r->flags |= RCPT_GOOD_UID | RCPT_TO_LIST;
    from.file = slice_from(file.path);
    from.flags = text.unsafe ? RCPT_UNSAFE : 0;
    members_of(x, text.text, &from, false);
}

/* ---- .forward */

static void forward_macros(const struct recipient *r, const struct expand_user *user,
                           struct macros *scope)
{
    struct slice detail = r->addr.host;

    (void)slice_skip(&detail, '+');
    macros_set(scope, 'z', user->home);
    macros_set(scope, 'u', user->name);
    macros_set(scope, 'h', detail);
}

/* The next candidate of ForwardPath; macros are expanded after the colons are found, so that no
 * value can add a candidate. */
static bool next_candidate(struct slice *path, struct slice *coded)
{
    if (path->len == 0)
        return false;
    if (!slice_until(path, ':', coded)) {
        *coded = *path;
        *path = slice_of(NULL, 0);
    }
    return true;
}

/* $h is the sender's: with slashes in it, it would choose directories. */
static bool uses_detail(struct slice coded)
{
    return slice_search(coded, SLICE("\201h")) != SIZE_MAX;
}

/* A .forward that leads back, or nowhere else: the user keeps the mail. */
static void keep_own_mail(struct expand *x, size_t i, size_t first)
{
    struct recipient *r = expand_at(x, i);

    if (r->state == RCPT_EXPANDED &&
        ((r->flags & RCPT_KEPT) != 0 || expand_all_looped(x, i, first)))
        r->state = RCPT_PENDING;
    r->flags &= ~(unsigned)RCPT_KEPT;
}

bool expand_forward(struct expand *x, size_t i, const struct expand_user *user)
{
    struct recipient *r = expand_at(x, i);
    struct macros *scope =
        macros_new(x->route->scratch, macros_names(x->route->macros), x->route->macros);
    struct slice path = x->route->cfg->opt.forward_path, coded;
    struct slice tried = {0};
    const struct debug *debug = x->route->cfg->debug;
    bool slashed = slice_find(r->addr.host, '/') != SIZE_MAX;

    if (path.len == 0)
        path = SLICE("\201z/.forward");
    if (debug_wants(debug, 27, 1))
        debug_printf(debug, "forward(%.*s)\n", SLICE_ARG(r->addr.text));
    forward_macros(r, user, scope);
    while (next_candidate(&path, &coded)) {
        struct expand_file file = {.forward = true, .user = user->name, .chain_len = 1};
        struct expand_source from = {.parent = i};
        struct expand_text text = {0};
        struct str name = str_new(x->env->in);
        struct err err = {0};
        enum expand_answer answer;
        size_t first = x->env->rcpts.len;

        macro_expand(scope, coded, &name);
        if (name.len == 0 || name.p[0] != '/' || slice_eq(str_slice(&name), tried) ||
            slice_find(str_slice(&name), '\0') != SIZE_MAX || (slashed && uses_detail(coded)))
            continue;
        tried = str_slice(&name);
        file.path = name.p;
        file.chain = &file.path;
        if (debug_wants(debug, 27, 3))
            debug_printf(debug, "forward: trying %s\n", file.path);
        if (debug_wants(debug, 27, 2))
            debug_printf(debug, "include(%s)\n", file.path);
        answer = x->world->read_list(x->world->ctx, &file, x->env->in, &text, &err);
        if (debug_wants(debug, 27, 4) && answer != EXPAND_FOUND)
            debug_printf(debug, "include: not safe (uid=%d): %s\n", (int)user->uid, err.text);
        if (answer == EXPAND_FAILED && err_is_temporary(&err)) {
            expand_later(x, i, "%s: %s", file.path, err.text);
            return true;
        }
        if (answer != EXPAND_FOUND || slice_trim(text.text).len == 0)
            continue;
        expand_at(x, i)->state = RCPT_EXPANDED;
        from.file = tried;
        from.flags = text.unsafe ? RCPT_UNSAFE : 0;
        members_of(x, text.text, &from, true);
        keep_own_mail(x, i, first);
        return true;
    }
    return false;
}
