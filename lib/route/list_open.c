/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/list_open.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/account.h"
#include "os/as_user.h"
#include "os/file.h"
#include "os/safe_path.h"
#include "rule/macro.h"

#define DETAIL "\001" /* stands for what $h may be */

/* ---- checks */

/* Words of DontBlameSendmail take checks away, or make what they would have refused count as
 * safe. */
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
    if (allowed(cfg->opt.dont_blame_sendmail, ALLOW_TRUST_STICKY_BIT))
        flags |= SAFE_TRUST_STICKY;
    if (allowed(cfg->opt.dont_blame_sendmail, ALLOW_GROUP_WRITABLE_DIR_PATH_SAFE))
        flags |= SAFE_GROUP_DIRECTORIES;
    for (size_t i = 0; i < count; i++)
        if (allowed(cfg->opt.dont_blame_sendmail, rows[i].allow))
            flags &= ~rows[i].without;
    return flags;
}

static int open_safely(const char *path, unsigned flags, const struct identity *who,
                       struct err *err)
{
    struct safe_rules rules = {.flags = flags, .uid = who->uid};

    return safe_open(path, &rules, O_RDONLY, 0, err);
}

/* ---- what is a .forward */

/* `pattern` with DETAIL for any bytes but slashes. */
static bool fits(struct slice pattern, struct slice path)
{
    size_t at = slice_find(pattern, DETAIL[0]);
    struct slice rest;

    if (at == SIZE_MAX)
        return slice_eq(pattern, path);
    if (path.len < at || !slice_eq(slice_part(pattern, 0, at), slice_part(path, 0, at)))
        return false;
    rest = slice_from_at(pattern, at + 1);
    for (size_t end = at;; end++) {
        if (fits(rest, slice_from_at(path, end)))
            return true;
        if (end == path.len || path.p[end] == '/')
            return false;
    }
}

bool list_is_forward(const struct config *cfg, struct slice user, struct slice home,
                     struct slice path)
{
    struct slice all = cfg->opt.forward_path, coded;
    struct arena *scratch = arena_new();
    bool found = false;

    if (all.len == 0)
        all = SLICE("\201z/.forward");
    while (!found && all.len > 0) {
        if (!slice_until(&all, ':', &coded)) {
            coded = all;
            all = slice_of(NULL, 0);
        }
        for (int with = 0; with < 2 && !found; with++) {
            struct macros *scope = macros_new(scratch, macros_names(cfg->macros), cfg->macros);
            struct str name = str_new(scratch);

            macros_set(scope, 'z', home);
            macros_set(scope, 'u', user);
            macros_set(scope, 'h', with ? SLICE(DETAIL) : SLICE(""));
            macro_expand(scope, coded, &name);
            found = name.len > 0 && name.p[0] == '/' && fits(str_slice(&name), path);
        }
    }
    arena_drop(scratch);
    return found;
}

/* ---- the chain */

static struct identity default_user(const struct config *cfg)
{
    const struct option_user *user = &cfg->opt.default_user;
    struct identity who = identity_of(user->uid, user->gid);
    struct arena *in = arena_new();

    if (user->name.len > 0 && !cfg->opt.dont_init_groups)
        identity_fill(&who, arena_cstr(in, user->name));
    arena_drop(in);
    return who;
}

/* Without an account it still has its ids. */
static struct identity owner_of(const struct config *cfg, const struct stat *st)
{
    struct identity who = identity_of(st->st_uid, st->st_gid);
    struct arena *in;
    struct account a;

    if (st->st_uid == 0)
        return default_user(cfg);
    in = arena_new();
    if (!cfg->opt.dont_init_groups && account_of_uid(st->st_uid, in, &a, NULL) == ACCOUNT_FOUND)
        identity_fill(&who, arena_cstr(in, a.name));
    arena_drop(in);
    return who;
}

static bool user_of(const struct config *cfg, struct slice name, const char *path,
                    struct identity *who, struct err *err)
{
    struct arena *in = arena_new();
    struct account a = {0};
    enum account_answer answer = account_named(name, in, &a, err);
    bool ok = answer == ACCOUNT_FOUND;

    if (ok && !list_is_forward(cfg, a.name, a.home, slice_from(path)))
        ok = err_set(err, EX_NOPERM, "%s is no .forward of %.*s", path, SLICE_ARG(name));
    if (ok) {
        *who = identity_of(a.uid, a.gid);
        if (!cfg->opt.dont_init_groups)
            identity_fill(who, arena_cstr(in, a.name));
    }
    arena_drop(in);
    return ok;
}

static bool ends_name(struct slice rest)
{
    return rest.len == 0 || ascii_is_space(rest.p[0]) || rest.p[0] == ',' || rest.p[0] == '"';
}

/* Does the list include that path? Its members are read again by whoever asked; here it is enough
 * that the words are in it. */
static bool includes(int fd, const char *path, struct err *err)
{
    struct arena *in = arena_new();
    struct slice text, rest;
    size_t at;
    bool found = false, ok = file_read_fd(fd, LIST_MAX_BYTES, in, &text, err);

    for (rest = text; ok && !found && (at = slice_find(rest, ':')) != SIZE_MAX;) {
        struct slice name;

        rest = slice_from_at(rest, at);
        name = rest;
        if (slice_skip_text_case(&name, SLICE(":include:"))) {
            while (name.len > 0 && (name.p[0] == ' ' || name.p[0] == '\t'))
                name = slice_from_at(name, 1);
            found = slice_starts(name, slice_from(path)) &&
                    ends_name(slice_from_at(name, strlen(path)));
        }
        rest = slice_from_at(rest, 1);
    }
    arena_drop(in);
    return found || !ok || err_set(err, EX_TEMPFAIL, "no list includes %s any more", path);
}

static bool is_path(const char *path)
{
    return path[0] == '/';
}

int list_open(const struct config *cfg, const struct list_request *r, struct err *err)
{
    bool as_itself = geteuid() != 0;
    struct identity who = as_itself ? identity_current() : default_user(cfg);
    struct stat st;

    for (size_t i = 0; i < r->len && i < LIST_MAX_CHAIN && is_path(r->chain[i]); i++) {
        bool forward = i == 0 && r->user.len > 0, last = i + 1 == r->len;
        int fd;

        if (forward && !as_itself && !user_of(cfg, r->user, r->chain[i], &who, err))
            return -1;
        /* compatible: with RunAsUser there is nobody else to be. */
        if (!as_itself && cfg->run_as_uid != 0)
            who = identity_of(cfg->run_as_uid, cfg->run_as_gid);
        fd = as_user_open(&who, r->chain[i], open_safely, checks_for(cfg, forward), r->timeout_ms,
                          err);
        if (fd < 0 || last)
            return fd;
        if (fstat(fd, &st) != 0 || !includes(fd, r->chain[i + 1], err)) {
            close(fd);
            return -1;
        }
        close(fd);
        if (!forward && !as_itself)
            who = owner_of(cfg, &st);
    }
    return err_set(err, EX_NOPERM, "no chain of lists"), -1;
}
