/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verify -- sendmail -bv: where would mail to these addresses go?
 */
#ifndef SENDMAIL_TOOL_VERIFY_H
#define SENDMAIL_TOOL_VERIFY_H

#include "route/expand.h"

struct verify {
    const struct config *cfg;
    const struct expand_world *world;
    bool no_aliases; /* -n */
    bool by_root;    /* who is told in the log */
    bool verbose;
    char *const *args;
    int arg_count;
};

/* Prints to standard output; the exit status. */
int verify_addresses(const struct verify *v);

#endif
