/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smtp_client -- the client's side of SMTP, ESMTP and LMTP as a state machine over slices.
 *
 * Reply lines go in, commands come out in a struct str, and the answer says what the session does
 * next. The engine never reads, writes, sleeps or asks the time; the session sends what is in the
 * str, waits as long as `wait` deserves, and feeds it the next line.
 *
 * Pipelining: to a peer that offers it, all RCPTs and DATA leave together, and once a peer has
 * taken one MAIL on this connection, MAIL goes with them. The first MAIL waits for its answer, so
 * that a peer who wants nothing from us is not sent a transaction it will misread.
 *
 * Pure; a client belongs to one thread at a time.
 */
#ifndef WIRE_SMTP_CLIENT_H
#define WIRE_SMTP_CLIENT_H

#include <stdint.h>

#include "base/slice.h"
#include "base/str.h"

/* What the reply that is due next answers: which deadline holds. */
enum smtp_client_wait {
    CLIENT_WAIT_NOTHING,
    CLIENT_WAIT_GREETING,
    CLIENT_WAIT_HELO, /* EHLO and HELO */
    CLIENT_WAIT_LHLO,
    CLIENT_WAIT_MAIL,
    CLIENT_WAIT_RCPT,
    CLIENT_WAIT_DATA,
    CLIENT_WAIT_FINAL, /* behind the final dot */
    CLIENT_WAIT_RSET,
    CLIENT_WAIT_QUIT,
};

/* What the session does next, after sending what stands in `out`. */
enum smtp_client_next {
    CLIENT_READ,   /* a reply line, then smtp_client_line */
    CLIENT_TEXT,   /* write the message, dots doubled, then smtp_client_text_written */
    CLIENT_READY,  /* a transaction may begin, or the one that ran is over */
    CLIENT_CLOSED, /* no more commands here: 421, QUIT answered, or nothing understandable */
};

enum smtp_client_extension {
    CLIENT_HAS_8BITMIME = 1 << 0,
    CLIENT_HAS_AUTH = 1 << 1,
    CLIENT_HAS_DELIVERBY = 1 << 2,
    CLIENT_HAS_DSN = 1 << 3,
    CLIENT_HAS_STATUS_CODES = 1 << 4, /* ENHANCEDSTATUSCODES */
    CLIENT_HAS_PIPELINING = 1 << 5,
    CLIENT_HAS_SIZE = 1 << 6,
    CLIENT_HAS_SMTPUTF8 = 1 << 7,
    CLIENT_HAS_STARTTLS = 1 << 8,
    CLIENT_HAS_VERB = 1 << 9,
};

/* A whole reply. Text is what the peer sent with control bytes and 8-bit bytes as '?'. */
struct smtp_client_reply {
    int code;           /* 0: none came */
    struct slice dsn;   /* "5.1.1" if the peer offers ENHANCEDSTATUSCODES; else empty */
    struct slice first; /* first line whole: "550-5.1.1 no such user" */
    struct slice text;  /* last line behind code and dsn */
};

struct smtp_client_rcpt {
    struct slice path;   /* what stands between the brackets */
    struct slice notify; /* "NEVER", "SUCCESS,FAILURE"; empty: not given */
    struct slice orcpt;  /* "rfc822;user+2Bx@example": xtext, as it goes out; empty: none */

    struct smtp_client_reply reply; /* to RCPT */
    struct smtp_client_reply final; /* LMTP: to the message, for this recipient */
};

/* One transaction: parameters that the peer does not offer are left out. */
struct smtp_client_mail {
    struct slice path;  /* what stands between the brackets; empty: <> */
    int64_t size;       /* SIZE=; 0: unknown */
    struct slice body;  /* "8BITMIME", "7BIT"; empty: not given */
    struct slice envid; /* xtext, as it goes out; empty: none */
    struct slice ret;   /* "FULL", "HDRS"; empty: not given */
    struct slice auth;  /* not encoded; empty: not given */
    struct slice by;    /* value of BY=; empty: not given */
    struct smtp_client_rcpt *rcpts;
    size_t rcpt_count;

    struct smtp_client_reply reply; /* to MAIL */
    struct smtp_client_reply data;  /* to DATA */
    struct smtp_client_reply final; /* to the message (not LMTP) */
    bool text_sent;                 /* the peer got the whole message */
};

struct smtp_client_setup {
    struct slice name; /* ours, for EHLO */
    bool lmtp;         /* mailer flag z */
    bool esmtp;        /* flag a: EHLO whatever the greeting says */
    bool never_esmtp;  /* flag 2 */
};

enum {
    CLIENT_LINE_MAX = 4096,       /* bytes of a reply line; the rest of a longer one is dropped */
    CLIENT_REPLY_LINES_MAX = 500, /* of one reply; a peer with more to say is broken */
    CLIENT_REPLY_TEXT_MAX = 1000, /* bytes of a line that are kept */
    CLIENT_PIPELINE_BYTES = 16 * 1024, /* unanswered commands; more could block both sides */
};

struct smtp_client {
    struct arena *in; /* of the connection */
    struct smtp_client_setup setup;
    enum smtp_client_wait wait;
    unsigned extensions;              /* enum smtp_client_extension */
    int64_t size_limit;               /* of SIZE; 0: none said */
    struct slice peer;                /* name the peer gave in its EHLO or HELO reply */
    struct slice mechanisms;          /* of AUTH */
    struct smtp_client_reply refusal; /* why CLIENT_CLOSED, when a reply says so */
    struct slice last_command;        /* last one sent, for transcripts */

    /* The engine's own. */
    struct smtp_client_mail *mail;
    struct arena *mail_in; /* where the transaction's replies live */
    struct slice mail_command;
    size_t rcpts_sent, rcpts_answered;
    bool data_sent, mail_taken_before, dirty, closing, ehlo, empty_text;
    struct smtp_client_reply reply; /* being collected */
    size_t reply_lines;
};

/* Wait for the greeting next. */
void smtp_client_start(struct smtp_client *c, struct arena *in,
                       const struct smtp_client_setup *setup);
/* One reply line without its line end. */
enum smtp_client_next smtp_client_line(struct smtp_client *c, struct slice line, struct str *out);
/* A transaction. `mail` and `in` (for replies) must live until it is over. */
enum smtp_client_next smtp_client_begin(struct smtp_client *c, struct smtp_client_mail *mail,
                                        struct arena *in, struct str *out);
/* The text was written, each line ended; the final dot is appended to `out`, to leave with it. */
enum smtp_client_next smtp_client_text_written(struct smtp_client *c, struct str *out);
/* Before a kept connection is used again: RSET, whose answer shows whether the peer is still there.
 * CLIENT_READY after a good answer. */
enum smtp_client_next smtp_client_rset(struct smtp_client *c, struct str *out);
enum smtp_client_next smtp_client_quit(struct smtp_client *c, struct str *out);

/* How many recipients the peer has accepted in the running transaction. */
size_t smtp_client_accepted(const struct smtp_client *c);
/* The command that the awaited (or just come) reply answers, as transcripts show it. */
struct slice smtp_client_command(const struct smtp_client *c);
/* For logs: "MAIL", "final dot". */
const char *smtp_client_wait_name(enum smtp_client_wait wait);

static inline bool smtp_client_has(const struct smtp_client *c, enum smtp_client_extension e)
{
    return (c->extensions & e) != 0;
}

/* Used between the engine's files: take a reply line; true when the reply is whole. */
bool smtp_client_collect(struct smtp_client *c, struct slice line, struct arena *in);
/* The line of an EHLO reply behind its code. */
void smtp_client_take_extension(struct smtp_client *c, struct slice text);

#endif
