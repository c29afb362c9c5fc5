/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rewrite -- an address as a mailer's next hop is to see it: 3, the sender's domain, 1 or 2, the
 * mailer's set, 4; comments and phrases around it stay where they were.
 */
#include "route/address_list.h"
#include "route/route_internal.h"

static bool has_at(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->len; i++)
        if (tokens->p[i].len == 1 && tokens->p[i].p[0] == '@')
            return true;
    return false;
}

static void append(struct tokens *tokens, const struct tokens *more, struct arena *in)
{
    struct token *p = ARENA_ARRAY(in, tokens->len + more->len + 1, struct token);

    if (tokens->len > 0)
        memcpy(p, tokens->p, tokens->len * sizeof *p);
    memcpy(p + tokens->len, more->p, more->len * sizeof *p);
    tokens->p = p;
    tokens->len += more->len;
}

static int mailer_set(const struct mailer *m, unsigned flags)
{
    if (m == NULL)
        return 0;
    if (flags & REWRITE_SENDER)
        return flags & REWRITE_HEADER ? m->sender_hdr_set : m->sender_env_set;
    return flags & REWRITE_HEADER ? m->rcpt_hdr_set : m->rcpt_env_set;
}

struct slice route_rewrite(struct route *route, struct slice text, const struct mailer *mailer,
                           unsigned flags, struct slice domain, struct arena *in, int *status)
{
    bool sender = flags & REWRITE_SENDER, bare = flags & REWRITE_CANON;
    struct rewrite w;
    struct tokens tokens, more;
    struct slice frame = SLICE("\201g"), done;
    size_t used;
    int set;

    *status = EX_OK;
    macros_set(route->macros, MACRO_ADDR_TYPE,
               arena_printf(route->scratch, "%c %c", flags & REWRITE_HEADER ? 'h' : 'e',
                            sender ? 's' : 'r'));
    if (!bare && (mailer == NULL || !mailer_has(mailer, 'c')))
        frame = address_crack(text, !route->cfg->opt.colon_ok_in_addr,
                              route->cfg->opt.must_quote_chars, route->scratch);
    rewrite_begin(&w, route);
    if (!rule_tokens(&w.run, text, TOKEN_COMMENTS, '\0', &tokens, &used) ||
        (tokens.len == 0 && text.len > 0)) /* nothing but a comment: it stays what it is */
        return arena_copy(in, text);
    rewrite_run(&w, 3, &tokens);
    if ((flags & REWRITE_DOMAIN) && domain.len > 0 && !has_at(&tokens) &&
        rule_tokens(&w.run, domain, TOKEN_COMMENTS, '\0', &more, &used)) {
        append(&tokens, &more, route->scratch);
        rewrite_run(&w, 3, &tokens);
    }
    rewrite_run(&w, sender ? 1 : 2, &tokens);
    set = mailer_set(mailer, flags);
    if (set > 0)
        rewrite_run(&w, set, &tokens);
    rewrite_run(&w, 4, &tokens);
    if (w.status == EX_TEMPFAIL) /* a map with -T has an answer even then */
        *status = EX_TEMPFAIL;
    done = rewrite_join(&w, tokens.p, tokens.len, route->cfg->opt.blank_sub, route->scratch);
    return address_uncrack(frame, done, in);
}

struct slice route_domain_of(struct route *route, struct slice text, struct arena *in)
{
    struct rewrite w;
    struct tokens tokens;
    size_t used, from = 0;

    rewrite_begin(&w, route);
    if (!rule_tokens(&w.run, text, TOKEN_COMMENTS, '\0', &tokens, &used))
        return slice_of(NULL, 0);
    rewrite_run(&w, 3, &tokens);
    while (from < tokens.len && !slice_is(token_text(&tokens.p[from]), "@"))
        from++;
    if (from == tokens.len)
        return slice_of(NULL, 0);
    struct str out = str_new(in);

    for (size_t i = from; i < tokens.len; i++)
        if (!slice_is(token_text(&tokens.p[i]), ">"))
            str_add(&out, token_text(&tokens.p[i]));
    return str_slice(&out);
}
