/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One recipient at a time: may it be there at all, is it there already (expand_equal.c), what
 * stands for it?
 *
 * Members are recipients of their own, so expansion is a walk that adds to the list it walks.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"
#include "mail/address_text.h"
#include "route/address_list.h"
#include "route/expand_internal.h"
#include "rule/macro.h"

enum { DEFAULT_RECURSION = 10 };

struct recipient *expand_at(struct expand *x, size_t i)
{
    return &x->env->rcpts.p[i];
}

const struct mailer *expand_mailer(const struct expand *x, const struct address *a)
{
    const struct config *cfg = x->route->cfg;

    return a->mailer >= 0 && (size_t)a->mailer < cfg->mailers.len ? &cfg->mailers.p[a->mailer]
                                                                  : NULL;
}

static struct slice vprint(struct arena *in, const char *fmt, va_list args)
{
    struct str s = str_new(in);

    str_vprintf(&s, fmt, args);
    return str_slice(&s);
}

static void news(struct expand *x, struct expand_news *what)
{
    if (x->say == NULL)
        return;
    if (x->file.len > 0)
        what->where = arena_printf(x->route->scratch, "%.*s: line %d", SLICE_ARG(x->file), x->line);
    what->by_rules = x->by_rules;
    x->say(x->say_ctx, what);
}

void expand_tell(struct expand *x, size_t i, const char *fmt, ...)
{
    struct expand_news what = {.to =
                                   i == SIZE_MAX ? slice_of(NULL, 0) : expand_at(x, i)->addr.text};
    va_list args;

    if (x->say == NULL)
        return;
    va_start(args, fmt);
    what.reply.text = vprint(x->route->scratch, fmt, args);
    va_end(args);
    news(x, &what);
}

void expand_refuse(struct expand *x, size_t i, int status, int code, const char *dsn,
                   const char *fmt, ...)
{
    struct recipient *r = expand_at(x, i);
    struct expand_news what = {.status = status, .to = r->addr.text};
    va_list args;

    va_start(args, fmt);
    what.reply.text = vprint(x->env->in, fmt, args);
    va_end(args);
    what.reply.code = code;
    what.reply.dsn = arena_copy(x->env->in, slice_from(dsn));
    r->state = RCPT_FAILED;
    r->status = status;
    r->dsn = what.reply.dsn;
    r->message = what.reply.text;
    x->refusal = what.reply;
    /* The loop is nobody's fault in particular. */
    if (code == 551 || slice_is(r->dsn, "5.4.6"))
        what.to = slice_of(NULL, 0);
    news(x, &what);
}

void expand_later(struct expand *x, size_t i, const char *fmt, ...)
{
    struct recipient *r = expand_at(x, i);
    va_list args;

    va_start(args, fmt);
    r->message = vprint(x->env->in, fmt, args);
    va_end(args);
    r->state = RCPT_PENDING;
    r->status = EX_TEMPFAIL;
}

/* ---- what may not be */

/* Programs, files and lists may be reached only through somebody's alias or file. */
static bool is_forbidden(struct expand *x, size_t i)
{
    const struct known_mailers *known = &x->route->cfg->known;
    const struct recipient *r = expand_at(x, i);
    const char *what = r->addr.mailer == known->prog      ? "programs"
                       : r->addr.mailer == known->file    ? "files"
                       : r->addr.mailer == known->include ? ":include:s"
                                                          : NULL;
    size_t who;

    if (what == NULL)
        return false;
    if (r->parent < 0) {
        /* From a qf file: the C line says whose program it is. */
        if (r->control.len > 0)
            return false;
        expand_refuse(x, i, EX_USAGE, 550, "5.7.1", "Cannot mail directly to %s", what);
        return true;
    }
    if (r->addr.mailer == known->include)
        return false;
    who = expand_controlling(x, i);
    if (r->flags & RCPT_UNSAFE) {
        expand_refuse(x, i, EX_USAGE, 550, "5.7.1", "Address is unsafe for mailing to %s", what);
        return true;
    }
    if (who != SIZE_MAX && expand_at(x, who)->home.len > 0) {
        struct expand_user user;

        if (x->world->find_user(x->world->ctx, expand_at(x, who)->addr.user, x->route->scratch,
                                &user, NULL) == EXPAND_FOUND &&
            !x->world->shell_is_listed(x->world->ctx, user.shell)) {
            struct slice j = macros_expanded(x->route->macros, 'j', x->route->scratch);

            expand_at(x, i)->flags |= RCPT_UNSAFE;
            expand_refuse(x, i, EX_USAGE, 550, "5.7.1",
                          "User %.*s@%.*s doesn't have a valid shell for mailing to %s",
                          SLICE_ARG(user.name), SLICE_ARG(j), what);
            return true;
        }
    }
    return false;
}

/* ---- one recipient */

static size_t depth_of(const struct envelope *env, size_t i)
{
    size_t depth = 0;

    for (int p = env->rcpts.p[i].parent; p >= 0; p = env->rcpts.p[p].parent)
        depth++;
    return depth;
}

/* Is what stands for recipient i, or recipient i itself with no steps, too far from what the sender
 * named? Whoever it was to stand for is refused. */
static bool is_too_deep(struct expand *x, size_t i, size_t steps)
{
    int64_t limit = x->route->cfg->opt.max_alias_recursion;
    size_t depth = depth_of(x->env, i) + steps;

    if (limit <= 0)
        limit = DEFAULT_RECURSION;
    if (depth <= (size_t)limit)
        return false;
    if (steps == 0) {
        expand_at(x, i)->state = RCPT_DROPPED;
        i = (size_t)expand_at(x, i)->parent;
    }
    expand_refuse(x, i, EX_USAGE, 554, "5.4.6",
                  "aliasing/forwarding loop broken (%zu aliases deep; %lld max)", depth,
                  (long long)limit);
    return true;
}

/* No rule could say where recipient i goes; he is told so at once, and again when asked for. */
static void put_off(struct expand *x, size_t i, const struct reply *reply)
{
    struct recipient *r = expand_at(x, i);

    if (x->say != NULL)
        news(x, &(struct expand_news){.status = EX_TEMPFAIL, .to = r->addr.text, .reply = *reply});
    expand_later(x, i, "%.*s", SLICE_ARG(reply->text));
    r->dsn = arena_copy(x->env->in, reply->dsn);
    r->reply = arena_printf(x->env->in, "%d %.*s", reply->code, SLICE_ARG(reply->text));
}

/* What resolving said of recipient i: never, or later. */
static void take_refusal(struct expand *x, size_t i, const struct routed *out)
{
    x->by_rules = out->by_rules;
    if (out->status == EX_TEMPFAIL)
        put_off(x, i, &out->reply);
    else
        expand_refuse(x, i, out->status, out->reply.code,
                      arena_cstr(x->route->scratch, out->reply.dsn), "%.*s",
                      SLICE_ARG(out->reply.text));
    x->by_rules = false;
}

/* A mailer with flag 5 has rule set 5 look at names that no alias took; a new resolution replaces
 * the old one. True when it was replaced or refused. */
static bool second_pass(struct expand *x, size_t i)
{
    struct recipient *r = expand_at(x, i), *again;
    struct routed out;
    size_t child;

    if (r->addr.settled)
        return false;
    if (!route_local_again(x->route, &r->addr, x->env->in, &out)) {
        if (out.status == EX_OK)
            return false;
        take_refusal(x, i, &out);
        return true;
    }
    if (is_too_deep(x, i, 1))
        return true;
    child = x->env->rcpts.len;
    again = envelope_add_rcpt(x->env, r->addr.text);
    r = expand_at(x, i);
    *again = (struct recipient){.addr = out.addr,
                                .flags = r->flags,
                                .parent = (int)i,
                                .orcpt = r->orcpt,
                                .final = r->final,
                                .owner = r->owner};
    again->addr.text = r->addr.text;
    r->state = RCPT_EXPANDED;
    expand_recipient(x, child);
    return true;
}

struct slice expand_bare_name(struct slice user, struct arena *in)
{
    return slice_starts(user, SLICE("\"")) ? address_strip_quotes(user, in) : user;
}

enum expand_answer expand_ask_user(struct expand *x, struct slice *name, struct expand_user *user)
{
    const struct expand_world *world = x->world;
    struct slice bare = expand_bare_name(*name, x->env->in), lower;
    enum expand_answer answer = world->find_user(world->ctx, bare, x->env->in, user, NULL);

    if (answer != EXPAND_ABSENT)
        return answer;
    lower = arena_copy_lower(x->env->in, bare);
    if (slice_eq(lower, bare))
        return EXPAND_ABSENT;
    answer = world->find_user(world->ctx, lower, x->env->in, user, NULL);
    if (answer == EXPAND_FOUND)
        *name = lower;
    return answer;
}

/* A mailer with flag w delivers to users of this host: is it one? False when that was refused or
 * put off. */
static bool find_user(struct expand *x, size_t i, struct expand_user *user)
{
    struct recipient *r = expand_at(x, i);

    switch (expand_ask_user(x, &r->addr.user, user)) {
    case EXPAND_ABSENT:
        expand_refuse(x, i, EX_NOUSER, 550, "5.1.1", "User unknown");
        /* compatible: reports give a reason only where somebody was asked for the user. */
        expand_at(x, i)->reply = SLICE("550 5.1.1 User unknown");
        return false;
    case EXPAND_FAILED:
        expand_later(x, i, "the user database cannot be asked");
        return false;
    case EXPAND_FOUND:
        break;
    }
    r->uid = user->uid;
    r->gid = user->gid;
    r->home = user->home;
    r->full_name = user->full_name;
    return true;
}

static void process(struct expand *x, size_t i)
{
    struct recipient *r = expand_at(x, i);
    const struct mailer *m = expand_mailer(x, &r->addr);
    struct expand_user user;

    if (m == NULL || r->state != RCPT_PENDING)
        return;
    if (is_forbidden(x, i) || expand_is_duplicate(x, i) || is_too_deep(x, i, 0))
        return;
    if (m->index == x->route->cfg->known.include) {
        expand_include(x, i);
        return;
    }
    if (mailer_has(m, 'A') && (expand_alias(x, i) || expand_userdb(x, i)))
        return;
    if (mailer_has(m, '5') && (expand_at(x, i)->flags & RCPT_NO_ALIAS) == 0 && second_pass(x, i))
        return;
    if (!mailer_has(m, 'w') || !find_user(x, i, &user))
        return;
    r = expand_at(x, i);
    r->flags |= RCPT_GOOD_UID;
    if ((r->flags & RCPT_NO_ALIAS) == 0 && (x->flags & EXPAND_VERIFY) == 0)
        (void)expand_forward(x, i, &user);
}

static void finish(struct expand *x, size_t first)
{
    for (size_t i = first; i < x->env->rcpts.len; i++)
        if (expand_at(x, i)->parent >= 0)
            expand_at(x, i)->control = expand_control(x, i);
}

/* "\alice": nobody but alice's mailbox is meant. */
static void note_backslash(struct recipient *r)
{
    if (r->addr.user.len > 1 && r->addr.user.p[0] == '\\') {
        r->addr.user = slice_from_at(r->addr.user, 1);
        r->flags |= RCPT_NO_ALIAS;
    }
}

/* Resolve the text of recipient i. False when it was refused or put off. */
static bool resolve(struct expand *x, size_t i)
{
    struct recipient *r = expand_at(x, i);
    struct routed out;

    if (!route_parse(x->route, r->addr.text, ROUTE_RECIPIENT, x->env->in, &out)) {
        take_refusal(x, i, &out);
        return false;
    }
    if (out.complaint.len > 0 && x->say != NULL)
        news(x, &(struct expand_news){.status = EX_USAGE,
                                      .to = r->addr.text,
                                      .reply = {553, SLICE("5.0.0"), out.complaint}});
    r = expand_at(x, i);
    out.addr.text = r->addr.text;
    r->addr = out.addr;
    return true;
}

void expand_recipient(struct expand *x, size_t i)
{
    size_t first = x->env->rcpts.len;

    if (expand_at(x, i)->addr.mailer < 0 && !resolve(x, i))
        return;
    note_backslash(expand_at(x, i));
    process(x, i);
    expand_refuse_loop(x, i);
    expand_hand_down(x, i);
    finish(x, first);
}

void expand_all(struct expand *x)
{
    size_t n = x->env->rcpts.len;

    for (size_t i = 0; i < n; i++)
        if (expand_at(x, i)->state == RCPT_PENDING)
            expand_recipient(x, i);
}

/* Final-Recipient: of a report: the address as it came to us, without source route, qualified. */
static struct slice final_of(struct expand *x, const struct address *to)
{
    struct slice host = macros_expanded(x->route->macros, 'j', x->route->scratch);
    struct slice given = address_bare(x->route->scratch, to->text);

    if (slice_find(to->user, '@') != SIZE_MAX)
        given = to->user;
    if (slice_find(given, '@') != SIZE_MAX)
        return arena_printf(x->env->in, "RFC822; %.*s", SLICE_ARG(given));
    return arena_printf(x->env->in, "RFC822; %.*s@%.*s", SLICE_ARG(to->user), SLICE_ARG(host));
}

int expand_add(struct expand *x, const struct address *to, struct routed *refused)
{
    size_t i = x->env->rcpts.len;
    struct recipient *r = envelope_add_rcpt(x->env, to->text);

    *refused = (struct routed){.addr = *to};
    r->addr = *to;
    r->flags = RCPT_PRIMARY | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY;
    r->final = final_of(x, to);
    expand_recipient(x, i);
    r = expand_at(x, i);
    if (r->state != RCPT_FAILED)
        return (int)i;
    refused->status = r->status;
    refused->dsn = r->dsn;
    refused->reply = x->refusal;
    if ((x->flags & EXPAND_KEEP_FAILED) == 0)
        r->state = RCPT_DROPPED;
    return -1;
}

/* ---- members */

unsigned expand_notify(const struct recipient *r, unsigned asked)
{
    return r->parent >= 0 && r->owner.len > 0 ? asked & ~(unsigned)RCPT_NOTIFY_SUCCESS : asked;
}

static size_t add_member(struct expand *x, struct slice text, const struct expand_source *from)
{
    const struct recipient *parent;
    size_t i = x->env->rcpts.len;
    struct recipient *r = envelope_add_rcpt(x->env, arena_copy(x->env->in, text));

    parent = expand_at(x, from->parent);
    r->parent = (int)from->parent;
    r->flags = (parent->flags & (RCPT_NOTIFY | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE |
                                 RCPT_NOTIFY_DELAY | RCPT_UNSAFE)) |
               from->flags;
    r->orcpt = parent->orcpt;
    r->final = parent->final;
    r->owner = from->owner.len > 0 ? from->owner : parent->owner;
    r->list = from->file;
    r->flags = expand_notify(r, r->flags);
    return i;
}

size_t expand_members(struct expand *x, struct slice list, const struct expand_source *from)
{
    struct VEC(struct slice) texts = {0};
    struct slice rest = list, text;

    while (address_list_next(&rest, false, &text))
        *VEC_ADD(&texts, x->route->scratch) = text;
    for (size_t n = texts.len; n-- > 0;) {
        size_t i = add_member(x, texts.p[n], from);

        if (!resolve(x, i))
            continue;
        note_backslash(expand_at(x, i));
        process(x, i);
    }
    return texts.len;
}
