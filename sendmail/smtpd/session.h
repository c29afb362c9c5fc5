/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session -- one SMTP session's state, shared by the files of this folder only.
 *
 * Three lifetimes: the session, the transaction (one envelope), and scratch (one command). The
 * macros of a session lie over the configuration's, those of a transaction over the session's.
 */
#ifndef SENDMAIL_SMTPD_SESSION_H
#define SENDMAIL_SMTPD_SESSION_H

#include "message/rules.h"
#include "net/stream.h"
#include "rule/macro.h"
#include "sendmail/smtpd/client.h"
#include "sendmail/smtpd/smtpd.h"
#include "wire/smtp_data.h"
#include "wire/smtp_server.h"

struct session {
    const struct smtpd *shared;
    const struct config *cfg;
    const struct smtpd_connection *connection; /* NULL: -bs */

    struct arena *arena;   /* the session's */
    struct arena *work;    /* the transaction's: envelope, its macros */
    struct arena *scratch; /* the command's */

    struct stream *stream;
    struct client client;
    struct slice daemon;   /* "MTA", "stdin": for logs */
    struct slice hostname; /* $j */

    struct smtp_server_config smtp_cfg;
    struct smtp_server smtp;
    struct smtp_data_rules data_rules; /* srv_features may relax them */
    struct str reply;

    struct macros *macros;    /* session scope */
    struct macros *tx_macros; /* transaction scope */
    struct route route;
    struct envelope *env;
    struct expand expand;
    struct routed sender; /* of MAIL, parsed */
    struct routed rcpt;   /* of the RCPT being looked at */
    struct slice rcpt_text;
    bool pending_discard; /* check_relay or check_mail said so: what follows is thrown away */
    bool discard_all;     /* check_relay said so for the whole session */
    struct slice quarantine_all;
    bool verbose;
    int status;           /* of the session: EX_* of the first refusal for good by a rule set */
    bool refusal_counted; /* in the statistics */
    bool did_something;   /* MAIL, VRFY, EXPN or ETRN came */
    bool logged_from;     /* the from= line of this envelope is out */
    struct str refused;   /* sender of a MAIL that was not accepted, until one is */
    const char *stage;    /* last command, for "lost input channel ... after" */
    enum delivery_mode mode;
};

extern const struct smtp_policy session_policy;

/* features.c: what is offered, from options, the daemon's line and srv_features. False: the client
 * must come back later. */
bool session_features(struct session *s);

/* macros.c: values the rule sets see, at each stage. */
void session_macros_connect(struct session *s);
void session_macros_envelope(struct session *s);
void session_macros_protocol(struct session *s, bool extended);
void session_macros_sender(struct session *s, const struct smtp_mail *mail);
void session_macros_rcpt(struct session *s, const struct address *addr);
void session_macros_count(struct session *s);
void session_set(struct session *s, struct macros *scope, const char *name, struct slice value);

/* transaction.c */
void session_new_envelope(struct session *s);
/* The from= line, once an envelope. */
void session_log_from(struct session *s);
struct message_rules session_message_rules(struct session *s);

/* answer.c: replies out of what rule sets and resolving said. */
struct smtp_answer answer_of(const struct reply *reply);
/* A text of the client's as replies show it: not all of it if it is long. */
const char *session_echo(const struct session *s, struct slice text);
/* "address... " in front, if replies of that code name the address. */
struct smtp_answer answer_about(struct session *s, struct slice address, const struct reply *reply);
struct smtp_answer answer_words(int code, const char *dsn, struct slice text);
/* What -bs exits with, if it is the first: rule sets refused something. compatible: that something
 * was put off shows to nobody. */
void session_failed(struct session *s, int status);
/* Runs a check_* rule set and does what discard and quarantine ask; false: *no is the refusal. */
bool session_check(struct session *s, const char *ruleset, struct slice first, struct slice second,
                   bool alone, struct slice about, int log_level, struct smtp_answer *no);

/* route_parse that also refuses what the rule sets would have forgiven: unbalanced quotes and
 * brackets. False: *no is the refusal. */
bool session_parse(struct session *s, struct slice text, enum route_use use, struct arena *in,
                   struct routed *out, struct smtp_answer *no);

/* verify.c */
void session_verify(void *ctx, struct slice argument, bool expand, struct smtp_answer *answer);

/* receive.c: reads the message behind 354; the answer to the client (code 0: it has it already), or
 * false when the client is gone or must go (then a reply is written). */
bool session_receive(struct session *s, struct smtp_answer *answer);

/* helpfile.c */
bool help_find(struct slice path, struct slice topic, struct slice version, struct arena *in,
               struct slice *text, bool *no_file);

/* session.c */
bool session_flush(struct session *s); /* replies so far; false: the peer is gone */
void session_run(struct session *s);
struct session *session_new(const struct smtpd *shared, const struct smtpd_connection *connection,
                            int in_fd, int out_fd);
void session_drop(struct session *s);

#endif
