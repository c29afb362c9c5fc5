/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DaemonPortOptions and ClientPortOptions: "Key=value, ...". Only the first letter of a key counts,
 * and for some its case; a piece without "=" is skipped without a word. compatible: sites' files
 * rely on both.
 */
#include <string.h>
#include <sys/socket.h>

#include "conf/option_set.h"
#include "net/service.h"

struct port_scan {
    struct option_request *r;
    struct daemon_port *d; /* NULL for a client line */
    struct client_port *c;
};

struct port_key {
    const char *letters;
    bool (*daemon)(struct port_scan *s, struct slice value);
    bool (*client)(struct port_scan *s, struct slice value);
};

static bool parse_family(struct port_scan *s, struct slice value, enum socket_family *family)
{
    static const struct {
        const char *word;
        enum socket_family family;
    } words[] = {{"inet", FAMILY_INET},
                 {"inet6", FAMILY_INET6},
                 {"unix", FAMILY_LOCAL},
                 {"local", FAMILY_LOCAL}};

    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is_case(value, words[i].word)) {
            *family = words[i].family;
            return true;
        }
    if (value.len > 0 && ascii_is_digit(value.p[0])) { /* the system's number */
        int64_t n = option_number(value, 10);

        *family = n == AF_INET6 ? FAMILY_INET6 : n == AF_UNIX ? FAMILY_LOCAL : FAMILY_INET;
        return true;
    }
    return option_fault(s->r, "Unknown address family %.*s in Family=option", SLICE_ARG(value));
}

static struct slice keep(struct port_scan *s, struct slice value)
{
    return arena_copy(s->r->in, value);
}

static bool daemon_name(struct port_scan *s, struct slice v)
{
    s->d->name = keep(s, v);
    return true;
}
static bool daemon_port(struct port_scan *s, struct slice v)
{
    s->d->port = keep(s, v);
    return true;
}
static bool daemon_addr(struct port_scan *s, struct slice v)
{
    s->d->addr = keep(s, v);
    return true;
}
static bool daemon_family(struct port_scan *s, struct slice v)
{
    return parse_family(s, v, &s->d->family);
}
static bool daemon_listen(struct port_scan *s, struct slice v)
{
    s->d->backlog = (int)option_number(v, 10);
    return true;
}
static bool daemon_modifier(struct port_scan *s, struct slice v)
{
    s->d->modifiers = keep(s, v);
    s->d->daemon_flags = option_flags_macro(s->r->in, v);
    return true;
}
static bool daemon_send(struct port_scan *s, struct slice v)
{
    s->d->send_buffer = option_number(v, 10);
    return true;
}
static bool daemon_receive(struct port_scan *s, struct slice v)
{
    s->d->receive_buffer = option_number(v, 10);
    return true;
}
static bool daemon_filters(struct port_scan *s, struct slice v)
{
    s->d->input_filters = keep(s, v);
    s->d->filters_given = true;
    return true;
}
static bool daemon_mode(struct port_scan *s, struct slice v)
{
    char c = v.len > 0 ? v.p[0] : '\0';

    if (c == '\0' || strchr("ibqd", c) == NULL)
        return option_fault(s->r, "Unknown delivery mode %c", c);
    s->d->delivery_mode = c;
    return true;
}
static bool daemon_refuse(struct port_scan *s, struct slice v)
{
    s->d->refuse_la = option_number(v, 10);
    return true;
}
static bool daemon_delay(struct port_scan *s, struct slice v)
{
    s->d->delay_la = option_number(v, 10);
    return true;
}
static bool daemon_queue(struct port_scan *s, struct slice v)
{
    s->d->queue_la = option_number(v, 10);
    return true;
}
static bool daemon_children(struct port_scan *s, struct slice v)
{
    s->d->max_children = option_number(v, 10);
    return true;
}
static bool daemon_safe(struct port_scan *s, struct slice v)
{
    char c = v.len > 0 ? ascii_lower(v.p[0]) : 't';

    s->d->super_safe = strchr("ip", c) != NULL ? c : option_bool(v) ? 't' : 'f';
    return true;
}

static bool client_port_number(struct port_scan *s, struct slice v)
{
    s->c->port = keep(s, v);
    return true;
}
static bool client_addr(struct port_scan *s, struct slice v)
{
    s->c->addr = keep(s, v);
    return true;
}
static bool client_family(struct port_scan *s, struct slice v)
{
    return parse_family(s, v, &s->c->family);
}
static bool client_modifier(struct port_scan *s, struct slice v)
{
    s->c->modifiers = keep(s, v);
    s->c->client_flags = option_flags_macro(s->r->in, v);
    return true;
}
static bool client_send(struct port_scan *s, struct slice v)
{
    s->c->send_buffer = option_number(v, 10);
    return true;
}
static bool client_receive(struct port_scan *s, struct slice v)
{
    s->c->receive_buffer = option_number(v, 10);
    return true;
}
static bool client_ignored(struct port_scan *s, struct slice v)
{
    (void)s, (void)v;
    return true;
}

static const struct port_key keys[] = {
    {"Nn", daemon_name, client_ignored},    {"Pp", daemon_port, client_port_number},
    {"Aa", daemon_addr, client_addr},       {"Ff", daemon_family, client_family},
    {"Ll", daemon_listen, client_ignored},  {"Mm", daemon_modifier, client_modifier},
    {"Ss", daemon_send, client_send},       {"R", daemon_receive, client_receive},
    {"Ii", daemon_filters, client_ignored}, {"D", daemon_mode, client_ignored},
    {"r", daemon_refuse, client_ignored},   {"d", daemon_delay, client_ignored},
    {"q", daemon_queue, client_ignored},    {"c", daemon_children, client_ignored},
    {"T", daemon_safe, client_ignored},
};

static bool set_key(struct port_scan *s, struct slice word, struct slice key, struct slice value)
{
    for (size_t i = 0; i < COUNT(keys) && key.len > 0; i++)
        if (strchr(keys[i].letters, key.p[0]) != NULL)
            return (s->d != NULL ? keys[i].daemon : keys[i].client)(s, value);
    return option_fault(s->r, "PortOptions parameter \"%.*s\" unknown", SLICE_ARG(word));
}

static bool scan(struct port_scan *s)
{
    struct slice rest = s->r->value, word;
    bool fine = true;

    while (option_next_word(&rest, ",", &word)) {
        size_t eq = slice_find(word, '=');
        struct slice key = slice_trim(slice_part(word, 0, eq));

        if (eq != SIZE_MAX)
            fine = set_key(s, word, key, slice_trim(slice_from_at(word, eq + 1))) && fine;
    }
    return fine;
}

/* Of a family that has ports; not given is fine. A number is believed: 0 is any port. */
static bool check_port(struct port_scan *s, struct slice port, enum socket_family family)
{
    uint16_t number;

    if (port.p == NULL || family == FAMILY_LOCAL || (port.len > 0 && ascii_is_digit(port.p[0])) ||
        net_service_port(port, &number))
        return true;
    return option_fault(s->r, "service \"%.*s\" unknown", SLICE_ARG(port));
}

bool set_daemon_port(struct option_request *r)
{
    struct daemon_port d = {.family = FAMILY_INET,
                            .backlog = 10,
                            .refuse_la = -1,
                            .delay_la = -1,
                            .queue_la = -1,
                            .max_children = -1};
    struct port_scan s = {.r = r, .d = &d};

    if (!scan(&s) || !check_port(&s, d.port, d.family))
        return false;
    if (d.name.len == 0)
        d.name = arena_printf(r->in, "Daemon%zu", r->o->daemon_ports.len);
    *VEC_ADD(&r->o->daemon_ports, r->in) = d;
    return true;
}

bool set_client_port(struct option_request *r)
{
    struct client_port c = {.set = true, .family = FAMILY_INET};
    struct port_scan s = {.r = r, .c = &c};

    if (!scan(&s) || !check_port(&s, c.port, c.family))
        return false;
    r->o->client_ports[c.family] = c;
    return true;
}

struct slice option_flags_macro(struct arena *in, struct slice letters)
{
    struct str out = str_new(in);

    for (size_t i = 0; i < letters.len; i++) {
        char c = letters.p[i];

        if (ascii_is_space(c))
            continue;
        if (out.len > 0)
            str_add_char(&out, ' ');
        str_add_char(&out, c);
        if (c >= 'A' && c <= 'Z')
            str_add_char(&out, c);
    }
    return str_slice(&out);
}
