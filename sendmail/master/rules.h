/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rules -- what may be done with other people's rights, judged by the configuration and the user
 * database alone.
 *
 * These are the rules for workers, who may have been taken over; one-process modes obey the same.
 */
#ifndef SENDMAIL_MASTER_RULES_H
#define SENDMAIL_MASTER_RULES_H

#include "os/identity.h"
#include "sendmail/proto/master.h"

/* Whom something for that mailer is done as. Fine are: DefaultUser; U= of the mailer; with F=S
 * RunAsUser, else root; with F=o, and for P=[FILE], any account but root's whose shell is in
 * /etc/shells. Groups come from the user database. EX_NOPERM for others. Who is not root is himself
 * always. May block. */
bool rules_owner(const struct config *cfg, const struct mailer *mailer,
                 const struct master_owner *owner, struct identity *as, struct err *err);

/* Is that what A= and R= of the mailer make? Words with macros may hold anything, but for a program
 * that runs as root what begins with a macro must not turn into an option. */
bool rules_arguments(const struct config *cfg, const struct mailer *mailer, char *const *argv,
                     const char *root);

/* May mail be written to a file of that name: absolute, no "..", below SafeFileEnvironment. */
bool rules_mailbox(const struct config *cfg, const char *path, struct err *err);

/* A mailbox file, opened in a child that has become `owner`. */
int rules_open_mailbox(const struct config *cfg, const struct mailer *mailer,
                       const struct master_owner *owner, const char *path, int timeout_ms,
                       struct err *err);
int rules_open_own(const struct config *cfg, enum master_own which, struct err *err);
int rules_open_host(const struct config *cfg, struct slice host, bool lock, struct err *err);
bool rules_note_host(const struct config *cfg, struct slice host, const struct host_status *status,
                     struct err *err);

/* The environment of programs: what E lines say and the time zone; NULL-terminated. */
char *const *rules_environment(const struct config *cfg, struct arena *in);

#endif
