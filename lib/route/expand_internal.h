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
    size_t parent;      /* index of the alias, list or user being expanded */
    unsigned flags;     /* RCPT_ALIAS for members of an alias, RCPT_UNSAFE */
    struct slice file;  /* path; empty: an alias */
    struct slice owner; /* owner- address for the members; empty: the parent's */
};

struct recipient *expand_at(struct expand *x, size_t i);
const struct mailer *expand_mailer(const struct expand *x, const struct address *a);

/* Without the quotes around it. */
struct slice expand_bare_name(struct slice user, struct arena *in);
/* The user of that name, which may be quoted, and where the mailer keeps its case (flag u) be
 * written in another; then *name becomes the user's. */
enum expand_answer expand_ask_user(struct expand *x, struct slice *name, struct expand_user *user);

/* News about recipient i; a refusal also becomes its state. */
void expand_tell(struct expand *x, size_t i, const char *fmt, ...) PRINTF(3, 4);
void expand_refuse(struct expand *x, size_t i, int status, int code, const char *dsn,
                   const char *fmt, ...) PRINTF(6, 7);
/* Stays pending; the reason is what mailq shows. */
void expand_later(struct expand *x, size_t i, const char *fmt, ...) PRINTF(3, 4);

/* All addresses of a list become members of from->parent, last one first, as aliases have always
 * been taken. How many there were. */
size_t expand_members(struct expand *x, struct slice list, const struct expand_source *from);

/* Recipient i stands for that list of the administrator's, whose programs and files the default
 * user acts for. False: the list leads back to i, which keeps the mail. */
bool expand_into(struct expand *x, size_t i, struct slice list, const struct expand_source *from);

/* True: recipient i is there already, or leads back to where it came from, and was dropped. */
bool expand_is_duplicate(struct expand *x, size_t i);
/* Refuse recipient i if all that stood for it led back. */
void expand_refuse_loop(struct expand *x, size_t i);
/* Who is the only one left of what stands for recipient i takes its place among the named. */
void expand_hand_down(struct expand *x, size_t i);
/* Did all members of `parent`, added from `first` on, lead back? */
bool expand_all_looped(struct expand *x, size_t parent, size_t first);
/* The same, and none of them is anybody else? */
bool expand_only_itself(struct expand *x, size_t parent, size_t first);

/* True when the recipient was expanded, refused or put off: nothing more is to be done with it. */
bool expand_alias(struct expand *x, size_t i);
bool expand_userdb(struct expand *x, size_t i);
bool expand_forward(struct expand *x, size_t i, const struct expand_user *user);
void expand_include(struct expand *x, size_t i);

/* The qf C line's text for recipient i: who it is delivered as, and which alias it came from. */
struct slice expand_control(struct expand *x, size_t i);
/* The nearest of i and its parents that may be acted for; SIZE_MAX: nobody, the default user. */
size_t expand_controlling(const struct expand *x, size_t i);

#endif
