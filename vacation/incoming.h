/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * incoming -- a message that came for somebody who is away: is it one to answer, and whom?
 *
 * An answer that goes to a list, to a program or to a forged address does harm, and two programs
 * that answer each other never end. So only a person who wrote to the user by name is answered:
 * what machines send is known by its sender and by fields of its header (RFC 3834, 2). Pure.
 */
#ifndef VACATION_INCOMING_H
#define VACATION_INCOMING_H

#include <stdbool.h>

#include "base/slice.h"

struct incoming_rules {
    const struct slice *names; /* the user's: To or Cc must have one of them */
    size_t name_count;
    bool any_recipient;  /* or need not */
    struct slice sender; /* whom to answer instead; empty: the sender of the From_ line */
};

enum incoming_verdict {
    INCOMING_ANSWER,
    INCOMING_NO_SENDER, /* no From_ line, and nobody else is named */
    INCOMING_FROM_NOBODY,
    INCOMING_FROM_PROGRAM,
    INCOMING_FROM_USER,
    INCOMING_MASS_MAIL,
    INCOMING_AUTOMATIC,
    INCOMING_UNWANTED,
    INCOMING_NOT_NAMED,
};

struct incoming {
    struct slice sender;     /* without angle brackets */
    struct slice message_id; /* "<...>", or empty */
};

/* `head`: the message as far as its header goes, From_ line first. What *out has points into it. */
enum incoming_verdict incoming_judge(struct slice head, const struct incoming_rules *rules,
                                     struct incoming *out);
/* In words, for who asks why there was no answer. */
const char *incoming_words(enum incoming_verdict verdict);

#endif
