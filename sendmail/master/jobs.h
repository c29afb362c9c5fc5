/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jobs -- between requests.c, opening.c and starting.c: the children under way, and what every
 * request is taken apart and answered with.
 */
#ifndef SENDMAIL_MASTER_JOBS_H
#define SENDMAIL_MASTER_JOBS_H

#include "sendmail/master/requests.h"
#include "sendmail/master/rules.h"
#include "sendmail/master/wire.h"

enum job_kind { JOB_FREE, JOB_OPENING, JOB_PROGRAM };

struct job {
    enum job_kind kind;
    pid_t pid;
    int sock;     /* the worker that asked */
    uint32_t tag; /* opening: of the request; program: of the wait, when waited for */
    bool waited_for;
    int64_t deadline; /* of the wait, monotonic ms; 0: none */
    bool ended;       /* before anybody waited */
    int wait_status;
};

struct jobs {
    struct arena *scratch; /* of one request */
    struct job all[MASTER_MAX_JOBS];
};

/* NULL: too many are under way. */
struct job *jobs_free_one(struct jobs *j);

/* Never blocks for long: answers are small and the worker's socket has room for many. A worker that
 * is gone needs no answer. */
void jobs_answer(int sock, uint32_t tag, int status, const char *text, const int64_t *value, int fd,
                 struct arena *scratch);
void jobs_answer_err(int sock, uint32_t tag, const struct err *err, struct arena *scratch);

/* False: not what a worker of ours sends. A NUL inside a text is nobody's honest wish. */
bool jobs_unpack_text(struct slice *in, struct arena *scratch, char **text);
bool jobs_unpack_list(struct slice *in, struct arena *scratch, uint32_t most, char ***list,
                      uint32_t *count);
bool jobs_unpack_mailer(struct slice *in, const struct config *cfg, const struct mailer **mailer);
bool jobs_unpack_owner(struct slice *in, struct arena *scratch, struct master_owner *who);

/* One request. False: the worker broke the rules and is cut off. */
typedef bool jobs_server(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                         struct slice in);
jobs_server opening_list, opening_mailbox, opening_own, opening_host, opening_note_host,
    opening_map, starting_program;

#endif
