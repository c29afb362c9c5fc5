/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The permission doctor: os/safe_path.h refuses a file at its first fault; here every fault of
 * every path is listed once, with the command that mends it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "base/table.h"
#include "cfcompile/lint.h"
#include "conf/peek.h"
#include "os/file.h"
#include "os/safe_path.h"

struct doctor {
    struct lint *l;
    struct table seen; /* paths already looked at */
    uint64_t allow;
};

static bool is_new(struct doctor *d, const char *path)
{
    return table_set(&d->seen, arena_copy(d->l->in, slice_from(path)), d);
}

static void say(struct doctor *d, const char *id, const char *path, const char *command,
                const char *fmt, ...) PRINTF(5, 6);
static void say(struct doctor *d, const char *id, const char *path, const char *command,
                const char *fmt, ...)
{
    struct str what = str_new(d->l->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&what, fmt, args);
    va_end(args);
    lint_run(
        d->l,
        lint_say(d->l, id, SEVERITY_ERROR, arena_copy(d->l->in, slice_from(path)), 0, "%s", what.p),
        "%s %s", command, path);
}

/* ---- directories on the way ----------------------------------------------------------------- */

static void look_at_directory(struct doctor *d, const char *dir, const char *what_for)
{
    struct stat st;
    bool group, world;

    if (!is_new(d, dir) || stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return;
    if ((st.st_mode & S_ISVTX) != 0 && allowed(d->allow, ALLOW_TRUST_STICKY_BIT))
        return;
    world = (st.st_mode & S_IWOTH) != 0;
    group = (st.st_mode & S_IWGRP) != 0 && !allowed(d->allow, ALLOW_GROUP_WRITABLE_DIR_PATH_SAFE);
    if (!world && !group)
        return;
    /* /tmp is meant for everybody: a chmod there would break the system. */
    if (world && (st.st_mode & S_ISVTX) != 0) {
        lint_say(d->l, "perm-01", SEVERITY_ERROR, arena_copy(d->l->in, slice_from(dir)), 0,
                 "everybody may write in this directory (mode %04o), as is meant, so nothing in it "
                 "is trusted: its place is elsewhere, in /etc/mail for instance: %s",
                 (unsigned)st.st_mode & 07777, what_for);
        return;
    }
    say(d, "perm-01", dir, world ? group ? "chmod go-w" : "chmod o-w" : "chmod g-w",
        "%s may write in this directory (mode %04o), so nothing in it is trusted: %s",
        world ? "everybody" : "the group", (unsigned)st.st_mode & 07777, what_for);
}

/* All directories above a path, those of what links point to as well. */
static void look_at_way(struct doctor *d, const char *path, const char *what_for)
{
    char real[PATH_MAX], dir[PATH_MAX];
    const char *ways[] = {path, realpath(path, real) != NULL ? real : NULL};

    for (size_t w = 0; w < COUNT(ways) && ways[w] != NULL; w++) {
        size_t len = strlen(ways[w]);
        if (ways[w][0] != '/' || len >= sizeof dir)
            continue;
        for (size_t i = 0; i < len; i++) {
            if (ways[w][i] != '/')
                continue;
            size_t n = i == 0 ? 1 : i;
            memcpy(dir, ways[w], n);
            dir[n] = '\0';
            look_at_directory(d, dir, what_for);
        }
    }
}

/* ---- files ---------------------------------------------------------------------------------- */

struct file_rule {
    const char *what;
    unsigned flags;        /* enum safe_flags: NO_GROUP_WRITE, NO_WORLD_WRITE, NO_GROUP_READ */
    enum allow dir_excuse; /* word of DontBlameSendmail that lets the way pass; ALLOW_END: none */
};

static bool may_read(const struct stat *st, uid_t uid, gid_t gid)
{
    if (uid == 0)
        return true;
    if (st->st_uid == uid)
        return (st->st_mode & S_IRUSR) != 0;
    if (st->st_gid == gid)
        return (st->st_mode & S_IRGRP) != 0;
    return (st->st_mode & S_IROTH) != 0;
}

static void look_at_file(struct doctor *d, const char *path, const struct file_rule *rule)
{
    const struct config *c = d->l->config;
    struct stat st;

    if (rule->dir_excuse == ALLOW_END || !allowed(d->allow, rule->dir_excuse))
        look_at_way(d, path,
                    arena_cstr(d->l->in, arena_printf(d->l->in, "%s %s", rule->what, path)));
    if (!is_new(d, path) || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return;
    if ((rule->flags & SAFE_NO_WORLD_WRITE) && (st.st_mode & S_IWOTH))
        say(d, "perm-02", path, "chmod o-w", "everybody may write this file (mode %04o): %s",
            (unsigned)st.st_mode & 07777, rule->what);
    if ((rule->flags & SAFE_NO_GROUP_WRITE) && (st.st_mode & S_IWGRP) &&
        !allowed(d->allow, ALLOW_GROUP_WRITABLE_ALIAS_FILE))
        say(d, "perm-02", path, "chmod g-w", "the group may write this file (mode %04o): %s",
            (unsigned)st.st_mode & 07777, rule->what);
    if ((rule->flags & SAFE_NO_GROUP_READ) && (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
        say(d, "tls-02", path, "chmod 0600", "others may read this secret (mode %04o): %s",
            (unsigned)st.st_mode & 07777, rule->what);
    if (c->opt.run_as_user.set && !may_read(&st, c->run_as_uid, c->run_as_gid))
        say(d, "perm-04", path, "chmod a+r",
            "RunAsUser %.*s may not read this file (mode %04o): %s",
            SLICE_ARG(c->opt.run_as_user.name), (unsigned)st.st_mode & 07777, rule->what);
}

static const struct file_rule map_rule = {"a map", SAFE_NO_WORLD_WRITE,
                                          ALLOW_MAP_IN_UNSAFE_DIR_PATH};
static const struct file_rule alias_rule = {"aliases", SAFE_NO_WORLD_WRITE | SAFE_NO_GROUP_WRITE,
                                            ALLOW_END};
static const struct file_rule plain_rule = {"a file of the configuration", SAFE_NO_WORLD_WRITE,
                                            ALLOW_END};
static const struct file_rule key_rule = {"a private key", SAFE_NO_GROUP_READ | SAFE_NO_WORLD_WRITE,
                                          ALLOW_END};

static void look_at_option(struct doctor *d, struct slice path, const struct file_rule *rule)
{
    if (path.len > 1 && path.p[0] == '/')
        look_at_file(d, arena_cstr(d->l->in, path), rule);
}

static void look_at_coded(struct doctor *d, struct slice coded, const struct file_rule *rule)
{
    look_at_option(d, lint_expanded(d->l, coded), rule);
}

static void look_at_maps(struct doctor *d, const struct peek *cf)
{
    struct slice rest = cf->alias_files, word;

    for (size_t i = 0; i < cf->map_count; i++) {
        struct slice path = cf->maps[i].file;
        if (path.len == 0 || path.p[0] != '/')
            continue;
        look_at_option(d, path, &map_rule);
        if (!slice_ends_case(path, SLICE(".db")))
            look_at_option(d, arena_printf(d->l->in, "%.*s.db", SLICE_ARG(path)), &map_rule);
    }
    while (rest.len > 0) {
        if (!slice_until(&rest, ',', &word)) {
            word = rest;
            rest = (struct slice){0};
        }
        size_t slash = slice_find(word, '/');
        word = slice_trim(slice_from_at(word, slash == SIZE_MAX ? word.len : slash));
        look_at_option(d, word, &alias_rule);
        look_at_option(d, arena_printf(d->l->in, "%.*s.db", SLICE_ARG(word)), &alias_rule);
    }
}

/* ---- queues --------------------------------------------------------------------------------- */

static void look_at_space(struct doctor *d, const char *dir)
{
    struct statvfs fs;
    uint64_t unit, free_blocks;
    int64_t wanted = d->l->config->opt.min_free_blocks;

    if (wanted <= 0 || statvfs(dir, &fs) != 0)
        return;
    unit = fs.f_frsize > 0 ? fs.f_frsize : fs.f_bsize;
    free_blocks = fs.f_bavail;
    if ((int64_t)free_blocks < wanted)
        lint_say(
            d->l, "queue-01", SEVERITY_ERROR, arena_copy(d->l->in, slice_from(dir)), 0,
            "%llu blocks of %llu bytes are free, less than MinFreeBlocks %lld: no mail is taken",
            (unsigned long long)free_blocks, (unsigned long long)unit, (long long)wanted);
}

/* The program that gives mail of users to the submission queue does so by its group. */
static void look_at_setgid(struct doctor *d, const char *queue, const struct stat *dir)
{
    static const char program[] = "/usr/sbin/sendmail";
    struct stat st;

    if (stat(program, &st) != 0 || ((st.st_mode & S_ISGID) && st.st_gid == dir->st_gid))
        return;
    say(d, "perm-08", program, "chgrp smmsp /usr/sbin/sendmail; chmod 2755",
        "it is not set-gid to the group of %s: mail of users cannot be queued", queue);
}

static void look_at_queue(struct doctor *d)
{
    const struct config *c = d->l->config;
    struct slice dir = c->opt.queue_directory;
    const char *path;
    struct stat st;

    if (dir.len == 0 || dir.p[0] != '/')
        return;
    if (slice_find(dir, '*') != SIZE_MAX)
        dir = slice_part(dir, 0, slice_find_last(slice_part(dir, 0, slice_find(dir, '*')), '/'));
    path = arena_cstr(d->l->in, dir);
    look_at_way(d, path, "the queue");
    if (stat(path, &st) != 0) {
        if (errno == ENOENT)
            say(d, "perm-07", path,
                c->opt.use_msp ? "install -d -m 0770 -o smmsp -g smmsp" : "install -d -m 0700",
                "the queue directory is missing");
        return;
    }
    if (st.st_mode & (c->opt.use_msp ? S_IWOTH : S_IWGRP | S_IWOTH))
        say(d, "perm-06", path, c->opt.use_msp ? "chmod 0770" : "chmod 0700",
            "others may write into the queue (mode %04o)", (unsigned)st.st_mode & 07777);
    if (c->opt.use_msp)
        look_at_setgid(d, path, &st);
    look_at_space(d, path);
}

/* ---- programs and sockets ------------------------------------------------------------------- */

static void look_at_mailers(struct doctor *d)
{
    const struct config *c = d->l->config;

    for (size_t i = 0; i < c->mailers.len; i++) {
        const struct mailer *m = &c->mailers.p[i];
        const char *path = arena_cstr(d->l->in, m->path);
        if (path[0] == '/' && m->name.p[0] != '*' && is_new(d, path) && access(path, X_OK) != 0)
            lint_say(d->l, "queue-05", SEVERITY_WARNING, d->l->cf, 0, "mailer %.*s runs %s: %s",
                     SLICE_ARG(m->name), path, strerror(errno));
    }
}

static void look_at_milters(struct doctor *d)
{
    const struct config *c = d->l->config;

    for (size_t i = 0; i < c->milters.len; i++) {
        struct slice socket = c->milters.p[i].socket;
        struct stat st;
        if (!slice_skip_text_case(&socket, SLICE("local:")) &&
            !slice_skip_text_case(&socket, SLICE("unix:")))
            continue;
        const char *path = arena_cstr(d->l->in, socket);
        look_at_way(d, path,
                    arena_cstr(d->l->in, arena_printf(d->l->in, "the socket of milter %.*s",
                                                      SLICE_ARG(c->milters.p[i].name))));
        if (stat(path, &st) != 0)
            lint_say(d->l, "milter-04", SEVERITY_WARNING, arena_copy(d->l->in, socket), 0,
                     "there is no socket of milter %.*s: does it run?",
                     SLICE_ARG(c->milters.p[i].name));
    }
}

/* ---- users ---------------------------------------------------------------------------------- */

/* Who has a .forward in a place where somebody else could have put it. */
static void look_at_users(struct doctor *d)
{
    const struct passwd *pw;
    struct stat st;

    if (slice_search(d->l->config->opt.forward_path, SLICE(".forward")) == SIZE_MAX)
        return;
    setpwent();
    while ((pw = getpwent()) != NULL) {
        const char *home = arena_cstr(d->l->in, slice_from(pw->pw_dir));
        const char *forward = arena_cstr(d->l->in, arena_printf(d->l->in, "%s/.forward", home));
        if (stat(forward, &st) != 0 || !is_new(d, forward))
            continue;
        if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
            say(d, "perm-09", forward, "chmod go-w",
                "others may write %s's .forward: it is not used", pw->pw_name);
        if (stat(home, &st) == 0 && (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
            say(d, "perm-09", home, "chmod go-w",
                "others may write in %s's home (mode %04o): .forward there is not used",
                pw->pw_name, (unsigned)st.st_mode & 07777);
    }
    endpwent();
}

/* As smrsh chooses it. */
const char *lint_smrsh_directory(void)
{
    static const char *const places[] = {"/etc/mail/smrsh", "/etc/smrsh", "/usr/libexec/sm.bin",
                                         "/usr/adm/sm.bin", "/var/adm/sm.bin"};
    struct stat st;

    for (size_t i = 0; i < COUNT(places); i++)
        if (stat(places[i], &st) == 0 && S_ISDIR(st.st_mode))
            return places[i];
    return places[0];
}

bool lint_in_smrsh(struct lint *l, struct slice program)
{
    struct slice path = arena_printf(l->in, "%s/%.*s", lint_smrsh_directory(), SLICE_ARG(program));

    return access(arena_cstr(l->in, path), X_OK) == 0;
}

void lint_rights(struct lint *l)
{
    const struct config *c = l->config;
    struct doctor d = {.l = l, .seen = table_new(l->in)};
    struct peek cf;

    if (c == NULL || !peek_read(arena_cstr(l->in, l->cf), l->in, &cf, NULL))
        return;
    d.allow = c->opt.dont_blame_sendmail;
    look_at_option(&d, l->cf, &plain_rule);
    look_at_maps(&d, &cf);
    look_at_option(&d, c->opt.help_file, &plain_rule);
    look_at_option(&d, c->opt.error_header, &plain_rule);
    look_at_option(&d, c->opt.default_auth_info, &key_rule);
    look_at_coded(&d, c->opt.server_key_file, &key_rule);
    look_at_coded(&d, c->opt.client_key_file, &key_rule);
    look_at_coded(&d, c->opt.server_cert_file, &plain_rule);
    look_at_coded(&d, c->opt.client_cert_file, &plain_rule);
    look_at_queue(&d);
    look_at_mailers(&d);
    look_at_milters(&d);
    look_at_users(&d);
}
