/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of online share: who is asked, where a mistake stands, and how hosts are tried. */
#ifndef CFCOMPILE_ONLINE_INNER_H
#define CFCOMPILE_ONLINE_INNER_H

#include "base/table.h"
#include "cfcompile/online.h"
#include "net/address.h"
#include "net/dns.h"

enum { ONLINE_ASK_MS = 5000, ONLINE_CONNECT_MS = 5000, ONLINE_GREET_MS = 10000, SMTP_PORT = 25 };

struct online {
    struct lint *lint;
    struct arena *in;
    struct cf_linting cf;
    struct dns *dns;
    bool dns_is_silent;
    struct table tried; /* "host port": it was looked at already */
};

/* A line of the .cf, or of another file. */
struct online_place {
    int line;
    struct slice source; /* of the .cf */
    struct slice file;   /* empty: the .cf */
};

enum online_answer {
    ONLINE_WELL,
    ONLINE_WRONG,
    ONLINE_UNKNOWN,
};

/* `bad` is the piece of the line that is wrong. */
void online_say(struct online *o, const struct online_place *at, const char *id, struct slice bad,
                const char *fmt, ...) PRINTF(5, 6);

/* "Dxvalue" and "D{name}value"; false: another line. */
bool online_macro(struct slice line, struct slice *name, struct slice *value);

/* The exchanges of a domain, best first; itself when it has none. ONLINE_WRONG: no such domain, or
 * it takes no mail; *why says which. */
struct online_hosts VEC(struct slice);
enum online_answer online_exchanges(struct online *o, struct slice domain,
                                    struct online_hosts *hosts, struct slice *why);
/* Does the DNS, and nothing else, have a mail exchange or an address of that name? */
enum online_answer online_has_mail(struct online *o, struct slice domain, struct slice *why);
enum online_answer online_has_address(struct online *o, struct slice name, struct slice *why);
/* Is it one of our names, or does it have one of this host's addresses? */
bool online_is_ours(struct online *o, struct slice host);

/* Something takes connections there; with `greets`, as a mail server does. `host` is a name, or an
 * address in brackets. */
enum online_answer online_reaches(struct online *o, struct slice host, uint16_t port, bool greets,
                                  struct slice *why);

/* The parts: relays and tables; names and lists of the DNS; servers of filters and maps. */
void online_routes(struct online *o);
void online_names(struct online *o);
void online_servers(struct online *o);

#endif
