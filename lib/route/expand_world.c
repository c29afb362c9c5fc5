/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/config.h"
#include "os/account.h"
#include "os/file.h"
#include "os/safe_path.h"
#include "route/expand_world.h"

enum { LIST_MAX_BYTES = 16 * 1024 * 1024, SHELLS_MAX_BYTES = 1024 * 1024 };

/* ---- users */

/* Without the office and telephone numbers behind it. */
static struct slice full_name(struct slice gecos)
{
    return slice_part(gecos, 0, slice_find(gecos, ','));
}

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
                                 .full_name = full_name(a.gecos),
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

static bool shell_is_listed(void *ctx UNUSED, struct slice shell)
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

/* Checks for each kind, and the words of DontBlameSendmail that take them away or make what they
 * would have refused count as safe. */
struct relax {
    enum allow allow;
    unsigned without; /* enum safe_flags */
};
static const struct relax forward_relax[] = {
    {ALLOW_GROUP_WRITABLE_FORWARD_FILE, SAFE_NO_GROUP_WRITE},
    {ALLOW_GROUP_WRITABLE_FORWARD_FILE_SAFE, SAFE_NO_GROUP_WRITE},
    {ALLOW_WORLD_WRITABLE_FORWARD_FILE, SAFE_NO_WORLD_WRITE},
    {ALLOW_FORWARD_FILE_IN_GROUP_WRITABLE_DIR_PATH, SAFE_DIRECTORIES},
    {ALLOW_FORWARD_FILE_IN_UNSAFE_DIR_PATH, SAFE_DIRECTORIES},
    {ALLOW_FORWARD_FILE_IN_UNSAFE_DIR_PATH_SAFE, SAFE_DIRECTORIES},
    {ALLOW_LINKED_FORWARD_FILE_IN_WRITABLE_DIR, SAFE_LINK_DIR},
};
static const struct relax include_relax[] = {
    {ALLOW_GROUP_WRITABLE_INCLUDE_FILE, SAFE_NO_GROUP_WRITE},
    {ALLOW_GROUP_WRITABLE_INCLUDE_FILE_SAFE, SAFE_NO_GROUP_WRITE},
    {ALLOW_WORLD_WRITABLE_INCLUDE_FILE, SAFE_NO_WORLD_WRITE},
    {ALLOW_INCLUDE_FILE_IN_GROUP_WRITABLE_DIR_PATH, SAFE_DIRECTORIES},
    {ALLOW_INCLUDE_FILE_IN_UNSAFE_DIR_PATH, SAFE_DIRECTORIES},
    {ALLOW_INCLUDE_FILE_IN_UNSAFE_DIR_PATH_SAFE, SAFE_DIRECTORIES},
    {ALLOW_LINKED_INCLUDE_FILE_IN_WRITABLE_DIR, SAFE_LINK_DIR},
};

static unsigned checks_for(const struct config *cfg, bool forward)
{
    const struct relax *rows = forward ? forward_relax : include_relax;
    size_t count = forward ? COUNT(forward_relax) : COUNT(include_relax);
    unsigned flags = SAFE_NO_GROUP_WRITE | SAFE_NO_WORLD_WRITE | SAFE_DIRECTORIES | SAFE_LINK_DIR;

    if (forward)
        flags |= SAFE_OWNER;
    for (size_t i = 0; i < count; i++)
        if (allowed(cfg->opt.dont_blame_sendmail, rows[i].allow))
            flags &= ~rows[i].without;
    return flags;
}

int expand_safe_opener(const char *path, unsigned flags, const struct identity *who,
                       struct err *err)
{
    struct safe_rules rules = {.flags = flags, .uid = who->uid};

    return safe_open(path, &rules, O_RDONLY, 0, err);
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
    struct identity who =
        files->by_root ? identity_of(cfg->run_as_uid, cfg->run_as_gid) : identity_current();
    int timeout = (int)(cfg->opt.timeout_fileopen * 1000);
    unsigned flags = checks_for(cfg, file->forward);
    struct stat st;
    bool ok;
    int fd;

    if (file->uid != 0 && who.uid == 0) {
        who = identity_of(file->uid, file->gid);
        if (file->user.len > 0 && !cfg->opt.dont_init_groups)
            identity_fill(&who, arena_cstr(in, file->user));
    }
    if (timeout <= 0)
        timeout = 60000;
    fd = files->open_as != NULL
             ? files->open_as(files->ctx, &who, file->path, flags, timeout, err)
             : as_user_open(&who, file->path, expand_safe_opener, flags, timeout, err);
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
