/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/stat.h>
#include <unistd.h>

#include "conf/config.h"
#include "os/account.h"
#include "os/file.h"
#include "os/safe_path.h"
#include "route/expand_world.h"

enum { OPEN_TIMEOUT_MS = 60000, SHELLS_MAX_BYTES = 1024 * 1024 };

/* ---- users */

static enum expand_answer find_user(void *ctx UNUSED, struct slice name, struct arena *in,
                                    struct expand_user *user, struct err *err)
{
    struct account a;

    switch (account_named(name, in, &a, err)) {
    case ACCOUNT_FOUND:
        break;
    case ACCOUNT_ABSENT:
        return EXPAND_ABSENT;
    case ACCOUNT_FAILED:
        return EXPAND_FAILED;
    }
    *user = (struct expand_user){.name = a.name,
                                 .full_name = account_full_name(a.gecos, a.name, in),
                                 .home = a.home,
                                 .shell = a.shell,
                                 .uid = a.uid,
                                 .gid = a.gid};
    return EXPAND_FOUND;
}

static struct slice name_of_uid(uid_t uid, struct arena *in)
{
    struct account a;

    return uid != 0 && account_of_uid(uid, in, &a, NULL) == ACCOUNT_FOUND ? a.name
                                                                          : (struct slice){0};
}

/* A host without a list of shells has these two. */
static const char default_shells[] = "/bin/sh\n/bin/csh\n";

bool expand_shell_is_listed(struct slice shell)
{
    struct arena *scratch = arena_new();
    struct slice text, line;
    bool listed = false;

    if (shell.len == 0)
        shell = SLICE("/bin/sh");
    if (!file_read("/etc/shells", SHELLS_MAX_BYTES, scratch, &text, NULL))
        text = slice_from(default_shells);
    while (!listed && slice_line(&text, &line)) {
        line = slice_trim(line);
        if (line.len > 0 && line.p[0] != '#')
            listed = slice_eq(line, shell) || slice_is(line, "/SENDMAIL/ANY/SHELL/");
    }
    arena_drop(scratch);
    return listed;
}

/* ---- lists */

static bool shell_is_listed(void *ctx UNUSED, struct slice shell)
{
    return expand_shell_is_listed(shell);
}

static bool is_unsafe(const struct config *cfg, bool forward, mode_t mode)
{
    uint64_t allow = cfg->opt.dont_blame_sendmail;

    if (mode & S_IWOTH)
        return true;
    return (mode & S_IWGRP) && !allowed(allow, forward ? ALLOW_GROUP_WRITABLE_FORWARD_FILE_SAFE
                                                       : ALLOW_GROUP_WRITABLE_INCLUDE_FILE_SAFE);
}

static enum expand_answer read_list(void *ctx, const struct expand_file *file, struct arena *in,
                                    struct expand_text *text, struct err *err)
{
    struct expand_files *files = ctx;
    const struct config *cfg = files->cfg;
    struct list_request request = {.user = file->user,
                                   .chain = file->chain,
                                   .len = file->chain_len,
                                   .timeout_ms = (int)(cfg->opt.timeout_fileopen * 1000)};
    struct stat st;
    bool ok;
    int fd;

    if (request.timeout_ms <= 0)
        request.timeout_ms = OPEN_TIMEOUT_MS;
    fd = files->open_list != NULL ? files->open_list(files->ctx, &request, err)
                                  : list_open(cfg, &request, err);
    if (fd < 0)
        return err->status == EX_NOINPUT ? EXPAND_ABSENT : EXPAND_FAILED;
    ok = fstat(fd, &st) == 0 && file_read_fd(fd, LIST_MAX_BYTES, in, &text->text, err);
    close(fd);
    if (!ok)
        return EXPAND_FAILED;
    text->owner = st.st_uid;
    text->group = st.st_gid;
    text->owner_name = name_of_uid(st.st_uid, in);
    text->unsafe = is_unsafe(cfg, file->forward, st.st_mode);
    return EXPAND_FOUND;
}

struct expand_world expand_world_of(struct expand_files *files)
{
    return (struct expand_world){.ctx = files,
                                 .find_user = find_user,
                                 .shell_is_listed = shell_is_listed,
                                 .read_list = read_list};
}
