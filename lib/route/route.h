/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route -- what the configuration's rule sets say about an address.
 *
 * A `struct route` is one thread's view of one configuration: the innermost macro scope that rule
 * sets read and write, scratch memory, and where traces go. The configuration behind it is shared
 * and read only. Everything returned lives in the arena given as `in`; `scratch` may be reset by
 * its owner between calls. Calls may block (maps ask servers).
 *
 * Resolving has three outcomes, told by `status` of <sysexits.h>: EX_OK, EX_TEMPFAIL (ask again
 * later: a map could not answer), anything else never.
 */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "mail/envelope.h"

struct classes;
struct config;
struct macros;
struct mailer;
struct rule_trace;
struct table;

struct route {
    const struct config *cfg;
    struct macros *macros; /* innermost scope */
    struct arena *scratch;
    const struct classes *classes;  /* NULL: the configuration's */
    const struct rule_trace *trace; /* NULL: no trace */
    const struct route_ear *ear;    /* NULL: complaints go to the log */
    struct slice id;                /* queue id for log lines; empty: none */
    bool defer;                     /* delivery mode d: maps with flag -D are not asked */
    bool keeps_addr_type;           /* ${addr_type} is what it was: alias names, /parse */
    bool raw_maps;                  /* test mode: flags -t and -T of maps are not applied */
    struct slice failed;            /* the first lookup that failed, of one series of rule sets */
    struct table *hosts_asked;      /* test mode: by class host, with $m at that time; else NULL */
};

/* Who hears at once what is wrong with an address or a rule set: test mode. `about` may be empty.
 */
struct route_ear {
    void *ctx;
    void (*say)(void *ctx, struct slice about, const char *code, struct slice words);
};

/* A view with a macro scope of its own (in `in`) over `outer`; NULL: over the configuration's. */
void route_init(struct route *route, const struct config *cfg, const struct macros *outer,
                struct arena *in, struct arena *scratch);

/* What an SMTP reply or a bounce says: code 0 when there is nothing to say. */
struct reply {
    int code;          /* 550 */
    struct slice dsn;  /* "5.1.1" */
    struct slice text; /* the words behind both */
};

/* "550 5.1.1 text" -> its parts; text without a leading code gets the code that goes with `exit`. A
 * missing enhanced code stays empty. */
struct reply reply_parse(struct slice text, int exit, struct arena *in);
/* Replies with these codes have "address... " in front of their words. */
static inline bool reply_names_address(int code)
{
    return code == 50 || code == 250 || code == 252 || code == 450 || code == 550 || code == 553;
}
/* Takes "5.1.1 " off the front, with the blanks behind it. */
bool reply_take_dsn(struct slice *in, struct slice *dsn);

enum route_use {
    ROUTE_SENDER,        /* a reverse-path: ${addr_type} "e s" */
    ROUTE_RECIPIENT,     /* a forward-path: ${addr_type} "e r" */
    ROUTE_HEADER,        /* an address found in a header field, resolved as a recipient: "h r" */
    ROUTE_HEADER_SENDER, /* of test mode alone: "h s" */
};

struct routed {
    struct address addr;     /* resolved when status is EX_OK (also for mailer discard) */
    int status;              /* EX_* */
    struct reply reply;      /* why not, when status is not EX_OK */
    struct slice dsn;        /* "x.y.z" as $#error's $@ gave it, else empty */
    bool by_rules;           /* status and reply are those of $#error */
    bool unprintable;        /* the user is no mailbox: what it may not hold was replaced */
    bool too_long;           /* that, as the user was */
    struct slice error_host; /* $@ and $: of $#error as they stood, for test mode */
    struct slice error_user; /* p == NULL: the text is no address at all */
    struct slice
        complaint; /* "Unbalanced '<'": resolved after mending; refuse it where it is typed */
};

/* Text -> mailer, host, user: rule sets 3 and 0. Comments and phrases stay in addr.text only.
 * True when the status is EX_OK. */
bool route_parse(struct route *route, struct slice text, enum route_use use, struct arena *in,
                 struct routed *out);

/* The same with the address that stands in front of `stop`, as in a list; *used: bytes of `text`,
 * without the stop character. Refuses what may be in no address, and says so. */
bool route_parse_part(struct route *route, struct slice text, char stop, enum route_use use,
                      struct arena *in, struct routed *out, size_t *used);

enum { ROUTE_TEXT_MAX = 255 };
/* What keeps a text from being an address in mail: its length, bytes that rules have for operators.
 * *about: whether the text itself belongs in front of the words. Empty: nothing does. */
struct slice route_text_fault(struct slice text, struct arena *in, bool *about);

/* The second pass of a local mailer with flag 5, after no alias was found: rule set 5. True when
 * the address changed and *out holds the new resolution; false: deliver as it is, or out->status
 * says why not. */
bool route_local_again(struct route *route, const struct address *addr, struct arena *in,
                       struct routed *out);

enum rewrite_flags {
    REWRITE_SENDER = 1 << 0, /* S=, rule set 1; without it R=, rule set 2 */
    REWRITE_HEADER = 1 << 1, /* the header half of S= and R=; without it the envelope half */
    REWRITE_CANON = 1 << 2,  /* the bare address: no comment, no phrase */
    REWRITE_DOMAIN = 1 << 3, /* an address without domain gets `domain` */
};

/* An address as the given mailer's next hop is to see it. `domain`: "@host" tokens of the sender
 * for REWRITE_DOMAIN (mailer flag C), else empty. *status becomes EX_OK or EX_TEMPFAIL (then the
 * text is returned unchanged). */
struct slice route_rewrite(struct route *route, struct slice text, const struct mailer *mailer,
                           unsigned flags, struct slice domain, struct arena *in, int *status);

/* "user@host" -> "@host" after rule set 3, for REWRITE_DOMAIN; empty when there is none. */
struct slice route_domain_of(struct route *route, struct slice text, struct arena *in);

enum verdict {
    VERDICT_ACCEPT,
    VERDICT_REJECT,     /* never: reply is 5xx (or 421: close) */
    VERDICT_LATER,      /* reply is 4xx */
    VERDICT_DISCARD,    /* take it and throw it away */
    VERDICT_QUARANTINE, /* take it and hold it; reply.text is the reason */
};

struct check {
    enum verdict verdict;
    struct reply reply;
    int status;
    bool faulty; /* the rules are wrong: nobody knows what they mean */
};

enum check_flags {
    CHECK_ALONE = 1 << 0,         /* there is no second argument */
    CHECK_KEEP_COMMENTS = 1 << 1, /* header rule sets called by $>+ */
};

/* Run a check_* rule set on "first $| second". A rule set that does not exist accepts. Rejections
 * are logged as ruleset=, arg1=, ... from `log_level` up. */
enum verdict route_check(struct route *route, struct slice ruleset, struct slice first,
                         struct slice second, unsigned flags, int log_level, struct arena *in,
                         struct check *out);

/* The same with a rule set by number: header checks. */
enum verdict route_check_set(struct route *route, int set, struct slice first, struct slice second,
                             unsigned flags, int log_level, struct arena *in, struct check *out);

/* Run a rule set that answers with values behind $# (srv_features, greet_pause, queuegroup, ...).
 * The tokens behind $# are joined words in *answer. False: no such rule set, or no $#. */
bool route_ask(struct route *route, struct slice ruleset, struct slice first, struct slice second,
               unsigned flags, struct arena *in, struct slice *answer, int *status);

#endif
