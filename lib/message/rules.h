/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rules -- what this folder asks of macros and rule sets, as a small table of functions.
 *
 * message_rules_of gives the table over a struct route; tests bring their own. Macros are named
 * without $ and braces ("g", "msg_id").
 */
#ifndef MESSAGE_RULES_H
#define MESSAGE_RULES_H

#include "base/str.h"
#include "conf/config.h"
#include "route/route.h"

struct message_rules {
    void *ctx;
    /* Text with coded macros (0x81 g) -> their values. */
    void (*expand)(void *ctx, struct slice coded, struct str *out);
    /* Value of a macro; p is NULL when it is not set. */
    struct slice (*macro)(void *ctx, struct slice name);
    /* Into the innermost scope. The value is kept as it is: it must live long enough. */
    void (*set_macro)(void *ctx, struct slice name, struct slice value);
    /* As route_rewrite. */
    struct slice (*rewrite)(void *ctx, struct slice text, const struct mailer *mailer,
                            unsigned flags, struct slice domain, struct arena *in, int *status);
    /* "@host" of a sender's address, for mailer flag C; empty: none. */
    struct slice (*domain_of)(void *ctx, struct slice text, struct arena *in);
    /* Run the rule set of an H line on a field's value. */
    enum verdict (*check)(void *ctx, const struct header_line *line, struct slice value,
                          struct arena *in, struct check *out);
    /* Run check_eoh: how many fields there were, and how many bytes up to the body. NULL: none. */
    enum verdict (*check_end)(void *ctx, int64_t fields, int64_t bytes, struct arena *in,
                              struct check *out);
};

/* The table over `route`, which must outlive it; scratch and scope are those it has at each call.
 */
struct message_rules message_rules_of(struct route *route);

#endif
