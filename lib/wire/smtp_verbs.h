/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smtp_verbs -- what the files of the SMTP server engine share; for them only.
 */
#ifndef WIRE_SMTP_VERBS_H
#define WIRE_SMTP_VERBS_H

#include "wire/smtp_server.h"

/* States: a transaction is open or not, and has accepted recipients or not. */
enum { SMTP_IDLE = 1, SMTP_HAS_MAIL = 2, SMTP_HAS_RCPT = 4 };

enum smtp_next smtp_run_mail(struct smtp_server *s, struct slice args, struct str *reply);
enum smtp_next smtp_run_rcpt(struct smtp_server *s, struct slice args, struct str *reply);
enum smtp_next smtp_run_vrfy(struct smtp_server *s, struct slice args, struct str *reply);
enum smtp_next smtp_run_expn(struct smtp_server *s, struct slice args, struct str *reply);
enum smtp_next smtp_run_etrn(struct smtp_server *s, struct slice args, struct str *reply);
enum smtp_next smtp_run_help(struct smtp_server *s, struct slice args, struct str *reply);
enum smtp_next smtp_run_verb(struct smtp_server *s, struct slice args, struct str *reply);

/* "250 2.1.0 text" with printf; SMTP_CLOSE for 421. */
enum smtp_next smtp_say(struct str *reply, int code, const char *dsn, const char *fmt, ...)
    PRINTF(4, 5);
/* The policy's answer. compatible: 421 of a rule set is a refusal like others. */
enum smtp_next smtp_say_answer(struct str *reply, const struct smtp_answer *answer);
/* check_other refuses the command; what it would hear else begins with `digit`. */
bool smtp_other_refuses(struct smtp_server *s, char digit, struct str *reply, enum smtp_next *next);
/* One more of a thing that some clients do too often: from the limit on each costs twice as long.
 */
void smtp_count(struct smtp_server *s, int *counter, int max, const char *command);
/* Forget the transaction. */
void smtp_reset(struct smtp_server *s);

#endif
