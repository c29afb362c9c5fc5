/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of expand share and nobody else sees.
 */
#ifndef ROUTE_EXPAND_INTERNAL_H
#define ROUTE_EXPAND_INTERNAL_H

#include "conf/config.h"
#include "route/expand.h"

/* Where members of a list come from. */
struct expand_source {
    size_t parent;     /* index of the alias, list or user being expanded */
    unsigned flags;    /* RCPT_ALIAS for members of an alias, RCPT_UNSAFE */
    struct slice file; /* path, for messages; empty: an alias */
    int line;
    bool several;       /* the file names more than one */
    struct slice owner; /* owner- address for the members; empty: the parent's */
};

struct recipient *expand_at(struct expand *x, size_t i);
const struct mailer *expand_mailer(const struct expand *x, const struct address *a);

/* News about recipient i; a refusal also becomes its state. */
void expand_tell(struct expand *x, size_t i, const struct expand_source *from, const char *fmt, ...)
    PRINTF(4, 5);
void expand_refuse(struct expand *x, size_t i, const struct expand_source *from, int status,
                   int code, const char *dsn, const char *fmt, ...) PRINTF(7, 8);
/* Stays pending; the reason is what mailq shows. */
void expand_later(struct expand *x, size_t i, const char *fmt, ...) PRINTF(3, 4);

/* All addresses of a list become members of from->parent, last one first, as aliases have always
 * been taken. How many there were. */
size_t expand_members(struct expand *x, struct slice list, const struct expand_source *from);

/* Recipient i stands for that list of the administrator's, whose programs and files the default
 * user acts for. */
void expand_into(struct expand *x, size_t i, struct slice list, const struct expand_source *from);

/* True when the recipient was expanded, refused or put off: nothing more is to be done with it. */
bool expand_alias(struct expand *x, size_t i);
bool expand_userdb(struct expand *x, size_t i);
bool expand_forward(struct expand *x, size_t i, const struct expand_user *user);
void expand_include(struct expand *x, size_t i);

/* The qf C line's text for recipient i: who it is delivered as, and which alias it came from. */
struct slice expand_control(struct expand *x, size_t i);
/* The nearest of i and its parents that may be acted for; SIZE_MAX: nobody, the default user. */
size_t expand_controlling(const struct envelope *env, size_t i);

#endif
