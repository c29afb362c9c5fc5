/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running rule sets for an address, and reading their answers apart.
 */
#include "route/route.h"

#include <syslog.h>

#include "base/log.h"
#include "mail/status.h"
#include "route/address_list.h"
#include "route/route_internal.h"
#include "rule/meta.h"

enum { RECURSION_MAX = 50 };

void route_init(struct route *route, const struct config *cfg, const struct macros *outer,
                struct arena *in, struct arena *scratch)
{
    *route =
        (struct route){.cfg = cfg,
                       .macros = macros_new(in, cfg->names, outer != NULL ? outer : cfg->macros),
                       .scratch = scratch,
                       .classes = cfg->classes};
}

/* ---- complaints */

static void hear_fault(void *ctx, const char *code, struct slice text)
{
    struct rewrite *w = ctx;

    if (w->fault.len == 0) {
        w->fault = arena_copy(w->route->scratch, text);
        w->fault_code = arena_copy(w->route->scratch, slice_from(code));
    }
    if (w->route->ear != NULL)
        w->route->ear->say(w->route->ear->ctx, slice_of(NULL, 0), code, text);
    else
        log_line(0, LOG_CRIT, w->route->id, "SYSERR: %.*s", SLICE_ARG(text));
}

static void hear_text(void *ctx, struct slice text, const char *code, const char *words)
{
    struct rewrite *w = ctx;

    if (w->complaint.len == 0) {
        w->complaint = arena_copy(w->route->scratch, slice_from(words));
        w->complaint_code = arena_copy(w->route->scratch, slice_from(code));
    }
    if (w->route->ear != NULL)
        w->route->ear->say(w->route->ear->ctx, text, code, slice_from(words));
}

/* What -d asks for, outside test mode. */
static void trace_for_debug(struct rewrite *w)
{
    const struct debug *debug = w->route->cfg->debug;

    if (!debug_wants(debug, 21, 1) && !debug_wants(debug, 60, 1))
        return;
    w->traced = str_new(w->route->scratch);
    w->trace = (struct rule_trace){.levels = &w->traced,
                                   .debug = debug,
                                   .level = debug->level[21],
                                   .lookup = debug->level[60]};
    w->run.trace = &w->trace;
}

void rewrite_begin(struct rewrite *w, struct route *route)
{
    *w = (struct rewrite){.route = route};
    route->failed = slice_of(NULL, 0);
    w->maps = route_maps(route);
    w->rule_ear = (struct rule_complaints){w, hear_fault};
    w->token_ear = (struct token_complaints){w, hear_text};
    w->run =
        (struct rule_run){.rules = route->cfg->rules,
                          .macros = route->macros,
                          .classes = route->classes != NULL ? route->classes : route->cfg->classes,
                          .syntax = route->cfg->syntax,
                          .maps = &w->maps,
                          .complaints = &w->rule_ear,
                          .token_complaints = &w->token_ear,
                          .trace = route->trace,
                          .debug = route->cfg->debug,
                          .blank = route->cfg->opt.blank_sub,
                          .scratch = route->scratch,
                          .max_recursion = RECURSION_MAX};
    if (route->trace == NULL)
        trace_for_debug(w);
}

void rewrite_run(struct rewrite *w, int set, struct tokens *tokens)
{
    int status;

    if (set < 0)
        return;
    status = rule_run(&w->run, set, tokens);
    if (status != EX_OK && w->status != EX_TEMPFAIL)
        w->status = status;
}

void rewrite_run_name(struct rewrite *w, struct slice name, struct tokens *tokens)
{
    rewrite_run(w, rules_find(w->route->cfg->rules, name, NULL), tokens);
}

struct slice rewrite_join(const struct rewrite *w, const struct token *p, size_t len, char space,
                          struct arena *in)
{
    struct str out = str_new(in);

    token_join(p, len, w->route->cfg->syntax, space, &out);
    return str_slice(&out);
}

struct slice rewrite_join_user(const struct rewrite *w, const struct token *p, size_t len,
                               char space, struct arena *in)
{
    struct str out = str_new(in);

    token_join_cut(p, len, w->route->cfg->syntax, space, USER_MAX, &out);
    return str_slice(&out);
}

/* ---- answers */

bool rewrite_triple(const struct rewrite *w, const struct tokens *tokens, struct triple *t)
{
    struct arena *in = w->route->scratch;
    size_t i = 2, from;

    *t = (struct triple){0};
    if (tokens->len == 0 || !token_is(&tokens->p[0], META_MAILER))
        return false;
    /* compatible: a mailer's name is one token, whatever it is, and only "$@" behind it begins a
     * host; everything else up to "$:" is not seen. */
    t->mailer = rewrite_join(w, tokens->p + 1, tokens->len > 1 ? 1 : 0, '\0', in);
    for (from = i; i < tokens->len && !token_is(&tokens->p[i], META_USER);)
        i++;
    if (i > from && token_is(&tokens->p[from], META_HOST)) {
        from++;
        t->host = rewrite_join(w, tokens->p + from, i - from, w->route->cfg->opt.blank_sub, in);
    }
    if (i < tokens->len) {
        t->user = tokens->p + i + 1;
        t->user_len = tokens->len - i - 1;
    }
    return true;
}

/* compatible: one blank ends the code and one the x.y.z, which is words when none follows; all
 * else, blanks too, is words. False: there is no code. */
static bool take_reply(struct slice words, struct reply *reply)
{
    struct slice rest = slice_from_at(words, 4), dsn;

    if (words.len < 4 || !ascii_is_digit(words.p[0]) || !ascii_is_digit(words.p[1]) ||
        !ascii_is_digit(words.p[2]) || words.p[3] != ' ')
        return false;
    *reply = (struct reply){
        .code = (words.p[0] - '0') * 100 + (words.p[1] - '0') * 10 + words.p[2] - '0',
        .text = rest,
    };
    if (reply_take_dsn(&rest, &dsn) && dsn.len < reply->text.len) {
        reply->dsn = dsn;
        reply->text = slice_from_at(reply->text, dsn.len + 1);
    }
    return true;
}

/* A "$|" among the words would be a byte nobody can read (classic sendmail sends ESC): it is left
 * out, and, as there, parts nothing by a blank. */
static struct slice error_words(const struct rewrite *w, const struct triple *t, struct arena *in)
{
    struct str words = str_new(in);

    for (size_t from = 0, to; from < t->user_len; from = to + 1) {
        for (to = from; to < t->user_len && t->user[to].id != META_ELSE; to++)
            ;
        str_add(&words, rewrite_join_user(w, t->user + from, to - from, ' ', in));
    }
    return str_slice(&words);
}

/* compatible: only an explicit x.y.z behind $@ or in the words reaches the reply; a keyword such as
 * nouser decides the exit status alone. */
void rewrite_error(const struct rewrite *w, const struct triple *t, struct arena *in, int *status,
                   struct slice *dsn, struct reply *reply)
{
    struct slice words = address_strip_quotes(error_words(w, t, in), in), row_dsn;
    bool coded;

    *dsn = slice_of(NULL, 0);
    *status = EX_UNAVAILABLE;
    if (slice_is_case(t->host, "quarantine")) { /* a reason, as it was written */
        *reply = (struct reply){553, SLICE("5.3.0"), error_words(w, t, in)};
        return;
    }
    if (t->host.len > 0) {
        *status = status_from_word(t->host, &row_dsn);
        if (status_is_dsn(t->host))
            *dsn = arena_copy(in, t->host);
    }
    coded = take_reply(words, reply);
    if (!coded) /* compatible: whatever $@ says, words alone are a 553 */
        *reply = (struct reply){553, SLICE("5.3.0"), words};
    if (t->host.len == 0 && coded)
        *status = status_from_reply(reply->code);
    if (coded && reply->code / 100 == 4)
        *status = EX_TEMPFAIL;
    if (reply->dsn.len == 0)
        reply->dsn = dsn->len > 0 ? *dsn : status_dsn_of_reply(reply->code);
    if (dsn->len == 0 && coded)
        *dsn = reply->dsn;
}
