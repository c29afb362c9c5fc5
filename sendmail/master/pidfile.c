/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "os/file.h"
#include "rule/macro.h"

/* Where systems keep it that have no directory for us in /run: configurations of Fedora and FreeBSD
 * do not name a file, and their services look here. */
static const char debian_path[] = "/var/run/sendmail/mta/sendmail.pid";
static const char usual_path[] = "/var/run/sendmail.pid";

static int open_file(struct str *path)
{
    int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fd = open(path->p, flags, 0644);

    if (fd >= 0 || errno != ENOENT || !slice_is(str_slice(path), debian_path))
        return fd;
    str_clear(path);
    str_add_text(path, usual_path);
    return open(path->p, flags, 0644);
}

bool pidfile_write(const struct config *cfg, struct slice command_line, struct arena *in,
                   struct pidfile *out, struct err *err)
{
    struct str path = str_new(in), text = str_new(in);
    int fd;

    if (cfg->opt.pid_file.len == 0)
        return true;
    macro_expand(cfg->macros, cfg->opt.pid_file, &path);
    fd = open_file(&path);
    if (fd < 0)
        return err_errno(err, "%s", path.p);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        err_errno(err, "%s: another daemon holds it", path.p);
        close(fd);
        return false;
    }
    str_printf(&text, "%d\n%.*s\n", (int)getpid(), SLICE_ARG(command_line));
    if (ftruncate(fd, 0) != 0 || !file_write_at(fd, str_slice(&text), 0, err)) {
        close(fd);
        return err_wrap(err, "%s", path.p);
    }
    *out = (struct pidfile){.path = path.p, .fd = fd};
    return true;
}

void pidfile_remove(struct pidfile *p)
{
    if (p->path == NULL)
        return;
    unlink(p->path);
    close(p->fd);
    p->path = NULL;
}
