/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VRFY and EXPN: the addresses of the argument are resolved in an envelope of their own; VRFY stops
 * there, EXPN shows what stands for them.
 */
#include "mail/address_text.h"
#include "route/address_list.h"
#include "sendmail/smtpd/session.h"

enum { LEVEL_CHECK = 3, MAX_ADDRESSES = 100 };

struct verification {
    struct session *s;
    struct envelope *env;
    struct expand expand;
    struct str lines;
    bool sure;                /* 250 rather than 252 */
    struct smtp_answer first; /* refusal; code 0: none yet */
};

/* A member of a list that cannot be: told on the way. */
static void hear(void *ctx, const struct expand_news *news)
{
    struct verification *v = ctx;

    if (news->status == EX_OK || v->first.code != 0)
        return;
    if (news->by_rules)
        session_failed(v->s, news->status);
    v->first = answer_about(v->s, news->to, &news->reply);
    if (news->where.len > 0)
        v->first.text = arena_printf(v->s->scratch, "%.*s: %.*s", SLICE_ARG(news->where),
                                     SLICE_ARG(v->first.text));
}

/* Nothing, or only a comment. */
static bool is_empty(struct slice text, struct arena *in)
{
    return address_strip_comments(in, text).len == 0 &&
           (text.len == 0 || text.p[text.len - 1] == ')');
}

static void verify_one(struct verification *v, struct slice text)
{
    struct routed routed, why = {0};
    struct smtp_answer no;
    int index;

    text = arena_copy(v->env->in, text);
    if (is_empty(text, v->env->in))
        return;
    if (!session_parse(v->s, text, ROUTE_RECIPIENT, v->env->in, &routed, &no)) {
        if (v->first.code == 0)
            v->first = no;
        return;
    }
    index = expand_add(&v->expand, &routed.addr, &why);
    if (index < 0 && v->first.code == 0)
        v->first = answer_about(v->s, text, &why.reply);
}

/* Who is behind it: a user, or the one whose .forward it stands in. */
static struct slice full_name(const struct verification *v, const struct recipient *r)
{
    while (r->full_name.len == 0 && r->parent >= 0) {
        const struct recipient *up = &v->env->rcpts.p[r->parent];

        if (up->addr.mailer == v->s->cfg->known.include)
            break;
        r = up;
    }
    return r->full_name;
}

/* "Full Name <user@host>", or the address alone. */
static void show(struct verification *v, const struct recipient *r)
{
    const struct mailer *m = &v->s->cfg->mailers.p[r->addr.mailer];
    bool domain = slice_find(r->addr.user, '@') != SIZE_MAX ||
                  (m->addr_type.len > 0 && !slice_is_case(m->addr_type, "rfc822"));
    struct slice name = full_name(v, r);

    if (v->lines.len > 0)
        str_add_char(&v->lines, '\n');
    if (name.len > 0)
        str_printf(&v->lines, "%.*s ", SLICE_ARG(name));
    str_printf(&v->lines, "<%s%.*s", (r->flags & RCPT_NO_ALIAS) != 0 ? "\\" : "",
               SLICE_ARG(r->addr.user));
    if (!domain)
        str_printf(&v->lines, "@%.*s", SLICE_ARG(v->s->hostname));
    str_add_char(&v->lines, '>');
    if (!mailer_has(m, 'q'))
        v->sure = false;
}

static void show_all(struct verification *v)
{
    expand_sort(v->env);
    for (size_t i = 0; i < v->env->rcpts.len; i++) {
        const struct recipient *r = &v->env->rcpts.p[i];

        if (r->state == RCPT_PENDING && r->addr.mailer >= 0)
            show(v, r);
    }
}

/* Lists are taken last one first, as alias lists are. */
static void verify_list(struct verification *v, struct slice argument)
{
    struct slice entries[MAX_ADDRESSES];
    size_t count = 0;
    bool old_style = address_list_is_old_style(argument);

    while (count < MAX_ADDRESSES && address_list_next(&argument, old_style, &entries[count]))
        count++;
    while (count-- > 0)
        verify_one(v, entries[count]);
}

void session_verify(void *ctx, struct slice argument, bool expand, struct smtp_answer *answer)
{
    struct session *s = ctx;
    const char *ruleset = expand ? "check_expn" : "check_vrfy";
    struct envelope *env = ARENA_NEW(s->scratch, struct envelope);
    struct verification v = {.s = s, .env = env, .lines = str_new(s->scratch), .sure = true};

    if (!session_check(s, ruleset, argument, (struct slice){0}, true, (struct slice){0},
                       LEVEL_CHECK, answer))
        return;
    env->in = s->scratch;
    v.expand = s->expand;
    v.expand.env = env;
    v.expand.flags = expand ? 0 : EXPAND_VERIFY;
    v.expand.say = hear;
    v.expand.say_ctx = &v;
    verify_list(&v, argument);
    show_all(&v);
    /* compatible: of several names one that is refused hides the others. */
    if (v.lines.len > 0 && v.first.code == 0)
        *answer = answer_words(v.sure || expand ? 250 : 252, "2.1.5", str_slice(&v.lines));
    else if (v.first.code != 0)
        *answer = v.first;
    else
        *answer = answer_words(554, "5.5.2",
                               expand ? SLICE("Nothing to EXPN") : SLICE("Nothing to VRFY"));
}
