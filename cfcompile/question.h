/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * question -- one line that asks a configuration something, as test files, lists and mail logs hold
 * them.
 *
 *     joe@example.com                                     where does it go?
 *     from x@bad.example                                  may it send?
 *     client 192.0.2.9                                    may it connect?
 *     client "host.example [192.0.2.9]" from a@b to c@d   all of a session
 *     header-sender root@mail.example.com via esmtp       how is it rewritten for that mailer?
 */
#ifndef CFCOMPILE_QUESTION_H
#define CFCOMPILE_QUESTION_H

#include "base/vec.h"
#include "cfcompile/probe.h"

struct question {
    struct slice text; /* as written */
    struct probe_case ask;
    enum probe_step rewrite; /* PROBE_STEPS: it is no question of rewriting */
    struct slice mailer;     /* for rewriting; `ask.to` is the address */
    bool was_taken;          /* a log tells that such mail was accepted */
};

struct questions {
    struct question *p;
    size_t len, cap;
};

/* False: the line makes no sense; err says why. */
NODISCARD bool question_parse(struct slice line, struct question *out, struct err *err);
/* Lines of a file, "-" is standard input; empty ones and those that begin with # are left out. */
NODISCARD bool questions_read(const char *path, struct arena *in, struct questions *out,
                              struct err *err);
/* What a mail log tells of: clients, senders and recipients of from=, to= and ruleset= lines,
 * joined by queue id, each combination once. */
NODISCARD bool questions_of_log(const char *path, struct arena *in, struct questions *out,
                                struct err *err);

/* Asks it: one line for an answer. `step` (or NULL) becomes the step behind it, valid until the
 * next question. For a session that is the first refusal, else "accepted". */
struct slice question_ask(const struct question *q, struct probe *p, const struct answer **step);

#endif
