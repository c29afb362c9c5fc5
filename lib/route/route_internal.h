/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files that run rule sets share.
 */
#ifndef ROUTE_ROUTE_INTERNAL_H
#define ROUTE_ROUTE_INTERNAL_H

#include "conf/config.h"
#include "route/route.h"
#include "rule/rule.h"

/* One series of rule sets over one address. */
struct rewrite {
    struct route *route;
    struct rule_run run;
    struct rule_maps maps;
    struct rule_trace trace; /* of -d, outside test mode */
    struct str traced;
    struct rule_complaints rule_ear;
    struct token_complaints token_ear;
    struct slice complaint;      /* the first one about its text */
    struct slice complaint_code; /* "553 5.1.0" of it */
    struct slice fault;          /* the first one about a rule set */
    struct slice fault_code;     /* "554 5.3.5" of it */
    int status;                  /* worst so far: EX_OK, EX_TEMPFAIL, else a fault */
};

void rewrite_begin(struct rewrite *w, struct route *route);
/* Rule set by number; sets that do not exist and number 0 as a mailer's set do nothing. */
void rewrite_run(struct rewrite *w, int set, struct tokens *tokens);
void rewrite_run_name(struct rewrite *w, struct slice name, struct tokens *tokens);

/* Tokens joined with `space` between words. */
struct slice rewrite_join(const struct rewrite *w, const struct token *p, size_t len, char space,
                          struct arena *in);

/* The same of a triple's user. compatible: it is cut without a word, but with the blank that would
 * part the next word it is too long. */
enum { USER_MAX = 255 };
struct slice rewrite_join_user(const struct rewrite *w, const struct token *p, size_t len,
                               char space, struct arena *in);

/* The three parts of "$# mailer $@ host $: user". */
struct triple {
    struct slice mailer;
    struct slice host;        /* p == NULL: there was no $@ */
    const struct token *user; /* NULL: there was no $: */
    size_t user_len;
};
/* False when the tokens do not begin with $#. */
bool rewrite_triple(const struct rewrite *w, const struct tokens *tokens, struct triple *t);

/* What "$#error $@ host $: words" says: status, dsn and reply. */
void rewrite_error(const struct rewrite *w, const struct triple *t, struct arena *in, int *status,
                   struct slice *dsn, struct reply *reply);

/* The maps of a configuration as rules ask them. */
struct rule_maps route_maps(struct route *route);
/* Test mode, before a question to one map: see map_open. */
bool route_open_map(struct route *route, struct map *map);

#endif
