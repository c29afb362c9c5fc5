/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * delivery -- what the files of this folder share while a message is tried: the attempt (one
 * envelope) and the delivery (recipients of it that go to one mailer and host together).
 */
#ifndef SENDMAIL_DELIVER_DELIVERY_H
#define SENDMAIL_DELIVER_DELIVERY_H

#include "base/table.h"
#include "base/vec.h"
#include "disk/statistics.h"
#include "message/transcript.h"
#include "message/write.h"
#include "rule/macro.h"
#include "sendmail/deliver/deliver.h"
#include "sendmail/deliver/outcome.h"

struct cache;
struct hosts;

struct deliverer {
    struct deliver_setup setup;
    struct arena *in;
    struct cache *cache;
    struct hosts *hosts;
    struct statistics_counter counter;
};

struct attempt {
    struct deliverer *deliverer;
    const struct config *cfg;
    struct envelope *env;
    const struct body *body;
    struct arena *scratch; /* of this attempt */
    struct transcript transcript;
    struct route route;
    struct message_rules rules;
    struct macros *macros; /* the envelope's scope */
    /* The sender when it is a user of this host: whom to= lines name as ctladdr=. */
    bool sender_is_user;
    struct expand_user sender_user;
    struct table signatures; /* of network_signature(): host -> struct slice */
};

struct delivery {
    struct attempt *attempt;
    const struct mailer *mailer;
    struct slice host;
    struct VEC(size_t) rcpts; /* indexes into env->rcpts */
    struct slice sender;      /* $g: rewritten for this mailer */
    int64_t started_ms;
    struct slice relay; /* for logs: "mx.example. [192.0.2.1]"; empty: $h */
    struct slice said;  /* destination for "Remote-MTA" */
};

static inline struct recipient *delivery_rcpt(const struct delivery *d, size_t i)
{
    return &d->attempt->env->rcpts.p[d->rcpts.p[i]];
}

/* $u of recipient number `i`: as the mailer is to see it. */
struct slice delivery_user(const struct delivery *d, size_t i);

/* deliver_port's: tries all of an envelope's pending recipients (attempt.c). */
void deliver_attempt(void *ctx, struct envelope *env, const struct body *body,
                     struct str *transcript);

/* Asks check_compat about each recipient; whom it refuses or throws away has left the delivery.
 * False: nobody stays (compat.c). */
bool delivery_check_compat(struct delivery *d);

/* How the mail hosts of a domain are asked for. */
struct mx_options network_mx_options(const struct delivery *d);
/* Domains with the same text have the same mail hosts; empty when that is not known (signature.c).
 */
struct slice network_signature(const struct delivery *d, struct slice host);

/* The ways out. Each gives every recipient of the delivery an outcome. */
void deliver_to_network(struct delivery *d);
void deliver_to_program(struct delivery *d);
void deliver_to_file(struct delivery *d);

/* A macro of the mailer's line expanded for this delivery. */
struct slice delivery_expand(const struct delivery *d, struct slice coded);
/* The reverse-path is <>. */
bool delivery_sender_is_null(const struct delivery *d);
/* What message_write needs for this delivery. */
struct message_write delivery_message(const struct delivery *d);
/* Whose rights programs and files of this recipient get. */
struct master_owner delivery_owner(const struct delivery *d, const struct recipient *r);
/* Progress for -v. */
void delivery_say(const struct delivery *d, const char *fmt, ...) PRINTF(2, 3);
/* The recipients as they were named, "a,b". */
struct slice delivery_names(const struct delivery *d);

#endif
