/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * submit -- a message from standard input, for recipients named in arguments or in its header.
 *
 * Who submits is the caller, a user's number. What is wrong with single recipients is said at once
 * or mailed, as ErrorMode asks; the exit status is that of the first thing that went wrong.
 */
#ifndef SENDMAIL_SUBMIT_SUBMIT_H
#define SENDMAIL_SUBMIT_SUBMIT_H

#include "route/expand.h"
#include "sendmail/proto/queue.h"

struct submit_request {
    const struct config *cfg;
    const struct expand_world *world;
    const struct queue_port *queue;

    uid_t caller;
    bool has_sender;
    char sender_letter;           /* f or r: how it was given */
    struct slice sender;          /* -f */
    struct slice full_name;       /* -F */
    int64_t hops;                 /* -h */
    bool from_headers;            /* -t */
    bool no_aliases;              /* -n */
    bool relayed;                 /* -G */
    bool arpanet;                 /* -ba: replies as in SMTP, lines end in CR LF */
    bool verbose;                 /* -v */
    const struct slice *warnings; /* of the caller's configuration, logged already */
    size_t warning_count;
    enum body_type body_type;
    struct slice envid; /* p == NULL: none */
    enum dsn_ret ret;
    bool has_notify;
    unsigned notify;
    struct slice notify_text;
    struct slice protocol, host; /* -p */
    char *const *args;
    int arg_count;
};

/* The exit status. */
int submit(const struct submit_request *request);

/* True when failures of this message stay with the caller: errors are printed, the caller is the
 * sender, and the recipients were named by him. Then no bounce is made. */
bool submit_tells_caller(const struct submit_request *request);

#endif
