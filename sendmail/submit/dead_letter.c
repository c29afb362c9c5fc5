/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/submit/dead_letter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "message/write.h"
#include "os/file.h"
#include "rule/macro.h"

static bool put(void *ctx, struct slice bytes, struct err *err)
{
    return file_write_all(*(const int *)ctx, bytes, err);
}

/* The user's own file, and nothing else that may lie under that name. */
static int open_letter(const char *path, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
    struct stat st;

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink != 1 || st.st_uid != geteuid() ||
        flock(fd, LOCK_EX) != 0) {
        close(fd);
        errno = EPERM;
        return -1;
    }
    return fd;
}

static bool write_letter(struct submission *s, int fd, const struct message_rules *rules,
                         const struct body *body, struct err *err)
{
    const struct mailer *m =
        s->cfg->known.file >= 0 ? &s->cfg->mailers.p[s->cfg->known.file] : NULL;
    struct message_write w = {
        .cfg = s->cfg, .env = s->env, .body = body, .mailer = m, .rules = rules, .quoted = true};
    struct message_sink sink = {&fd, put};
    struct str from = str_new(s->in);

    macro_expand(s->route.macros, s->cfg->opt.unix_from_line, &from);
    str_add_char(&from, '\n');
    return file_write_all(fd, str_slice(&from), err) && message_write(&w, &sink, err) &&
           file_write_all(fd, SLICE("\n"), err);
}

void dead_letter_save(struct submission *s, const struct message_rules *rules,
                      const struct body *body)
{
    const char *path =
        arena_cstr(s->in, arena_printf(s->in, "%.*s/dead.letter", SLICE_ARG(s->who.home)));
    struct err err = {0};
    off_t before;
    int fd = open_letter(path, (mode_t)s->cfg->opt.temp_file_mode);

    if (fd < 0) {
        log_line(1, LOG_ERR, s->route.id, "cannot open %s: %s", path, strerror(errno));
        return;
    }
    before = lseek(fd, 0, SEEK_END);
    if (write_letter(s, fd, rules, body, &err)) {
        printf("%s%s... Saved message in %s%s\n", s->req->arpanet ? "050 " : "", path, path,
               s->req->arpanet ? "\r" : "");
        fflush(stdout);
    } else {
        log_line(1, LOG_ERR, s->route.id, "%s: %s", path, err.text);
        if (ftruncate(fd, before) != 0)
            log_line(1, LOG_ERR, s->route.id, "%s: cannot take a half message out: %s", path,
                     strerror(errno));
    }
    close(fd);
}
