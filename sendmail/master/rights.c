/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who a worker becomes when it was started as root, and which locks are put on it.
 *
 * smtpd hears strangers first, so it is the one that must not be root. It becomes RunAsUser, else
 * the first of a few users that own nothing; never TrustedUser, who owns the maps. What it reads is
 * either public or comes from the master (map files) and its start (class files, listening
 * sockets). deliver becomes RunAsUser; without one it writes host status, statistics and lock files
 * as root, and so does queue with the spool: they keep the capabilities for files and nothing else.
 */
#include "sendmail/master/rights.h"

#include <linux/capability.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "map/map.h"
#include "os/account.h"
#include "os/identity.h"
#include "os/sandbox.h"

#define BIT(capability) (UINT64_C(1) << (capability))

static const uint64_t file_capabilities = BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) |
                                          BIT(CAP_DAC_READ_SEARCH) | BIT(CAP_FOWNER) |
                                          BIT(CAP_FSETID);

static const struct {
    const char *name;
    unsigned keep;
    bool unprivileged;    /* becomes somebody even without RunAsUser */
    bool obeys_run_as;    /* becomes RunAsUser */
    bool talks_to_others; /* ClientPortOptions may name a low port */
} kinds[WORKER_KINDS] = {
    [WORKER_SMTPD] = {"smtpd", 0, true, true, false},
    [WORKER_QUEUE] = {"queue", SANDBOX_FILES, false, false, false},
    [WORKER_DELIVER] = {"deliver", SANDBOX_FILES, false, true, true},
};

static bool is_local_socket(struct slice name)
{
    return !slice_starts_case(name, SLICE("inet"));
}

static bool has_map_of_class(const struct config *cfg, const char *name)
{
    const struct map *m;
    size_t at = 0;

    while ((m = maps_next(cfg->maps, &at)) != NULL) {
        if (slice_is_case(map_class_name(m), name))
            return true;
    }
    return false;
}

static bool has_map_behind_socket(const struct config *cfg)
{
    const struct map *m;
    size_t at = 0;

    while ((m = maps_next(cfg->maps, &at)) != NULL) {
        if (map_has_local_socket(m))
            return true;
    }
    return false;
}

/* Sockets in the file tree open for root today may be shut for anybody else, now or after their
 * server's next start, and each connection would be a temporary failure for ever. */
static const char *needs_root(const struct config *cfg)
{
    if (has_map_behind_socket(cfg))
        return "a map with a local socket";
    for (size_t i = 0; i < cfg->milters.len; i++) {
        if (is_local_socket(cfg->milters.p[i].socket))
            return "a mail filter with a local socket";
    }
    return NULL;
}

static bool take_user(const char *name, struct identity *who)
{
    struct arena *in = arena_new();
    struct account a;
    bool ok = account_named(slice_from(name), in, &a, NULL) == ACCOUNT_FOUND && a.uid != 0;

    if (ok)
        *who = identity_of(a.uid, a.gid);
    arena_drop(in);
    return ok;
}

static bool of_option(const struct option_user *user, struct identity *who)
{
    if (!user->set || user->uid == 0)
        return false;
    *who = identity_of(user->uid, user->gid);
    return true;
}

/* False: stays what it is. */
static bool choose(const struct config *cfg, enum worker_kind kind, struct identity *who,
                   const char **why_not)
{
    struct arena *in;
    bool nobody_better;

    *why_not = NULL;
    if (kinds[kind].obeys_run_as && of_option(&cfg->opt.run_as_user, who)) {
        in = arena_new();
        if (cfg->opt.run_as_user.name.len > 0)
            identity_fill(who, arena_cstr(in, cfg->opt.run_as_user.name));
        arena_drop(in);
        return true;
    }
    if (!kinds[kind].unprivileged)
        return false;
    *why_not = needs_root(cfg);
    if (*why_not != NULL)
        return false;
    /* compatible: programs that a map runs are DefaultUser's. */
    nobody_better = has_map_of_class(cfg, "program");
    if (!nobody_better && (take_user("smmta", who) || take_user("mailnull", who)))
        return true;
    if (of_option(&cfg->opt.default_user, who))
        return true;
    *who = identity_of(cfg->opt.default_user.uid, cfg->opt.default_user.gid);
    *why_not = "DefaultUser is root";
    return who->uid != 0;
}

static bool change_user(const struct worker_setup *setup, enum worker_kind kind, struct err *err)
{
    struct identity who;
    const char *why_not;

    if (geteuid() != 0)
        return true;
    if (!choose(setup->cfg, kind, &who, &why_not)) {
        if (why_not != NULL)
            log_line(3, LOG_NOTICE, SLICE("NOQUEUE"), "%s stays root: %s", kinds[kind].name,
                     why_not);
        return true;
    }
    maps_set_opener(setup->cfg->maps, setup->master.open_map, setup->master.ctx);
    return identity_become(&who, err);
}

static void check_help(const struct config *cfg)
{
    struct arena *in = arena_new();
    const char *path = arena_cstr(in, cfg->opt.help_file);

    if (cfg->opt.help_file.len > 0 && access(path, F_OK) == 0 && access(path, R_OK) != 0)
        log_line(3, LOG_NOTICE, SLICE("NOQUEUE"),
                 "%s is not readable for uid %d: HELP says nothing", path, (int)geteuid());
    arena_drop(in);
}

bool rights_give_up(const struct worker_setup *setup, enum worker_kind kind, struct err *err)
{
    /* Class program is the one reason for a worker to run something: mailers are the master's
     * business, and F lines with a program were read before the fork. */
    bool runs = has_map_of_class(setup->cfg, "program"), filtered;
    struct sandbox box = {.name = kinds[kind].name,
                          .keep = kinds[kind].keep | (runs ? SANDBOX_RUN : 0),
                          .capabilities = file_capabilities};

    if (runs) /* such programs are DefaultUser's */
        box.capabilities |= BIT(CAP_SETUID) | BIT(CAP_SETGID);
    if (kinds[kind].talks_to_others)
        box.capabilities |= BIT(CAP_NET_BIND_SERVICE);
    if (!change_user(setup, kind, err) || !sandbox_enter(&box, &filtered, err))
        return false;
    if (kind == WORKER_SMTPD)
        check_help(setup->cfg);
    log_line(15, LOG_INFO, SLICE("NOQUEUE"), "%s: uid=%d, system calls %s%s%s", box.name,
             (int)geteuid(), filtered ? "filtered" : "not filtered",
             runs ? ", may run programs for a map" : "",
             (box.keep & SANDBOX_FILES) != 0 ? ", may change files" : "");
    return true;
}
