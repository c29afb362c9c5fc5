/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolve -- an address becomes a mailer, a host and a user: rule set 3, rule set 0, and then the
 * user part once more through 2, the mailer's R= set and 4, so that what is kept is external form.
 * Senders are resolved in the same way.
 */
#include "base/debug.h"
#include "route/address_list.h"
#include "route/debug_address.h"
#include "route/route_internal.h"

enum {
    ABOUT_MAX = 255, /* of an address that is too long, in front of the words */
};

#define TOO_LONG "Address \"%.*s\" too long (%d bytes max)"

static const char *const addr_types[] = {[ROUTE_SENDER] = "e s",
                                         [ROUTE_RECIPIENT] = "e r",
                                         [ROUTE_HEADER] = "h r",
                                         [ROUTE_HEADER_SENDER] = "h s"};

/* Configurations of a lower level pass only the users of forward-paths through more than rule set
 * 4. */
enum { LEVEL_ALL_ALIKE = 10 };

static void set_addr_type(struct route *route, const char *type)
{
    if (!route->keeps_addr_type)
        macros_set(route->macros, MACRO_ADDR_TYPE, slice_from(type));
}

static bool fail(struct routed *out, int status, struct arena *in, int code, const char *dsn,
                 const char *text)
{
    out->status = status;
    out->reply = (struct reply){
        .code = code, .dsn = slice_from(dsn), .text = arena_copy(in, slice_from(text))};
    return false;
}

/* The local mailer's user may be a program, a file or a list. */
static const struct mailer *special_mailer(const struct config *cfg, const struct mailer *m,
                                           struct slice *user)
{
    struct slice text = *user;
    int index = -1;

    if (m->index != cfg->known.local && !mailer_has(m, '|') && !mailer_has(m, '/') &&
        !mailer_has(m, ':'))
        return m;
    (void)slice_skip(&text, '"');
    if (slice_starts(text, SLICE("|")) && mailer_has(m, '|'))
        index = cfg->known.prog;
    else if (slice_starts(text, SLICE("/")) && mailer_has(m, '/'))
        index = cfg->known.file;
    else if (slice_starts_case(text, SLICE(":include:")) && mailer_has(m, ':'))
        index = cfg->known.include;
    if (index < 0)
        return m;
    if (index == cfg->known.include) {
        *user = slice_from_at(text, SLICE(":include:").len);
        if (user->len > 0 && user->p[user->len - 1] == '"' && text.p != user->p)
            *user = slice_trim(slice_part(*user, 0, user->len - (text.p[-1] == '"' ? 1 : 0)));
    }
    return &cfg->mailers.p[index];
}

/* $: of a result through the sets that make external form of it. */
static struct slice external_user(struct rewrite *w, const struct triple *t, const struct mailer *m,
                                  enum route_use use, struct arena *in)
{
    struct tokens user = {.len = t->user_len};
    bool all = use == ROUTE_RECIPIENT || w->route->cfg->level >= LEVEL_ALL_ALIKE;
    int set = m->rcpt_env_set;

    user.p = ARENA_ARRAY(w->route->scratch, t->user_len + 1, struct token);
    if (t->user_len > 0)
        memcpy(user.p, t->user, t->user_len * sizeof *user.p);
    if (all)
        rewrite_run(w, 2, &user);
    if (all && set > 0)
        rewrite_run(w, set, &user);
    rewrite_run(w, 4, &user);
    return rewrite_join_user(w, user.p, user.len, w->route->cfg->opt.blank_sub, in);
}

/* What is wrong with a byte of a resolved user; NULL: nothing. Line ends never pass, also where the
 * original lets them: they would begin a command of ours to the next host. */
static const char *byte_fault(unsigned char c, bool protected)
{
    if (meta_is_range(c))
        return "8-bit character";
    if (c == '\0' || c == '\r' || c == '\n' ||
        (!protected && (c < ' ' || c == 0x7f || c == META_QUOTE)))
        return "non-printable character";
    return NULL;
}

/* compatible: control characters, but for those in quotes and behind a backslash, and what rules
 * have for operators are replaced in a user, and the last thing that is wrong is said. */
static struct slice printable_user(struct slice user, struct arena *in, struct routed *out)
{
    struct str shown = str_new(in);
    const char *fault = NULL;
    bool quoted = false, protected = false;

    if (user.len > USER_MAX) {
        user.len = USER_MAX;
        out->unprintable = out->too_long = true;
        out->complaint = arena_printf(in, TOO_LONG, SLICE_ARG(user), USER_MAX);
        return user;
    }
    for (size_t i = 0; i < user.len; i++) {
        unsigned char c = (unsigned char)user.p[i];
        const char *one = byte_fault(c, quoted || protected);

        fault = one != NULL ? one : fault;
        str_add_char(&shown, one != NULL ? '?' : c == META_QUOTE ? 0x7f : (char)c);
        quoted ^= !protected && c == '"';
        protected = !protected && c == '\\';
    }
    user = str_slice(&shown);
    fault = quoted ? "unbalanced quote" : fault;
    if (fault == NULL)
        return user;
    out->unprintable = true;
    out->complaint =
        arena_printf(in, "Syntax error in mailbox address \"%.*s\" (%s)", SLICE_ARG(user), fault);
    return user;
}

static void say_unprintable(const struct route *route, struct slice text, const struct routed *out)
{
    if (out->unprintable && route->ear != NULL)
        route->ear->say(route->ear->ctx, out->too_long ? text : SLICE(""),
                        out->too_long ? "553" : "501", out->complaint);
}

/* "$#mailer $@host $:user" -> out->addr. "@user" for a mailer with flag @ is the user, and nothing
 * more is asked about him. */
static bool build(struct rewrite *w, const struct tokens *tokens, enum route_use use,
                  struct arena *in, struct routed *out)
{
    const struct config *cfg = w->route->cfg;
    const struct mailer *m;
    struct triple t;

    out->error_user = SLICE("");
    if (!rewrite_triple(w, tokens, &t)) {
        if (w->status == EX_TEMPFAIL)
            return false;
        return fail(out, EX_SOFTWARE, in, 554, "5.3.5", "buildaddr: no mailer in parsed address");
    }
    if (t.user == NULL)
        return fail(out, EX_SOFTWARE, in, 554, "5.3.5", "buildaddr: no user");
    if (slice_is_case(t.mailer, "error")) {
        rewrite_error(w, &t, in, &out->status, &out->dsn, &out->reply);
        out->by_rules = true;
        out->error_host = t.host;
        out->error_user =
            printable_user(rewrite_join_user(w, t.user, t.user_len, ' ', in), in, out);
        return false;
    }
    m = config_mailer(cfg, t.mailer);
    if (m == NULL) {
        struct slice text =
            arena_printf(w->route->scratch, "buildaddr: unknown mailer %.*s", SLICE_ARG(t.mailer));

        return fail(out, EX_SOFTWARE, in, 554, "5.3.5", arena_cstr(w->route->scratch, text));
    }
    out->addr.settled =
        mailer_has(m, '@') && t.user_len > 0 && t.user->len == 1 && t.user->p[0] == '@';
    if (out->addr.settled)
        t.user++, t.user_len--;
    struct slice raw = rewrite_join(w, t.user, t.user_len, cfg->opt.blank_sub, in);

    if (t.host.len == 0 && !mailer_has(m, 'l'))
        return fail(out, EX_SOFTWARE, in, 554, "5.3.5", "buildaddr: no host");
    m = special_mailer(cfg, m, &raw);
    out->addr.host = mailer_has(m, 'h') ? arena_copy(in, t.host) : arena_copy_lower(in, t.host);
    if (t.host.p != NULL)
        macros_set(w->route->macros, 'h', out->addr.host);
    else
        macros_hide(w->route->macros, 'h');
    out->addr.mailer = m->index;
    out->addr.user = m->index == cfg->known.include ? raw : external_user(w, &t, m, use, in);
    if (!mailer_has(m, 'u') && m->index != cfg->known.prog && m->index != cfg->known.file &&
        m->index != cfg->known.include)
        out->addr.user = arena_copy_lower(in, out->addr.user);
    out->addr.user = printable_user(out->addr.user, in, out);
    return true;
}

static bool temporary(struct rewrite *w, struct arena *in, struct routed *out)
{
    if (w->status != EX_TEMPFAIL)
        return false;
    (void)fail(out, EX_TEMPFAIL, in, 451, "4.4.3",
               w->route->failed.len > 0 ? arena_cstr(in, w->route->failed)
                                        : "Temporary failure in a lookup");
    return true;
}

/* compatible: an error that rules gave is said with the address before it, if its code is one of
 * those. */
static bool names_address(const struct routed *out)
{
    return out->by_rules && reply_names_address(out->reply.code);
}

static bool refuse_text(struct route *route, struct slice text, struct arena *in,
                        struct routed *out)
{
    bool about;
    struct slice words = route_text_fault(text, in, &about);

    if (words.len == 0)
        return false;
    if (route->ear != NULL)
        route->ear->say(route->ear->ctx, about ? slice_part(text, 0, ABOUT_MAX) : SLICE(""),
                        about ? "553 5.1.3" : "501 5.1.3", words);
    (void)fail(out, about ? EX_OK : EX_USAGE, in, 553, "5.1.3", arena_cstr(in, words));
    return true;
}

static bool parse(struct route *route, struct slice text, char stop, enum route_use use,
                  struct arena *in, struct routed *out, size_t *used)
{
    struct rewrite w;
    struct tokens tokens;
    bool ok, later;

    *out = (struct routed){.addr = {.text = arena_copy(in, text), .mailer = -1}};
    set_addr_type(route, addr_types[use]);
    rewrite_begin(&w, route);
    if (!rule_tokens(&w.run, text, TOKEN_COMMENTS, stop, &tokens, used) || tokens.len == 0)
        return w.complaint.len > 0 ? fail(out, EX_USAGE, in, 553,
                                          arena_cstr(in, slice_from_at(w.complaint_code, 4)),
                                          arena_cstr(in, w.complaint))
                                   : fail(out, EX_USAGE, in, 553, "5.1.3", "Invalid address");
    if (stop != '\0') {
        text = slice_part(text, 0, *used);
        out->addr.text = arena_copy(in, text);
        if (refuse_text(route, text, in, out))
            return false;
    }
    out->complaint = w.complaint.len > 0 ? arena_copy(in, w.complaint) : w.complaint;
    rewrite_run(&w, 3, &tokens);
    rewrite_run(&w, 0, &tokens);
    ok = build(&w, &tokens, use, in, out);
    if (!ok && route->ear != NULL)
        route->ear->say(route->ear->ctx, names_address(out) ? text : SLICE(""), "",
                        out->reply.text);
    say_unprintable(route, text, out);
    /* An answer that rules gave in spite of a failed lookup ("not found") cannot be relied upon. */
    later = ok || out->reply.code / 100 == 4;
    if (temporary(&w, in, out)) {
        if (later && route->trace != NULL && route->ear != NULL)
            route->ear->say(route->ear->ctx, text, "451 4.4.3",
                            SLICE("Transient parse error -- message queued for future delivery"));
        return false;
    }
    /* Shown in test mode; for mail the group is asked for when the message is split. */
    if (ok && use == ROUTE_RECIPIENT && route->trace != NULL && !out->unprintable &&
        out->addr.user.len > 0) {
        struct slice answer;
        int status;

        (void)route_ask(route, SLICE("queuegroup"), out->addr.user, slice_of(NULL, 0), CHECK_ALONE,
                        in, &answer, &status);
    }
    return ok;
}

bool route_parse_part(struct route *route, struct slice text, char stop, enum route_use use,
                      struct arena *in, struct routed *out, size_t *used)
{
    const struct debug *debug = route->cfg->debug;
    bool shown = debug_wants(debug, 20, 1), ok;

    if (shown)
        debug_printf(debug, "\n--parseaddr(%.*s)\n", SLICE_ARG(text));
    ok = parse(route, text, stop, use, in, out, used);
    if (shown && ok) {
        debug_text(debug, SLICE("parseaddr-->"));
        debug_address(route->cfg, &out->addr, RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY);
    }
    return ok;
}

bool route_parse(struct route *route, struct slice text, enum route_use use, struct arena *in,
                 struct routed *out)
{
    size_t used;

    return route_parse_part(route, text, '\0', use, in, out, &used);
}

bool route_local_again(struct route *route, const struct address *addr, struct arena *in,
                       struct routed *out)
{
    struct rewrite w;
    struct tokens tokens;
    struct triple t;
    size_t used;

    *out = (struct routed){.addr = *addr};
    set_addr_type(route, "e r");
    macros_set(route->macros, 'h', addr->host); /* "+detail" of an earlier pass: rules ask $&h */
    rewrite_begin(&w, route);
    if (!rule_tokens(&w.run, addr->user, TOKEN_PLAIN, '\0', &tokens, &used))
        return false;
    rewrite_run(&w, 5, &tokens);
    if (temporary(&w, in, out))
        return false;
    /* Plain text, or nothing at all: the mailbox is meant. */
    if (!rewrite_triple(&w, &tokens, &t))
        return false;
    if (!build(&w, &tokens, ROUTE_RECIPIENT, in, out))
        return false;
    out->addr.text = addr->text;
    return out->addr.mailer != addr->mailer || !slice_eq_case(out->addr.host, addr->host) ||
           !slice_eq_case(out->addr.user, addr->user);
}
