/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Macros that rule sets, header lines and log lines read, set where their values become known. The
 * session's are set once; the transaction's are new with each envelope.
 */
#include <net/if.h>
#include <unistd.h>

#include "mail/date.h"
#include "os/clock.h"
#include "rule/class.h"
#include "sendmail/smtpd/session.h"

void session_set(struct session *s, struct macros *scope, const char *name, struct slice value)
{
    macro_id id = name[1] == '\0' ? (macro_id)(unsigned char)name[0]
                                  : macro_names_find(s->cfg->names, slice_from(name));

    if (id != 0)
        macros_set(scope, id, value);
}

static void set_number(struct session *s, struct macros *scope, const char *name, int64_t value)
{
    session_set(s, scope, name, arena_printf(s->scratch, "%lld", (long long)value));
}

static struct slice family_name(int family)
{
    return family == AF_INET6 ? SLICE("inet6") : family == AF_UNIX ? SLICE("local") : SLICE("inet");
}

static void set_interface(struct session *s)
{
    const struct net_address *local = &s->client.local;

    if (s->client.kind != CLIENT_INET)
        return;
    session_set(s, s->macros, "client_port",
                arena_printf(s->scratch, "%u", net_address_port(&s->client.peer)));
    session_set(s, s->macros, "if_family", family_name(net_address_family(local)));
    if (net_address_is_loopback(local)) /* compatible: says nothing that a rule could use */
        return;
    session_set(s, s->macros, "if_addr",
                net_address_text(local, option_net_form(&s->cfg->opt), s->scratch));
}

void session_macros_connect(struct session *s)
{
    const struct smtpd_connection *c = s->connection;
    struct macros *m = s->macros;

    session_set(s, m, "_", s->client.relay);
    session_set(s, m, "client_addr", s->client.address);
    session_set(s, m, "client_name", s->client.name);
    session_set(s, m, "client_ptr", s->client.ptr);
    if (c != NULL) /* compatible: -bs leaves it unset, and rule sets tell the difference */
        session_set(s, m, "client_resolve", slice_from(s->client.resolve));
    session_set(s, m, "deliveryMode", slice_of((const char[]){(char)s->mode}, 1));
    session_set(s, m, "opMode", c != NULL ? SLICE("d") : SLICE("s"));
    session_set(s, m, "s", s->client.host);
    session_set(s, m, "r", SLICE("SMTP"));
    set_interface(s);
    if (c == NULL) {
        session_set(s, m, "daemon_flags", SLICE("c u"));
        return;
    }
    session_set(s, m, "daemon_name", c->port->name);
    session_set(s, m, "daemon_flags", c->port->daemon_flags);
    session_set(s, m, "daemon_family", family_name(net_address_family(&s->client.local)));
    session_set(s, m, "daemon_port",
                arena_printf(s->scratch, "%u", net_address_port(&s->client.local)));
    session_set(s, m, "daemon_addr", c->port->addr.len > 0 ? c->port->addr : SLICE("0.0.0.0"));
    set_number(s, m, "client_connections", c->client_connections);
    set_number(s, m, "client_rate", c->client_rate);
    set_number(s, m, "total_rate", c->total_rate);
}

void session_macros_protocol(struct session *s, bool extended)
{
    session_set(s, s->macros, "r", extended ? SLICE("ESMTP") : SLICE("SMTP"));
}

void session_macros_envelope(struct session *s)
{
    struct date date = date_local(s->env->created_at);
    struct date utc = date_utc(s->env->created_at);
    struct macros *m = s->tx_macros;

    session_set(s, m, "i", slice_from(s->env->id));
    session_set(s, m, "b", date_header(s->work, &date));
    session_set(s, m, "a", date_header(s->work, &date));
    session_set(s, m, "d", date_ctime(s->work, &date));
    session_set(s, m, "t", date_stamp(s->work, &utc));
    session_set(s, m, "c", SLICE("0"));
    set_number(s, m, "time", s->env->created_at);
    set_number(s, m, "ntries", 0);
    session_macros_count(s);
}

void session_macros_count(struct session *s)
{
    set_number(s, s->tx_macros, "nrcpts", s->smtp.rcpts);
    set_number(s, s->tx_macros, "nbadrcpts", s->smtp.bad_rcpts);
}

static void set_triple(struct session *s, const char *kind, const struct address *a)
{
    static const char *const parts[] = {"mailer", "host", "addr"};
    struct slice values[3] = {{0}, a->host, a->user};

    if (a->mailer >= 0)
        values[0] = s->cfg->mailers.p[a->mailer].name;
    for (int i = 0; i < 3; i++)
        session_set(s, s->tx_macros,
                    arena_cstr(s->scratch, arena_printf(s->scratch, "%s_%s", kind, parts[i])),
                    values[i]);
}

void session_macros_sender(struct session *s, const struct smtp_mail *mail)
{
    struct macros *m = s->tx_macros;

    session_set(s, m, "mail_from", mail->address);
    set_triple(s, "mail", &s->env->sender);
    set_number(s, m, "msg_size", (int64_t)(mail->size > INT64_MAX ? INT64_MAX : mail->size));
    if (mail->body != SMTP_BODY_UNSET)
        session_set(s, m, "bodytype",
                    mail->body == SMTP_BODY_7BIT ? SLICE("7BIT") : SLICE("8BITMIME"));
    if (mail->ret != SMTP_RET_UNSET)
        session_set(s, m, "dsn_ret", mail->ret == SMTP_RET_HDRS ? SLICE("hdrs") : SLICE("full"));
    if (mail->has_envid) {
        session_set(s, m, "envid", s->env->envid);
        session_set(s, m, "dsn_envid", s->env->envid);
    }
}

void session_macros_rcpt(struct session *s, const struct address *addr)
{
    set_triple(s, "rcpt", addr);
}
