/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * expand -- from the recipients that were named to those that get mail: aliases, :include: lists,
 * .forward files, programs and files; and what may not be (loops, unsafe files, unknown users).
 *
 * Members are added to the envelope's recipients behind their parent, which becomes RCPT_EXPANDED;
 * duplicates become RCPT_DROPPED. What cannot be decided now (a map or a file could not be read)
 * stays RCPT_PENDING with status EX_TEMPFAIL and a message, and is tried again later.
 *
 * Touching a user's files happens behind `struct expand_world`: in one process it does the work
 * itself, in an unprivileged process it asks the privileged one.
 */
#ifndef ROUTE_EXPAND_H
#define ROUTE_EXPAND_H

#include "base/err.h"
#include "mail/envelope.h"
#include "route/route.h"

struct expand_user {
    struct slice name, full_name, home, shell;
    uid_t uid;
    gid_t gid;
};

enum expand_answer { EXPAND_FOUND, EXPAND_ABSENT, EXPAND_FAILED };

/* Which file, and how it was reached (route/list_open.h). */
struct expand_file {
    const char *path;
    bool forward;             /* a .forward: must be the user's own, absence is silent */
    struct slice user;        /* whose .forward begins the chain; empty: an alias does */
    const char *const *chain; /* ends with `path` */
    size_t chain_len;
};

struct expand_text {
    struct slice text;
    uid_t owner; /* of the file */
    gid_t group;
    struct slice owner_name; /* empty: unknown, or root */
    bool unsafe;             /* readable, but no programs and no files from it */
};

struct expand_world {
    void *ctx;
    /* The password entry (option MailboxDatabase). */
    enum expand_answer (*find_user)(void *ctx, struct slice name, struct arena *in,
                                    struct expand_user *user, struct err *err);
    /* Is this shell listed, so that the user may run programs from .forward? */
    bool (*shell_is_listed)(void *ctx, struct slice shell);
    /* The whole file, opened as that user after its path was found safe. */
    enum expand_answer (*read_list)(void *ctx, const struct expand_file *file, struct arena *in,
                                    struct expand_text *text, struct err *err);
};

enum expand_flags {
    EXPAND_VERIFY = 1 << 0,      /* check that it can be delivered, expand nothing (VRFY) */
    EXPAND_NO_ALIASES = 1 << 1,  /* -n */
    EXPAND_KEEP_FAILED = 1 << 2, /* a refused primary stays RCPT_FAILED: submission bounces it */
};

/* Progress for -v ("alice... aliased to bob", status EX_OK) and refusals ("bob... User unknown").
 */
struct expand_news {
    int status;
    struct slice to;    /* the address it is about; empty: none */
    struct slice where; /* "/home/x/.forward: line 1"; empty: not from a file */
    struct reply reply; /* text, and for refusals code and dsn */
    bool by_rules;      /* they are those of $#error */
};

/* Of a recipient whose aliases could not be asked; why stands with the envelope, in `message`. */
#define EXPAND_NO_DATABASE "alias database unavailable"

struct expand {
    struct route *route;
    const struct expand_world *world;
    struct envelope *env;
    unsigned flags; /* enum expand_flags */
    /* What happens on the way: NULL: nobody wants to know. */
    void (*say)(void *ctx, const struct expand_news *news);
    void *say_ctx;
    bool told_database;   /* why the aliases cannot be asked is not said again */
    struct reply refusal; /* of the last recipient that was refused */
    struct slice file;    /* while a list is read: its path and line, for news */
    int line;
    bool by_rules; /* while a refusal by rule sets is told */
};

/*
 * Add an address that the sender named (RCPT TO, the command line, a header) and that route_parse
 * resolved, as a primary recipient, and expand it. The new recipient's index, or -1 with *refused
 * filled when it cannot be taken: unknown user, direct program or file. A duplicate of a recipient
 * already there is taken and dropped. One that a map could not judge is taken, with status
 * EX_TEMPFAIL.
 */
int expand_add(struct expand *x, const struct address *to, struct routed *refused);

/* Expand a recipient that is in the envelope already: resolved (addr.mailer >= 0) or still text, as
 * read from a qf file. */
void expand_recipient(struct expand *x, size_t index);

/* Every recipient that is pending when this is called. */
void expand_all(struct expand *x);

/* With option MeToo off, the sender leaves the lists of his that were expanded just now, if anybody
 * else is on them. */
void expand_drop_sender(struct expand *x);

/* Recipients in the order of delivery: by host, else as they came. */
void expand_sort(struct envelope *env);

/* The RCPT_NOTIFY... of what was asked for that hold for `r`: members of a list with an owner send
 * no receipts, or he would get them. */
unsigned expand_notify(const struct recipient *r, unsigned asked);
/* How many recipients count for a message's priority: all but expanded ones and duplicates. */
size_t expand_count(const struct envelope *env);

/* Do errors about this recipient go to an owner who is not the envelope's sender? */
bool expand_is_for_owner(const struct envelope *env, const struct recipient *r);

/*
 * Copies of `env` for every owner- address and every queue group among its recipients, and for what
 * exceeds the group's r=. Sorts the recipients first. The first of *out is `env` itself (it may be
 * left without pending recipients when others failed); the copies live in `in` and share text with
 * `env`. Ids of the copies are empty.
 */
size_t expand_split(struct route *route, struct envelope *env, struct arena *in,
                    struct envelope ***out);

#endif
