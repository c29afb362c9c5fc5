/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * testmode -- "sendmail -bt": one question a line, answered from a configuration.
 *
 * Questions are rule sets and addresses ("3,0 user@host"), or commands that begin with one of
 * ". = - $ / ?". What is printed is kept line for line as sites know it: they parse it. Answers are
 * collected and written when the input runs dry, so that a script of thousands of questions is not
 * slowed down by its output.
 */
#ifndef TOOL_TESTMODE_H
#define TOOL_TESTMODE_H

#include "base/debug.h"
#include "base/err.h"
#include "conf/config.h"

enum testmode_mx { TESTMODE_MX_HOSTS, TESTMODE_MX_NULL, TESTMODE_MX_LATER };

/* What the host program lends; a missing function is said to be missing when it is asked for. */
struct testmode_world {
    void *ctx;
    /* Mail exchangers of `host`, best first, ourselves among them. `domain`: of hosts that have
     * none where they are found. */
    enum testmode_mx (*exchangers)(void *ctx, struct slice host, struct slice domain,
                                   struct arena *in, struct slice **names, size_t *count);
    /* Of the user with this login name; empty when there is none. */
    struct slice (*full_name)(void *ctx, struct slice login, struct arena *in);
};

struct testmode_options {
    const struct config *cfg;
    const struct testmode_world *world; /* may be NULL */
    struct slice user, full_name;       /* who asks */
    struct slice id;                    /* queue id: what rule sets see in $i */
    struct debug *debug; /* the program's: its lines go where answers go, unless it has a file */
    bool debug_has_file; /* -D */
    bool defer;          /* rules do not ask maps that have -D */
    int in, out;         /* descriptors */
};

/* Until the end of the input or "/quit". The exit status. */
int testmode_run(const struct testmode_options *options);

#endif
