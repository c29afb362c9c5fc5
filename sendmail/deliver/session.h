/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session -- one connection to a next hop: the stream, the protocol engine, and how what is said on
 * it shows up in the transcript.
 *
 * A session outlives the delivery that opened it: it may wait in the cache for the next one.
 */
#ifndef SENDMAIL_DELIVER_SESSION_H
#define SENDMAIL_DELIVER_SESSION_H

#include "conf/config.h"
#include "message/transcript.h"
#include "net/address.h"
#include "net/stream.h"
#include "wire/smtp_client.h"

struct session {
    struct arena *in; /* holds the session itself */
    struct stream *stream;
    struct smtp_client client;
    struct slice key;   /* of the cache: who may use it again */
    struct slice host;  /* as tried: "mx.example." */
    struct slice relay; /* for logs: "mx.example. [192.0.2.1]" */
    const struct options *opt;
    int64_t used_at_ms;
    int64_t messages; /* transactions begun */
    bool from_cache;  /* since it was taken from there */
    bool heard;       /* a reply came since then */
    /* For -v: that it is closed, and what is said then; NULL: nobody wants to know. */
    void (*say)(void *ctx, struct slice line);
    void *say_ctx;
    const struct debug *debug; /* -d18 */
    bool replying;             /* in the middle of a reply of several lines */
    struct session *next;      /* cache's */
};

/* How a delivery listens in on a session. */
struct session_ear {
    struct transcript *transcript;
    bool introduced;    /* "... while talking to" stands in the transcript */
    struct slice shown; /* command that stands there last */
    /* Whole dialogue for -v; NULL: nobody wants to know. */
    void (*say)(void *ctx, struct slice line);
    void *say_ctx;
    /* Called when a reply was taken; NULL: not wanted. */
    void (*answered)(void *ctx);
    void *answered_ctx;
};

/* Why a session ended, as errno: ECONNREFUSED, ETIMEDOUT, ECONNRESET, ... */
struct session_fault {
    int errnum;
    bool connecting;            /* never had a connection */
    enum smtp_client_wait wait; /* what was awaited */
};

/* Takes over `fd` (read and write end, the same for a socket). */
struct session *session_make(int read_fd, int write_fd, const struct options *opt,
                             struct slice host, const struct net_address *peer,
                             const struct smtp_client_setup *setup);
/* Let -X and -d see what is said; right after session_make. */
void session_observe(struct session *s, const struct config *cfg);
/* Greeting to readiness. CLIENT_READY, CLIENT_CLOSED (client.refusal says why), or CLIENT_READ with
 * *fault filled when the connection broke. */
enum smtp_client_next session_greet(struct session *s, struct session_ear *ear,
                                    struct session_fault *fault);
/* Send `out`, then feed replies until the engine wants something else than another line, which is
 * the answer; CLIENT_READ with *fault when the connection broke. `out` is empty afterwards. */
enum smtp_client_next session_converse(struct session *s, struct session_ear *ear,
                                       enum smtp_client_next next, struct str *out,
                                       struct session_fault *fault);
/* Say QUIT if that can be done quickly, and close. */
void session_close(struct session *s, bool quit);

/* A wait that was too long is worth a line of its own. `id`: of the message that waited. */
void session_log_timeout(const struct session_fault *fault, struct slice host, struct slice id);
/* "Connection refused by mx.example.", for Deferred: ... */
struct slice session_fault_text(const struct session_fault *fault, struct slice host,
                                struct arena *in);
/* "4.4.1", "4.4.2" */
struct slice session_fault_dsn(const struct session_fault *fault);

#endif
