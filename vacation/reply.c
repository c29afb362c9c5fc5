/* SPDX-License-Identifier: BSD-2-Clause */
#include "vacation/reply.h"

#include <sys/wait.h>
#include <unistd.h>

#include "os/spawn.h"
#include "os/text_file.h"

#define SENDMAIL "/usr/sbin/sendmail"

struct slice reply_message(const struct reply *r, struct arena *in)
{
    struct slice rest = r->text, line;
    struct str s = str_new(in);

    str_printf(&s, "To: %.*s\nAuto-Submitted: auto-replied\n", SLICE_ARG(r->to));
    if (r->in_answer_to.len > 0)
        str_printf(&s, "In-Reply-To: %.*s\nReferences: %.*s\n", SLICE_ARG(r->in_answer_to),
                   SLICE_ARG(r->in_answer_to));
    while (slice_line(&rest, &line)) {
        if (line.len > 0 && line.p[line.len - 1] == '\r')
            line.len--;
        str_add(&s, line);
        str_add_char(&s, '\n');
    }
    return str_slice(&s);
}

static bool wait_for(pid_t pid, struct err *err)
{
    int status;

    if (!spawn_wait(pid, -1, &status, err))
        return false;
    if (!WIFEXITED(status))
        return err_set(err, EX_TEMPFAIL, SENDMAIL " did not end by itself");
    if (WEXITSTATUS(status) != EX_OK)
        return err_set(err, WEXITSTATUS(status), SENDMAIL " ended with status %d",
                       WEXITSTATUS(status));
    return true;
}

static bool start(const struct reply *r, int message, struct arena *in, pid_t *pid, struct err *err)
{
    const char *words[] = {SENDMAIL, "-oi", "-f", r->from, "--", arena_cstr(in, r->to)};
    char *argv[COUNT(words) + 1] = {NULL};
    int told = r->telling ? STDERR_FILENO : -1;
    struct spawn what = {.path = SENDMAIL,
                         .argv = argv,
                         .envp = environ,
                         .as = identity_current(),
                         .fds = {message, told, told}};

    for (size_t i = 0; i < COUNT(words); i++)
        argv[i] = arena_cstr(in, slice_from(words[i]));
    return spawn_start(&what, pid, err);
}

bool reply_send(const struct reply *r, struct err *err)
{
    struct arena *in = arena_new();
    struct text_file message = {.fd = -1};
    pid_t pid;
    bool ok = text_file_open(&message, in, err) &&
              text_file_put(&message, reply_message(r, in), err) &&
              text_file_finish(&message, err) && start(r, message.fd, in, &pid, err) &&
              wait_for(pid, err);

    if (message.fd >= 0)
        close(message.fd);
    arena_drop(in);
    return ok;
}
