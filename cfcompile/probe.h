/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * probe -- what a configuration does with an address, or with a client, a sender and a recipient.
 *
 * The questions are put in the order and with the macros of an SMTP session, to the code that the
 * daemon uses; nothing is delivered. Answers are short lines of text, so that two configurations
 * can be compared and an expectation can be written down:
 *
 *     accepted    refused 550 5.7.1 Access denied    later 451 4.4.3 ...    discarded
 *     quarantined REASON
 *     esmtp relay.example.com joe@example.net        mailer, host (- without one), user
 */
#ifndef CFCOMPILE_PROBE_H
#define CFCOMPILE_PROBE_H

#include "base/str.h"
#include "base/vec.h"
#include "cfcompile/source.h"
#include "cfcompile/watch.h"
#include "route/route.h"

/* One question; empty parts are not asked about. */
struct probe_case {
    struct slice client; /* "192.0.2.1", "host.example.net [192.0.2.1]" */
    struct slice from;   /* "<>" is the null sender */
    struct slice to;
};

enum probe_step {
    PROBE_CONNECTION,
    PROBE_SENDER,
    PROBE_RECIPIENT,
    PROBE_DELIVERY,
    PROBE_LOCAL, /* what rule set 5 and the aliases make of a local name */
    PROBE_ENV_SENDER,
    PROBE_ENV_RECIPIENT,
    PROBE_HDR_SENDER,
    PROBE_HDR_RECIPIENT,
    PROBE_STEPS,
};

/* "connection", "MAIL FROM" ...: for people, and the same in one lower-case word for files. */
extern const char *const probe_titles[PROBE_STEPS];
extern const char *const probe_words[PROBE_STEPS];

/* "host [address]", "address" or a name that is taken for its own address, taken apart. */
struct probe_client {
    struct slice name, address, resolve; /* $&{client_name}, $&{client_addr}, $&{client_resolve} */
};

struct answer {
    enum probe_step step;
    struct slice about;         /* the address or client asked about */
    struct probe_client client; /* who is connected; empty: nobody */
    struct slice text;
    bool refused;              /* the daemon would go no further */
    const struct watch *watch; /* how it came about; valid until the probe is asked again */
    struct slice complaints;   /* faults of rule sets, a line each; mostly empty */
};

struct probe {
    const struct source *source;
    struct arena *in; /* of the last question */
    struct arena *scratch;
    struct route route;
    struct watch watches[PROBE_STEPS];
    struct answer answers[PROBE_STEPS];
    size_t count; /* of answers */
    struct probe_client client;
    struct route_ear ear;
    struct str heard;
};

/* *p must not move afterwards. */
void probe_init(struct probe *p, const struct source *source);
void probe_close(struct probe *p);
/* "192.0.2.1", "2001:db8::1", "NAME [ADDRESS]", "[ADDRESS] (may be forged)". */
bool probe_is_client(struct slice text);

/* Fills answers, which live until the next question. With a client or sender, what is refused ends
 * the series as it would a session.
 */
void probe_ask(struct probe *p, const struct probe_case *question);
/* The answer of one step; NULL: it was not reached. */
const struct answer *probe_answer(const struct probe *p, enum probe_step step);
/* One rewriting alone, for a mailer by name. False: there is no such mailer. */
bool probe_rewrite(struct probe *p, enum probe_step step, struct slice address, struct slice mailer,
                   struct answer *out);
/* A decision in words: the address of who was asked about is left out of replies. */
struct slice probe_verdict(const struct check *check, struct arena *in);

#endif
