/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk/spool.h"
#include "os/file.h"

static char base[64];

static void make_spool(void)
{
    snprintf(base, sizeof base, "/tmp/test-spool.XXXXXX");
    cr_assert_not_null(mkdtemp(base));
}

static void remove_spool(void)
{
    char command[128];

    snprintf(command, sizeof command, "%s", base);
    if (fork() == 0)
        execlp("rm", "rm", "-rf", command, (char *)NULL);
    wait(NULL);
}

static struct spool *opened(struct arena *in, const struct spool_group *groups, size_t n)
{
    struct spool_options o = {
        .directory = slice_from(base), .groups = groups, .group_count = n, .sync = true};
    struct spool *s = NULL;
    struct err err = {0};

    cr_assert(spool_open(&o, in, &s, &err), "%s", err.text);
    return s;
}

static struct envelope *message(struct arena *in, const char *id)
{
    struct envelope *e = ARENA_NEW(in, struct envelope);

    e->in = in;
    snprintf(e->id, sizeof e->id, "%s", id);
    e->created_at = 1000;
    e->sender.text = SLICE("a@b");
    envelope_add_rcpt(e, SLICE("c@d"))->flags = RCPT_PRIMARY;
    return e;
}

static bool exists(const struct spool *s, char kind, const char *id, struct arena *in)
{
    return access(spool_path(&s->dirs[0], kind, id, in).p, F_OK) == 0;
}

Test(spool, a_job_is_made_read_rewritten_and_removed, .init = make_spool, .fini = remove_spool)
{
    struct arena *in = arena_new();
    struct spool *s = opened(in, NULL, 0);
    struct envelope *envs[2] = {message(in, "6AAAAAAA000001"), message(in, "6AAAAAAA000002")};
    struct envelope back = {.in = in};
    struct body body = body_in_memory(SLICE("hello\n")), got;
    struct spool_job jobs[2], other;
    struct slice text;
    struct err err = {0};

    cr_assert(spool_create(s, envs, 2, &body, jobs, &err), "%s", err.text);
    cr_expect(exists(s, 'q', envs[1]->id, in) && exists(s, 'd', envs[1]->id, in));
    cr_expect_not(exists(s, 't', envs[0]->id, in));
    cr_expect_eq(spool_lock(s, &s->dirs[0], SPOOL_QUEUED, envs[0]->id, &other, &err), SPOOL_BUSY);
    cr_expect_eq(spool_read(&jobs[0], &back, &err), QF_GOOD, "%s", err.text);
    cr_expect_eq(back.body_bytes, 6);
    cr_assert(spool_open_body(&jobs[1], envs[1], &got, &err), "%s", err.text);
    cr_assert(body_slice(&got, in, &text, &err));
    cr_expect(slice_is(text, "hello\n"));
    close(got.fd);

    back.attempts = 1;
    cr_assert(spool_rewrite(&jobs[0], &back, &err), "%s", err.text);
    cr_expect_eq(spool_lock(s, &s->dirs[0], SPOOL_QUEUED, envs[0]->id, &other, &err), SPOOL_BUSY,
                 "the lock moved to the new file");
    back.flags |= ENV_QUARANTINED;
    cr_assert(spool_rewrite(&jobs[0], &back, &err), "%s", err.text);
    cr_expect(exists(s, 'h', envs[0]->id, in) && !exists(s, 'q', envs[0]->id, in));
    cr_expect(spool_remove(&jobs[0], &err), "%s", err.text);
    cr_expect_not(exists(s, 'h', envs[0]->id, in) || exists(s, 'd', envs[0]->id, in));
    cr_expect(spool_set_aside(&jobs[1], &err), "%s", err.text);
    cr_expect(exists(s, 'Q', envs[1]->id, in) && exists(s, 'd', envs[1]->id, in));
    cr_expect_eq(spool_lock(s, &s->dirs[0], SPOOL_QUEUED, envs[1]->id, &other, &err), SPOOL_GONE);
    arena_drop(in);
}

Test(spool, a_prepared_job_is_none_until_it_is_published, .init = make_spool, .fini = remove_spool)
{
    struct arena *in = arena_new();
    struct spool *s = opened(in, NULL, 0);
    struct envelope *e = message(in, "6B1prepared00001");
    struct body body = body_in_memory(SLICE("text\n"));
    struct spool_job job, found;
    struct err err = {0};

    cr_assert(spool_prepare(s, e, &body, &job, &err), "%s", err.text);
    cr_expect(exists(s, 'd', e->id, in) && exists(s, 't', e->id, in));
    cr_expect_eq(spool_lock(s, job.dir, SPOOL_QUEUED, e->id, &found, &err), SPOOL_GONE);
    cr_assert(spool_publish(&job, &err), "%s", err.text);
    cr_expect(!exists(s, 't', e->id, in));
    cr_assert_eq(spool_lock(s, job.dir, SPOOL_QUEUED, e->id, &found, &err), SPOOL_LOCKED);
    cr_expect_eq(spool_read(&found, e, &err), QF_GOOD);
    cr_expect_eq(e->body_bytes, 5);
    spool_unlock(&found);
    cr_expect(!spool_publish(&job, &err), "nothing is left to publish");
    arena_drop(in);
}

Test(spool, all_envelopes_or_none, .init = make_spool, .fini = remove_spool)
{
    struct arena *in = arena_new();
    struct spool *s = opened(in, NULL, 0);
    struct envelope *envs[2] = {message(in, "6AAAAAAA000001"), message(in, "6AAAAAAA000002")};
    struct body body = body_in_memory(SLICE("x\n"));
    struct spool_job jobs[2];
    struct err err = {0};
    int fd = open(spool_path(&s->dirs[0], 'q', envs[1]->id, in).p, O_CREAT | O_WRONLY, 0600);

    close(fd);
    cr_expect_not(spool_create(s, envs, 2, &body, jobs, &err));
    cr_expect_not(exists(s, 'q', envs[0]->id, in) || exists(s, 'd', envs[0]->id, in));
    cr_expect_not(exists(s, 't', envs[1]->id, in) || exists(s, 'd', envs[1]->id, in));
    arena_drop(in);
}

static const struct {
    mode_t mode;
    bool group_may, ok;
} modes[] = {{0600, false, true},  {0644, false, true}, {0666, false, false},
             {0660, false, false}, {0660, true, true},  {0662, true, false}};

Test(spool, a_file_that_others_may_write_is_not_trusted, .init = make_spool, .fini = remove_spool)
{
    struct arena *in = arena_new();
    struct spool *s = opened(in, NULL, 0);
    struct envelope *env = message(in, "6AAAAAAA000001");
    struct body body = body_in_memory(SLICE("x\n"));
    struct spool_job job;
    struct err err = {0};

    cr_assert(spool_create(s, &env, 1, &body, &job, &err), "%s", err.text);
    for (size_t i = 0; i < COUNT(modes); i++) {
        fchmod(job.lock, modes[i].mode);
        cr_expect_eq(spool_check_file(&job, modes[i].group_may, &err), modes[i].ok, "%o",
                     modes[i].mode);
    }
    spool_unlock(&job);
    arena_drop(in);
}

Test(spool, files_go_to_subdirectories_and_groups, .init = make_spool, .fini = remove_spool)
{
    static const char *const dirs[] = {"q1", "q1/qf", "q1/df", "q2", "bulk"};
    const struct spool_group groups[] = {{SLICE("mqueue"), SLICE("q*")},
                                         {SLICE("bulk"), SLICE("bulk")}};
    struct arena *in = arena_new();
    struct envelope *envs[2] = {message(in, "6AAAAAAA000001"), message(in, "6AAAAAAA000002")};
    struct body body = body_in_memory(SLICE("x\n"));
    struct spool_job jobs[2];
    struct err err = {0};
    struct spool *s;

    for (size_t i = 0; i < COUNT(dirs); i++)
        mkdir(arena_printf(in, "%s/%s", base, dirs[i]).p, 0700);
    s = opened(in, groups, 2);
    cr_assert_eq(s->dir_count, 3);
    envs[1]->queue_group = SLICE("bulk");
    cr_assert(spool_create(s, envs, 2, &body, jobs, &err), "%s", err.text);
    cr_expect(slice_is(jobs[1].dir->group, "bulk"));
    cr_expect(slice_is(jobs[0].dir->group, "mqueue"));
    cr_expect_eq(access(arena_printf(in, "%s/bulk/df%s", base, envs[1]->id).p, F_OK), 0);
    cr_expect(strstr(s->dirs[0].qf, "/q1/qf") && strstr(s->dirs[0].df, "/q1/df"));
    cr_expect_str_eq(s->dirs[0].xf, s->dirs[0].path);
    spool_unlock(&jobs[0]);
    spool_unlock(&jobs[1]);
    arena_drop(in);
}

Test(spool, a_group_outside_the_queue_directory_is_refused, .init = make_spool,
     .fini = remove_spool)
{
    const struct spool_group outside = {SLICE("x"), SLICE("/tmp")};
    struct spool_options o = {.directory = slice_from(base), .groups = &outside, .group_count = 1};
    struct arena *in = arena_new();
    struct spool *s;
    struct err err = {0};

    cr_expect_not(spool_open(&o, in, &s, &err));
    cr_expect_eq(err.status, EX_CONFIG);
    arena_drop(in);
}
