/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smtp_server -- the server's side of an SMTP session as a state machine over slices.
 *
 * A line goes in, replies come out in a struct str, and the answer says what the session must do
 * next. The engine knows the order of commands, their grammar, their limits and the words of the
 * replies; what it must not decide itself (is this recipient fine?) it asks through a table of
 * functions. It never reads, writes, sleeps or asks the time, so tests drive it with strings.
 *
 * Pure; a server belongs to one session's thread.
 */
#ifndef WIRE_SMTP_SERVER_H
#define WIRE_SMTP_SERVER_H

#include "base/slice.h"
#include "base/str.h"
#include "wire/smtp_syntax.h"

/* What the session does next. Replies to SMTP_COMMAND may wait until input runs dry. */
enum smtp_next {
    SMTP_COMMAND,  /* read the next line, give it to smtp_server_command */
    SMTP_MESSAGE,  /* read a message (smtp_data), then call smtp_server_message_done */
    SMTP_STARTTLS, /* flush, drop all input, start TLS, then call smtp_server_tls_started */
    SMTP_AUTH,     /* the next line is the client's answer to a SASL challenge */
    SMTP_CLOSE,    /* flush and close */
};

/* A reply somebody else worded. Several lines are separated by LF. No dsn: "y.0.0" of the code. */
struct smtp_answer {
    int code;
    struct slice dsn; /* "5.7.1" */
    struct slice text;
    bool bare; /* no status code: greetings, HELO, 354 */
};

enum smtp_body { SMTP_BODY_UNSET, SMTP_BODY_7BIT, SMTP_BODY_8BITMIME };
enum smtp_ret { SMTP_RET_UNSET, SMTP_RET_FULL, SMTP_RET_HDRS };

/* MAIL, understood. Slices point into the line; undecoded xtext. */
struct smtp_mail {
    struct slice address; /* as written: "<a@b.example>" */
    uint64_t size;        /* SIZE=; 0: not given */
    enum smtp_body body;
    enum smtp_ret ret;
    struct slice envid;
    bool has_envid;
    struct slice auth;
    bool has_auth;
    struct smtp_by by;
    bool has_by;
};

enum smtp_notify {
    SMTP_NOTIFY_GIVEN = 1 << 0, /* alone: NEVER */
    SMTP_NOTIFY_SUCCESS = 1 << 1,
    SMTP_NOTIFY_FAILURE = 1 << 2,
    SMTP_NOTIFY_DELAY = 1 << 3,
};

struct smtp_rcpt {
    struct slice address;
    unsigned notify;    /* enum smtp_notify; 0: not given */
    struct slice orcpt; /* "type;xtext"; empty: none */
};

/*
 * The decisions. Each returns true to go on, or false with *no filled in. Slices in answers must
 * live until the call that asked returns to the session.
 */
struct smtp_policy {
    /* HELO or EHLO came, good or not: the protocol's name from now on. */
    void (*protocol)(void *ctx, bool extended);
    bool (*hello)(void *ctx, struct slice name, bool extended, struct smtp_answer *no);
    /* Understand the sender (before its parameters are read), then judge it. */
    bool (*sender_parse)(void *ctx, struct slice address, struct smtp_answer *no);
    bool (*sender)(void *ctx, const struct smtp_mail *mail, struct smtp_answer *no);
    /* The same for a recipient; *yes is filled in when it is fine. */
    bool (*rcpt_parse)(void *ctx, struct slice address, struct smtp_answer *no);
    bool (*rcpt)(void *ctx, const struct smtp_rcpt *rcpt, struct smtp_answer *yes,
                 struct smtp_answer *no);
    /* A message may come now. */
    bool (*data)(void *ctx, struct smtp_answer *no);
    /* The transaction is over without a message. */
    void (*reset)(void *ctx);
    /* VRFY and EXPN, ETRN: the whole answer. */
    void (*verify)(void *ctx, struct slice argument, bool expand, struct smtp_answer *answer);
    void (*etrn)(void *ctx, struct slice argument, struct smtp_answer *answer);
    /* The lines about a topic ("smtp" when none was named); false: unknown or no help file. */
    bool (*help)(void *ctx, struct slice topic, struct slice *text, bool *no_file);
    void (*verbose)(void *ctx);
    /* Commands that nothing else asks about (check_other), and the first digit of what they would
     * hear. NULL function: nothing is asked. 421 here closes the session. */
    bool (*other)(void *ctx, struct slice line, char digit, struct smtp_answer *no);
    /* VRFY, EXPN or ETRN came; `rejected`: nobody is answered. For the log. */
    void (*asked)(void *ctx, struct slice line, bool rejected);
    /* A verb that only break-in attempts of long ago say, for the log. */
    void (*bogus)(void *ctx, const char *verb);
    /* A counter passed its limit, for the log. */
    void (*attack)(void *ctx, const char *command, int count);
};

/* What EHLO may offer, and other things a session can switch on or off. */
enum smtp_features {
    SMTP_EXPN = 1 << 0,
    SMTP_VERB = 1 << 1,
    SMTP_VRFY = 1 << 2,
    SMTP_DSN = 1 << 3,
    SMTP_ETRN = 1 << 4,
    SMTP_PIPELINING = 1 << 5,
    SMTP_8BITMIME = 1 << 6,
    SMTP_NEED_MAIL_HELO = 1 << 7,
    SMTP_NEED_EXPN_HELO = 1 << 8,
    SMTP_NEED_VRFY_HELO = 1 << 9,
    SMTP_BOGUS_HELO = 1 << 10,        /* option AllowBogusHELO */
    SMTP_STRICT_PIPELINING = 1 << 11, /* input behind HELO, EHLO or DATA is an offence */
    SMTP_HTTP_IS_ATTACK = 1 << 12,    /* a first command of HTTP closes the session */
    SMTP_NEED_AUTH = 1 << 13,         /* MAIL only after AUTH */
    SMTP_NO_AUTH = 1 << 14,           /* AUTH and STARTTLS are switched off for this client */
    SMTP_NO_TLS = 1 << 15,
};

struct smtp_server_config {
    struct slice hostname; /* our name in replies */
    struct slice client;   /* "name [address]" or "root@localhost" */
    unsigned features;
    uint64_t max_message_size; /* 0: no limit */
    int64_t deliver_by_min;    /* < 0: DELIVERBY is not offered */
    int max_rcpts;             /* 0: no limit; so for all that follow */
    int max_noop, max_helo, max_vrfy, max_etrn;
    int max_bad;                  /* bad commands before 421 */
    int bad_rcpt_throttle;        /* refused recipients before each further one costs time */
    int bad_rcpt_shutdown;        /* ... before 421 */
    int bad_rcpt_delay;           /* seconds */
    struct slice auth_mechanisms; /* empty: AUTH is not offered */
    bool starttls;
};

enum { SMTP_MAX_LINE = 2046, SMTP_MAX_LINE_AUTH = 12286 }; /* without CR LF */

struct smtp_server {
    const struct smtp_server_config *cfg;
    const struct smtp_policy *policy;
    void *ctx;
    unsigned state;    /* one of smtp_server.c's states */
    struct slice line; /* being run, without what may not be shown */
    bool said_hello;
    bool extended; /* it was EHLO */
    bool authenticated;
    struct smtp_answer refuse; /* code != 0: everything but a few verbs gets this */
    int rcpts, bad_rcpts;      /* of this transaction: accepted, refused */
    int commands, bad, noops, hellos, vrfys, etrns;
    bool limit_told;    /* "too many recipients" was reported for this transaction */
    int delay;          /* seconds to pause before the replies go out */
    bool input_waiting; /* more bytes stood behind the line being run */
};

void smtp_server_init(struct smtp_server *s, const struct smtp_server_config *cfg,
                      const struct smtp_policy *policy, void *ctx);

/* The first thing said; `text` may have several lines. A code other than 220 (a refused client, an
 * early talker) makes everything later answer `refuse`. */
enum smtp_next smtp_server_greet(struct smtp_server *s, int code, struct slice text,
                                 struct smtp_answer refuse, struct str *reply);

/* One command line without its line end. `input_waiting`: the peer has already sent more. The
 * delay that the reply shall suffer, if any, is in s->delay. */
enum smtp_next smtp_server_command(struct smtp_server *s, struct slice line, bool input_waiting,
                                   struct str *reply);
/* A line was longer than SMTP_MAX_LINE. */
enum smtp_next smtp_server_line_too_long(struct smtp_server *s, struct str *reply);
/* What became of the message (NULL: the session has said it already); the transaction is over. */
enum smtp_next smtp_server_message_done(struct smtp_server *s, const struct smtp_answer *answer,
                                        struct str *reply);

/* A reply of as many lines as the text has, control characters taken out. */
void smtp_reply(struct str *reply, const struct smtp_answer *answer);
/* "..." in the middle of what is too long to be echoed; printable ASCII only. */
void smtp_echo(struct str *out, struct slice text);
/* Whole replies in which every "never" becomes a "not now" (option SoftBounce). */
void smtp_soften(struct str *replies);

#endif
