/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check -- rule sets that decide (check_*) and rule sets that answer (srv_features, queuegroup).
 *
 * Only mailers `error` and `discard`, written so, mean anything to a check; whatever else it
 * returns accepts. A lookup that failed for now is never an acceptance, nor a refusal for good: the
 * original refuses where rules take "failed" for "not found".
 */
#include <syslog.h>

#include "base/debug.h"
#include "base/log.h"
#include "mail/status.h"
#include "route/route_internal.h"

/* "first $| second" as tokens. */
static bool join_arguments(struct rewrite *w, struct slice first, struct slice second,
                           unsigned flags, struct tokens *tokens)
{
    enum token_mode mode = flags & CHECK_KEEP_COMMENTS ? TOKEN_PLAIN : TOKEN_COMMENTS;
    struct tokens more = {0};
    struct token *p;
    size_t used;

    if (!rule_tokens(&w->run, first, mode, '\0', tokens, &used))
        return false;
    if (flags & CHECK_ALONE)
        return true;
    if (second.len > 0 && !rule_tokens(&w->run, second, mode, '\0', &more, &used))
        return false;
    p = ARENA_ARRAY(w->route->scratch, tokens->len + more.len + 1, struct token);
    if (tokens->len > 0)
        memcpy(p, tokens->p, tokens->len * sizeof *p);
    p[tokens->len] = token_of_meta(META_ELSE);
    if (more.len > 0)
        memcpy(p + tokens->len + 1, more.p, more.len * sizeof *p);
    tokens->p = p;
    tokens->len += more.len + 1;
    return true;
}

/* "550 5.7.1 <who>... text": addresses are named in front of refusals that blame them. */
static struct slice reject_text(const struct check *c, struct slice set, struct slice first,
                                struct arena *in)
{
    bool named = reply_names_address(c->reply.code) &&
                 (slice_is(set, "check_mail") || slice_is(set, "check_rcpt"));

    return arena_printf(in, "%d %.*s%s%.*s%s%.*s", c->reply.code, SLICE_ARG(c->reply.dsn),
                        c->reply.dsn.len > 0 ? " " : "",
                        SLICE_ARG(named ? first : slice_of(NULL, 0)), named ? "... " : "",
                        SLICE_ARG(c->reply.text));
}

static void log_check(struct route *route, struct slice set, struct slice first,
                      struct slice second, unsigned flags, int level, const struct check *c)
{
    struct arena *in = route->scratch;
    struct slice relay = macros_expanded(route->macros, '_', in), result;

    if (c->verdict == VERDICT_ACCEPT || !log_wants(level))
        return;
    if (c->verdict == VERDICT_DISCARD)
        result = SLICE("discard");
    else if (c->verdict == VERDICT_QUARANTINE)
        result = arena_printf(in, "quarantine=%.*s", SLICE_ARG(c->reply.text));
    else
        result = arena_printf(in, "reject=%.*s", SLICE_ARG(reject_text(c, set, first, in)));
    log_line(level, LOG_NOTICE, route->id, "ruleset=%.*s, arg1=%.*s%s%.*s%s%.*s, %.*s",
             SLICE_ARG(set), SLICE_ARG(first), flags & CHECK_ALONE ? "" : ", arg2=",
             SLICE_ARG(flags & CHECK_ALONE ? slice_of(NULL, 0) : second),
             relay.len > 0 ? ", relay=" : "", SLICE_ARG(relay), SLICE_ARG(result));
}

/* What is wrong with the rules decides: whom they would have let in, nobody can know. */
static void blame_rules(struct slice code, struct slice words, struct arena *in, struct check *out)
{
    out->reply = reply_parse(arena_printf(in, "%.*s %.*s", SLICE_ARG(code), SLICE_ARG(words)),
                             EX_CONFIG, in);
    out->status = EX_SOFTWARE;
    out->faulty = true;
    out->verdict = out->reply.code / 100 == 4 ? VERDICT_LATER : VERDICT_REJECT;
}

static void judge(struct rewrite *w, const struct tokens *tokens, struct arena *in,
                  struct check *out)
{
    struct slice dsn;
    struct triple t;

    if (!rewrite_triple(w, tokens, &t))
        return;
    if (slice_is(t.mailer, "discard")) {
        out->verdict = VERDICT_DISCARD;
        return;
    }
    if (!slice_is(t.mailer, "error"))
        return;
    /* compatible: an error needs its "$:", or what is wrong is the rule. */
    if (t.user == NULL && !slice_is_case(t.host, "quarantine")) {
        blame_rules(SLICE("554 5.3.5"), SLICE("buildaddr: no user"), in, out);
        return;
    }
    rewrite_error(w, &t, in, &out->status, &dsn, &out->reply);
    if (t.host.len > 0) /* compatible: the reply decides what is heard, "$@" what it counts as */
        out->status = status_from_word(t.host, &dsn);
    if (slice_is_case(t.host, "quarantine")) {
        out->verdict = VERDICT_QUARANTINE;
        out->status = EX_OK;
        return;
    }
    out->verdict =
        out->reply.code / 100 == 4 || out->reply.code == 421 ? VERDICT_LATER : VERDICT_REJECT;
}

/* What rules decided in spite of a failed lookup: nobody is let in, and nobody is turned away for
 * good, because a server was down. */
static bool can_be_relied_upon(const struct check *out)
{
    return out->verdict != VERDICT_ACCEPT && out->verdict != VERDICT_REJECT;
}

enum verdict route_check_set(struct route *route, int set, struct slice first, struct slice second,
                             unsigned flags, int log_level, struct arena *in, struct check *out)
{
    struct rewrite w;
    struct tokens tokens;

    *out = (struct check){.verdict = VERDICT_ACCEPT};
    if (set < 0)
        return VERDICT_ACCEPT;
    rewrite_begin(&w, route);
    if (!join_arguments(&w, first, second, flags, &tokens)) {
        out->verdict = VERDICT_REJECT;
        out->status = EX_DATAERR;
        out->reply = (struct reply){553, SLICE("5.1.3"),
                                    w.complaint.len > 0 ? arena_copy(in, w.complaint)
                                                        : SLICE("Invalid address")};
    } else {
        rewrite_run(&w, set, &tokens);
        judge(&w, &tokens, in, out);
        if (w.fault.len > 0)
            blame_rules(w.fault_code, w.fault, in, out);
        if (w.status == EX_TEMPFAIL && !can_be_relied_upon(out)) {
            out->verdict = VERDICT_LATER;
            out->status = EX_TEMPFAIL;
            out->reply = (struct reply){451, SLICE("4.3.0"),
                                        SLICE("Temporary system failure. Please try again later.")};
        }
    }
    log_check(route, rules_name(route->cfg->rules, set), first, second, flags, log_level, out);
    return out->verdict;
}

/* -d48.2 */
static void show_call(const struct route *route, const char *what, struct slice ruleset,
                      struct slice first, struct slice second, unsigned flags)
{
    if (flags & CHECK_ALONE)
        second = SLICE("(NULL)");
    if (debug_wants(route->cfg->debug, 48, 2))
        debug_printf(route->cfg->debug, "%s(%.*s, %.*s, %.*s)\n", what, SLICE_ARG(ruleset),
                     SLICE_ARG(first), SLICE_ARG(second));
}

enum verdict route_check(struct route *route, struct slice ruleset, struct slice first,
                         struct slice second, unsigned flags, int log_level, struct arena *in,
                         struct check *out)
{
    show_call(route, "rscheck", ruleset, first, second, flags);
    return route_check_set(route, rules_find(route->cfg->rules, ruleset, NULL), first, second,
                           flags, log_level, in, out);
}

bool route_ask(struct route *route, struct slice ruleset, struct slice first, struct slice second,
               unsigned flags, struct arena *in, struct slice *answer, int *status)
{
    int set = rules_find(route->cfg->rules, ruleset, NULL);
    struct rewrite w;
    struct tokens tokens;

    *status = EX_OK;
    show_call(route, "rscap", ruleset, first, second, flags);
    if (set < 0)
        return false;
    rewrite_begin(&w, route);
    if (!join_arguments(&w, first, second, flags, &tokens)) {
        *status = EX_DATAERR;
        return false;
    }
    rewrite_run(&w, set, &tokens);
    *status = w.status;
    if (tokens.len == 0 || !token_is(&tokens.p[0], META_MAILER))
        return false;
    *answer = rewrite_join(&w, tokens.p + 1, tokens.len - 1, ' ', in);
    return true;
}
