/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listeners: the daemon looks at the first letter of a key only, skips what has no "=", and keeps
 * letters of modifiers that nothing asks for.
 */
#include "cfcompile/cf_port.h"

#include <netdb.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/names.h"
#include "net/address.h"

struct port_key {
    const char *name, *other; /* as manuals write it; another spelling in use */
    bool client;              /* a client line has it too */
};

/* A key may be cut short: "Mod" is Modifier. */
static const struct port_key keys[] = {
    {"Name", NULL, false},
    {"Port", NULL, true},
    {"Addr", "Address", true},
    {"Family", NULL, true},
    {"Listen", NULL, false},
    {"Modifiers", "Modify", true},
    {"SndBufSize", "SendBufSize", true},
    {"RcvBufSize", "ReceiveSize", true},
    {"InputMailFilters", "InputFilters", false},
    {"DeliveryMode", NULL, false},
    {"refuseLA", NULL, false},
    {"delayLA", NULL, false},
    {"queueLA", NULL, false},
    {"children", NULL, false},
    {"T", NULL, false},
};

static const char daemon_letters[] = "abcfrsuACEOS", client_letters[] = "hASDM";

static bool is_key(struct slice key, const struct port_key *row)
{
    return slice_starts_case(slice_from(row->name), key) ||
           (row->other != NULL && slice_starts_case(slice_from(row->other), key));
}

/* What the daemon makes of a key; NULL: it refuses it. */
static const struct port_key *row_by_letter(struct slice key)
{
    for (size_t i = 0; i < COUNT(keys); i++) {
        char c = keys[i].name[0];
        /* R and r, D and d are keys of their own. */
        if (c == key.p[0] ||
            (strchr("NPAFLMSI", c) != NULL && ascii_lower(c) == ascii_lower(key.p[0])))
            return &keys[i];
    }
    return NULL;
}

static struct slice near_key(struct cf_linting *l, struct slice key)
{
    struct name_list list = {0};

    for (size_t i = 0; i < COUNT(keys); i++)
        *VEC_ADD(&list, l->in) = slice_from(keys[i].name);
    return names_near(&list, key);
}

static void check_key(struct cf_linting *l, struct slice key)
{
    const struct port_key *row = row_by_letter(key);
    struct slice near;

    for (size_t i = 0; i < COUNT(keys); i++)
        if (is_key(key, &keys[i]))
            return;
    near = near_key(l, key);
    if (row == NULL)
        cf_say(l, "cf-syntax-12", key, near, "there is no key %.*s=%s%.*s%s", SLICE_ARG(key),
               near.len > 0 ? "; did you mean " : "", SLICE_ARG(near), near.len > 0 ? "=?" : "");
    else
        cf_say(l, "cf-syntax-12", key, near,
               "there is no key %.*s=; by its first letter it counts as %s=", SLICE_ARG(key),
               row->name);
}

static void check_letters(struct cf_linting *l, struct slice value, bool client)
{
    const char *letters = client ? client_letters : daemon_letters;

    for (size_t i = 0; i < value.len; i++)
        if (strchr(letters, value.p[i]) == NULL && !ascii_is_space(value.p[i]))
            cf_say(l, "cf-syntax-13", slice_part(value, i, 1), (struct slice){0},
                   "there is no modifier %c; there are %s", value.p[i], letters);
}

static bool is_service(struct cf_linting *l, struct slice port)
{
    static const char *const always[] = {"smtp", "submission", "smtps", "submissions"};
    char buffer[1024];
    struct servent entry, *found = NULL;

    for (size_t i = 0; i < COUNT(always); i++)
        if (slice_is_case(port, always[i]))
            return true;
    return getservbyname_r(arena_cstr(l->in, port), "tcp", &entry, buffer, sizeof buffer, &found) ==
               0 &&
           found != NULL;
}

static void check_port(struct cf_linting *l, struct slice port)
{
    struct name_list list = {0};
    struct slice near;
    uint64_t n;

    if (slice_to_u64(port, &n)) {
        if (n == 0 || n > 65535)
            cf_say(l, "cf-syntax-14", port, (struct slice){0}, "a port is 1 to 65535, not %.*s",
                   SLICE_ARG(port));
        return;
    }
    if (is_service(l, port))
        return;
    *VEC_ADD(&list, l->in) = SLICE("smtp");
    *VEC_ADD(&list, l->in) = SLICE("submission");
    *VEC_ADD(&list, l->in) = SLICE("smtps");
    near = names_near(&list, port);
    cf_say(l, "cf-syntax-14", port, near,
           "there is no service %.*s in /etc/services: the daemon does not start", SLICE_ARG(port));
}

static bool looks_numeric(struct slice text)
{
    size_t dots = 0;

    for (size_t i = 0; i < text.len; i++) {
        dots += text.p[i] == '.';
        if (text.p[i] != '.' && !ascii_is_digit(text.p[i]))
            return false;
    }
    return dots > 0;
}

static void check_address(struct cf_linting *l, struct slice addr, struct slice family)
{
    struct net_address address;
    bool six = slice_find(addr, ':') != SIZE_MAX;
    bool wants_six = slice_is_case(family, "inet6");

    if (slice_is_case(family, "local") || slice_is_case(family, "unix"))
        return;
    if ((six || looks_numeric(addr)) && !net_address_parse(addr, 0, &address))
        cf_say(l, "cf-syntax-14", addr, (struct slice){0},
               "%.*s is no address: the daemon does not start", SLICE_ARG(addr));
    else if (six && !wants_six)
        cf_say(l, "cf-syntax-14", addr, (struct slice){0}, "%.*s wants Family=inet6 beside it",
               SLICE_ARG(addr));
    else if (looks_numeric(addr) && wants_six)
        cf_say(l, "cf-syntax-14", addr, (struct slice){0}, "%.*s wants Family=inet, not inet6",
               SLICE_ARG(addr));
}

static void check_family(struct cf_linting *l, struct slice family)
{
    static const char *const words[] = {"inet", "inet6", "local", "unix"};

    for (size_t i = 0; i < COUNT(words); i++)
        if (slice_is_case(family, words[i]))
            return;
    if (family.len > 0 && ascii_is_digit(family.p[0]))
        return;
    cf_say(l, "cf-syntax-14", family,
           slice_is_case(family, "ipv6")   ? SLICE("inet6")
           : slice_is_case(family, "ipv4") ? SLICE("inet")
                                           : (struct slice){0},
           "Unknown address family %.*s: it is inet, inet6 or local", SLICE_ARG(family));
}

static void check_mode(struct cf_linting *l, struct slice mode)
{
    if (mode.len == 0 || strchr("ibqd", mode.p[0]) == NULL)
        cf_say(
            l, "cf-syntax-14", mode, (struct slice){0},
            "Unknown delivery mode %.*s: it is i(nteractive), b(ackground), q(ueue) or d(eferred)",
            SLICE_ARG(mode));
}

static void check_number(struct cf_linting *l, struct slice key, struct slice value)
{
    int64_t n;

    if (!slice_to_i64(value, &n))
        cf_say(l, "cf-syntax-07", value, (struct slice){0}, "%.*s= wants a number, not \"%.*s\"",
               SLICE_ARG(key), SLICE_ARG(value));
}

void cf_port_value(struct cf_linting *l, struct slice value, bool client)
{
    struct slice rest = value, piece, key, family = SLICE("inet"), addr = {0};

    while (rest.len > 0) {
        if (!slice_until(&rest, ',', &piece)) {
            piece = rest;
            rest = (struct slice){0};
        }
        size_t eq = slice_find(piece, '=');
        const struct port_key *row;

        key = slice_trim(slice_part(piece, 0, eq));
        if (key.len == 0 && eq == SIZE_MAX)
            continue;
        if (eq == SIZE_MAX || key.len == 0) {
            cf_say(l, "cf-syntax-12", slice_trim(piece), (struct slice){0},
                   "\"%.*s\" is no KEY=value: it is skipped", SLICE_ARG(slice_trim(piece)));
            continue;
        }
        piece = slice_trim(slice_from_at(piece, eq + 1));
        check_key(l, key);
        row = row_by_letter(key);
        switch (row != NULL ? row->name[0] : '\0') {
        case 'P':
            check_port(l, piece);
            break;
        case 'A':
            addr = piece;
            break;
        case 'F':
            family = piece;
            check_family(l, piece);
            break;
        case 'M':
            check_letters(l, piece, client);
            break;
        case 'D':
            check_mode(l, piece);
            break;
        case 'L':
        case 'S':
        case 'R':
        case 'r':
        case 'd':
        case 'q':
        case 'c':
            check_number(l, key, piece);
            break;
        default:
            break;
        }
    }
    if (addr.len > 0)
        check_address(l, addr, family);
}
