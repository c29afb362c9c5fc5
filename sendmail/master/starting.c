/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs: the worker says which mailer, with which words and for whom; path, environment, nice
 * and groups come from the configuration and the user database.
 */
#include "ipc/pack.h"
#include "os/spawn.h"
#include "sendmail/master/jobs.h"

struct wanted {
    const struct config *cfg;
    const struct mailer *mailer;
    struct master_owner owner;
};

static bool find_identity(void *ctx, struct identity *as, struct err *err)
{
    const struct wanted *w = ctx;

    return rules_owner(w->cfg, w->mailer, &w->owner, as, err);
}

static bool unpack_fds(const struct frame *f, uint32_t present, int fds[3])
{
    int at = 0;

    for (int i = 0; i < 3; i++) {
        bool given = (present >> i & 1) != 0;

        if (given && at >= f->nfds)
            return false;
        fds[i] = given ? f->fds[at++] : -1;
    }
    return true;
}

bool starting_program(struct jobs *j, const struct config *cfg, int sock, const struct frame *f,
                      struct slice in)
{
    struct wanted w = {.cfg = cfg};
    struct spawn what = {.find_identity = find_identity, .ctx = &w};
    struct job *job = jobs_free_one(j);
    uint32_t present, argc, dirs;
    char *root, **argv, **cwd;
    struct err err = {0};
    int64_t handle;
    pid_t pid;

    if (!jobs_unpack_mailer(&in, cfg, &w.mailer) || !jobs_unpack_owner(&in, j->scratch, &w.owner) ||
        !jobs_unpack_text(&in, j->scratch, &root) || !unpack_u32(&in, &present) ||
        !jobs_unpack_list(&in, j->scratch, MASTER_MAX_ARGS, &argv, &argc) ||
        !jobs_unpack_list(&in, j->scratch, MASTER_MAX_ARGS, &cwd, &dirs) ||
        !unpack_fds(f, present, what.fds))
        return false;
    what.root = root[0] == '\0' ? NULL : root;
    if (!rules_arguments(cfg, w.mailer, argv, what.root))
        return false;
    if (job == NULL) {
        jobs_answer(sock, f->tag, EX_TEMPFAIL, "too many programs running", NULL, -1, j->scratch);
        return true;
    }
    what.path = arena_cstr(j->scratch, w.mailer->path);
    what.argv = argv;
    what.envp = rules_environment(cfg, j->scratch);
    what.cwd = dirs == 0 ? NULL : (const char *const *)cwd;
    what.nice = w.mailer->nice;
    if (!spawn_start(&what, &pid, &err)) {
        jobs_answer_err(sock, f->tag, &err, j->scratch);
        return true;
    }
    *job = (struct job){.kind = JOB_PROGRAM, .pid = pid, .sock = sock};
    handle = pid;
    jobs_answer(sock, f->tag, EX_OK, "", &handle, -1, j->scratch);
    return true;
}
