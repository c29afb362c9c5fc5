/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delivery through [IPC]: find a host that takes us, then run transactions of at most r=
 * recipients.
 *
 * Which host is tried next is decided until one has greeted us well; after that its word counts for
 * the recipients it judged. A session from the cache that turns out to be dead before it said
 * anything is replaced by a new one: nothing was lost, because nothing was taken.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/debug.h"
#include "mail/status.h"
#include "net/connect.h"
#include "net/service.h"
#include "os/clock.h"
#include "sendmail/deliver/cache.h"
#include "sendmail/deliver/delivery.h"
#include "sendmail/deliver/hosts.h"
#include "sendmail/deliver/mx.h"
#include "sendmail/deliver/session.h"
#include "sendmail/deliver/transaction.h"

/* Where A= sends us. */
struct target {
    struct slice hosts; /* "a:b"; empty for a Unix socket */
    struct slice path;  /* of a Unix socket */
    uint16_t port;
};

static void give_all(struct delivery *d, int status, const char *dsn, struct slice detail,
                     struct slice reply, struct slice mta)
{
    struct outcome o = {.status = status, .detail = detail, .reply = reply, .mta = mta};

    o.dsn = slice_from(dsn);
    outcome_give_all(d, &o);
}

static bool find_target(const struct delivery *d, struct target *t)
{
    const struct slice_list *argv = &d->mailer->argv;
    struct transcript *say = &d->attempt->transcript;
    struct slice port;

    *t = (struct target){.port = 25};
    if (argv->len < 2) {
        transcript_printf(say,
                          "554 5.3.5 mailer %.*s has no host in A=", SLICE_ARG(d->mailer->name));
        return false;
    }
    if (slice_is_case(argv->p[0], "FILE")) {
        t->path = delivery_expand(d, argv->p[1]);
        return true;
    }
    t->hosts = delivery_expand(d, argv->p[1]);
    port = argv->len > 2 ? delivery_expand(d, argv->p[2]) : SLICE("");
    if (port.len == 0 || net_service_port(port, &t->port))
        return true;
    transcript_printf(say, "554 5.3.5 unknown port %.*s for mailer %.*s", SLICE_ARG(port),
                      SLICE_ARG(d->mailer->name));
    return false;
}

/* ---- one connection ---- */

static struct smtp_client_setup setup_of(const struct delivery *d)
{
    const struct attempt *a = d->attempt;
    struct slice name = a->cfg->opt.helo_name;

    if (name.len == 0)
        name = macros_expanded(a->macros, 'j', a->scratch);
    return (struct smtp_client_setup){.name = name,
                                      .lmtp = mailer_has(d->mailer, 'z'),
                                      .esmtp = mailer_has(d->mailer, 'a'),
                                      .never_esmtp = mailer_has(d->mailer, '2')};
}

static struct connect_options connect_options_of(const struct delivery *d, int family,
                                                 int64_t left_ms)
{
    const struct options *o = &d->attempt->cfg->opt;
    const struct client_port *port =
        &o->client_ports[family == AF_INET6 ? FAMILY_INET6 : FAMILY_INET];
    struct connect_options c = {.reserved_port = mailer_has(d->mailer, 'R')};
    int64_t seconds = o->timeout_connect;

    if (d->attempt->env->attempts <= 1 && o->timeout_iconnect > 0)
        seconds = o->timeout_iconnect;
    c.timeout_ms = seconds * 1000;
    if (left_ms > 0 && (c.timeout_ms <= 0 || left_ms < c.timeout_ms))
        c.timeout_ms = left_ms;
    if (port->set) {
        uint16_t number = 0;

        if (port->port.len > 0)
            (void)net_service_port(port->port, &number);
        (void)net_address_parse(port->addr, number, &c.source);
        c.send_bytes = (int)port->send_buffer;
        c.receive_bytes = (int)port->receive_buffer;
    }
    return c;
}

/* How far the search for a host has come. */
struct search {
    struct delivery *d;
    struct slice key;
    int64_t end_ms;      /* Timeout.aconnect; 0: none */
    struct outcome last; /* what the last host tried did to us */
    bool tried;
};

static struct slice bare_name(struct slice host)
{
    if (host.len > 0 && host.p[host.len - 1] == '.')
        host.len--;
    return host;
}

static struct hosts *memory_of(const struct search *search)
{
    return search->d->attempt->deliverer->hosts;
}

static void take_fault(struct search *search, struct slice host, const struct session_fault *fault)
{
    struct arena *in = search->d->attempt->scratch;

    search->tried = true;
    search->last = (struct outcome){.status = EX_TEMPFAIL,
                                    .dsn = session_fault_dsn(fault),
                                    .detail = session_fault_text(fault, host, in),
                                    .mta = bare_name(host)};
}

static void note_fault(struct search *search, struct slice host, const struct session_fault *fault)
{
    struct host_word word = {
        .status = EX_TEMPFAIL, .errnum = fault->errnum, .connecting = fault->connecting};

    take_fault(search, host, fault);
    hosts_note(memory_of(search), bare_name(host), &word);
}

static void take_refusal(struct search *search, struct slice reply)
{
    bool later = reply.len > 0 && reply.p[0] == '4';

    search->tried = true;
    search->last = (struct outcome){.status = later ? EX_TEMPFAIL : EX_UNAVAILABLE,
                                    .dsn = later ? SLICE("4.5.0") : SLICE("5.5.0"),
                                    .detail = reply,
                                    .reply = reply};
}

/* The host talked, and said no. */
static void note_refusal(struct search *search, const struct session *s)
{
    struct slice reply = arena_copy(search->d->attempt->scratch, s->client.refusal.first);
    struct host_word word = {.reply = reply};

    take_refusal(search, reply);
    word.status = search->last.status;
    hosts_note(memory_of(search), bare_name(s->host), &word);
}

/* It failed a short while ago: that is its answer for this message too. */
static bool is_known_down(struct search *search, struct slice host)
{
    struct session_fault fault = {0};
    struct host_word word;

    if (mailer_has(search->d->mailer, 'W') ||
        !hosts_is_down(memory_of(search), bare_name(host), search->d->attempt->scratch, &word))
        return false;
    fault.errnum = word.errnum;
    fault.connecting = word.connecting;
    if (word.reply.len > 0)
        take_refusal(search, word.reply);
    else
        take_fault(search, host, &fault);
    return true;
}

static bool is_ourselves(const struct search *search, const struct session *s)
{
    const struct attempt *a = search->d->attempt;

    return !mailer_has(search->d->mailer, 'k') &&
           slice_eq_case(s->client.peer, macros_expanded(a->macros, 'j', a->scratch));
}

static void note_loop(struct search *search, const struct session *s)
{
    transcript_printf(&search->d->attempt->transcript,
                      "553 5.3.5 %.*s config error: mail loops back to me (MX problem?)",
                      SLICE_ARG(s->host));
    search->tried = true;
    search->last = (struct outcome){.status = EX_CONFIG, .dsn = SLICE("5.3.5")};
}

/* -d11.1, -d16.1 */
static void show_connection(const struct debug *debug, struct slice host,
                            const struct net_address *address, struct arena *in)
{
    if (debug_wants(debug, 11, 1))
        debug_printf(debug, "openmailer: TCP %.*s\n", SLICE_ARG(host));
    if (debug_wants(debug, 16, 1))
        debug_printf(debug, "makeconnection (%.*s %.*s.%u (%d))\n", SLICE_ARG(host),
                     SLICE_ARG(net_address_bracketed(address, NET_FULL, in)),
                     net_address_port(address), net_address_family(address));
}

/* Where a connection for that address goes: there, unless option ConnectOnlyTo has all go to one.
 */
static const struct net_address *target(const struct attempt *a, const struct net_address *address)
{
    struct net_address only;

    if (a->cfg->opt.connect_only_to.len == 0 ||
        !net_address_parse(a->cfg->opt.connect_only_to, net_address_port(address), &only))
        return address;
    return memcpy(ARENA_NEW(a->scratch, struct net_address), &only, sizeof only);
}

/* A greeted session, or NULL and search->last says why not. */
static struct session *open_session(struct search *search, struct slice host,
                                    const struct net_address *address)
{
    struct delivery *d = search->d;
    struct attempt *a = d->attempt;
    struct session_fault fault = {.connecting = true};
    struct smtp_client_setup setup = setup_of(d);
    struct session_ear ear = {.transcript = &a->transcript,
                              .say = a->deliverer->setup.say,
                              .say_ctx = a->deliverer->setup.say_ctx};
    int64_t left_ms = search->end_ms == 0 ? 0 : search->end_ms - clock_monotonic_ms();
    struct connect_options connect;
    enum smtp_client_next next;
    struct session *s;
    int fd;

    address = target(a, address);
    d->relay = arena_printf(
        a->scratch, "%.*s %.*s", SLICE_ARG(host),
        SLICE_ARG(net_address_bracketed(address, option_net_form(&a->cfg->opt), a->scratch)));
    if (search->end_ms != 0 && left_ms <= 0) {
        fault.errnum = ETIMEDOUT;
        note_fault(search, host, &fault);
        return NULL;
    }
    connect = connect_options_of(d, net_address_family(address), left_ms);
    delivery_say(d, "%.*s... Connecting to %.*s via %.*s...", SLICE_ARG(delivery_names(d)),
                 SLICE_ARG(host), SLICE_ARG(d->mailer->name));
    show_connection(a->cfg->debug, host, address, a->scratch);
    fd = net_connect(address, &connect, &fault.errnum, NULL);
    if (fd < 0) {
        note_fault(search, host, &fault);
        return NULL;
    }
    s = session_make(fd, fd, &a->cfg->opt, host, address, &setup);
    s->key = arena_copy(s->in, search->key);
    traffic_printf(a->cfg->traffic, "===", "CONNECT %.*s", SLICE_ARG(host));
    session_observe(s, a->cfg);
    s->say = a->deliverer->setup.say;
    s->say_ctx = a->deliverer->setup.say_ctx;
    statistics_count(&a->deliverer->counter, STATISTICS_CONNECTION_TO, d->mailer->index, 0);
    next = session_greet(s, &ear, &fault);
    if (next == CLIENT_READY && !is_ourselves(search, s)) {
        hosts_note(memory_of(search), bare_name(host), &(struct host_word){.status = EX_OK});
        return s;
    }
    if (next == CLIENT_READY) {
        note_loop(search, s);
    } else if (next == CLIENT_CLOSED) {
        note_refusal(search, s);
    } else {
        session_log_timeout(&fault, host, slice_from(a->env->id));
        note_fault(search, host, &fault);
    }
    session_close(s, next != CLIENT_READ);
    return NULL;
}

/* ---- the search ---- */

static struct session *try_addresses(struct search *search, const struct mx_options *mx,
                                     struct slice host, uint16_t port)
{
    struct arena *in = search->d->attempt->scratch;
    struct net_addresses addresses;
    struct session *s = NULL;
    struct err err = {0};

    if (is_known_down(search, host))
        return NULL;
    switch (mx_addresses(mx, host, port, AF_UNSPEC, in, &addresses, &err)) {
    case DNS_FOUND:
        for (size_t i = 0; i < addresses.count && s == NULL; i++)
            s = open_session(search, host, &addresses.p[i]);
        return s;
    case DNS_FAILED:
        search->last = (struct outcome){
            .status = EX_TEMPFAIL,
            .detail = arena_printf(in, "Name server: %.*s: host name lookup failure",
                                   SLICE_ARG(bare_name(host))),
            .mta = bare_name(host)};
        break;
    default:
        /* A name that some MX record promises, or that stood alone. */
        if (search->tried)
            break;
        search->last =
            (struct outcome){.status = EX_NOHOST,
                             .dsn = SLICE("5.1.2"),
                             .reply = SLICE("550 Host unknown"),
                             .detail = arena_printf(in, "Name server: %.*s: host not found",
                                                    SLICE_ARG(bare_name(host))),
                             .mta = bare_name(host)};
    }
    search->tried = true;
    return NULL;
}

static void give_mx_failure(struct delivery *d, enum mx_answer answer, const struct err *err)
{
    struct slice text = arena_copy(d->attempt->scratch, slice_from(err->text));

    switch (answer) {
    case MX_REFUSES:
        give_all(d, EX_UNAVAILABLE, "5.1.10", SLICE(""), text, d->host);
        break;
    case MX_LOOPS:
        transcript_printf(&d->attempt->transcript, "554 5.0.0 %s", err->text);
        give_all(d, EX_CONFIG, "5.5.0", SLICE(""), SLICE(""), d->host);
        break;
    case MX_NONE:
        give_all(d, EX_NOHOST, "5.1.2", text, SLICE("550 Host unknown"), d->host);
        break;
    default:
        give_all(d, EX_TEMPFAIL, "4.0.0", text, SLICE(""), d->host);
    }
}

/* NULL: every recipient has its outcome. */
static struct session *find_host(struct search *search, const struct target *target)
{
    struct delivery *d = search->d;
    struct mx_options mx = network_mx_options(d);
    struct mx_list list = {0};
    struct session *s = NULL;
    struct err err = {0};
    enum mx_answer answer = mx_hosts(&mx, target->hosts, d->attempt->scratch, &list, &err);

    if (answer != MX_HOSTS) {
        give_mx_failure(d, answer, &err);
        return NULL;
    }
    for (size_t i = 0; i < list.count && s == NULL; i++)
        s = try_addresses(search, &mx, list.hosts[i].name, target->port);
    if (s == NULL)
        outcome_give_all(d, &search->last);
    return s;
}

static struct session *find_socket(struct search *search, const struct target *target)
{
    struct net_address address;
    struct session *s;

    if (!net_address_unix(target->path, &address)) {
        transcript_printf(&search->d->attempt->transcript, "554 5.3.5 bad socket path %.*s",
                          SLICE_ARG(target->path));
        give_all(search->d, EX_CONFIG, "5.3.5", SLICE(""), SLICE(""), SLICE(""));
        return NULL;
    }
    s = open_session(search, target->path, &address);
    if (s == NULL)
        outcome_give_all(search->d, &search->last);
    return s;
}

static struct session *get_session(struct search *search, const struct target *target, bool fresh)
{
    struct attempt *a = search->d->attempt;
    struct session *s = fresh ? NULL : cache_take(a->deliverer->cache, search->key);

    if (s == NULL)
        s = target->path.len > 0 ? find_socket(search, target) : find_host(search, target);
    if (s != NULL)
        search->d->relay = arena_copy(a->scratch, s->relay);
    return s;
}

/* Back to the cache, unless it is worn out. */
static void give_back(const struct delivery *d, struct session *s, bool usable)
{
    bool worn_out = d->mailer->max_messages > 0 && s->messages >= d->mailer->max_messages;

    if (usable && !worn_out && d->attempt->cfg->opt.connection_cache_size > 0)
        cache_keep(d->attempt->deliverer->cache, s);
    else
        session_close(s, usable);
}

static bool is_too_large(struct delivery *d)
{
    int64_t size = d->attempt->env->message_bytes;

    if (d->mailer->max_message_bytes <= 0 || size <= d->mailer->max_message_bytes)
        return false;
    transcript_printf(&d->attempt->transcript, "552 5.2.3 Message is too large; %lld bytes max",
                      (long long)d->mailer->max_message_bytes);
    give_all(d, EX_UNAVAILABLE, "5.2.3", SLICE(""), SLICE(""), SLICE(""));
    return true;
}

static size_t still_pending(const struct delivery *d)
{
    size_t count = 0;

    for (size_t i = 0; i < d->rcpts.len; i++)
        count += delivery_rcpt(d, i)->state == RCPT_PENDING;
    return count;
}

void deliver_to_network(struct delivery *d)
{
    struct attempt *a = d->attempt;
    struct search search = {.d = d};
    struct target target;
    bool fresh = false;

    if (!find_target(d, &target)) {
        give_all(d, EX_CONFIG, "5.3.5", SLICE(""), SLICE(""), SLICE(""));
        return;
    }
    if (is_too_large(d))
        return;
    search.key = arena_printf(a->scratch, "%d %.*s%.*s %u", d->mailer->index,
                              SLICE_ARG(target.hosts), SLICE_ARG(target.path), target.port);
    if (a->cfg->opt.timeout_aconnect > 0)
        search.end_ms = clock_monotonic_ms() + a->cfg->opt.timeout_aconnect * 1000;
    while (still_pending(d) > 0) {
        struct session *s = get_session(&search, &target, fresh);
        enum transaction_end end;

        if (s == NULL)
            return;
        end = transaction_run(d, s);
        give_back(d, s, end == TRANSACTION_DONE);
        /* A dead session from the cache costs another try, once. */
        fresh = end == TRANSACTION_STALE;
    }
}
