/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who a worker becomes when it was started as root, and which locks are put on it.
 *
 * smtpd and deliver become RunAsUser, else the first of a few users that own nothing; never
 * TrustedUser, who owns the maps. What they read is either public or comes from the master (map
 * files, lists) and their start (class files, listening sockets); what they write outside
 * themselves, the master opens for them. queue becomes the owner of the spool, after root's files
 * there were given to him. A spool that is root's keeps queue root, without the capabilities that
 * make root more than another user.
 */
#include "sendmail/master/rights.h"

#include <linux/capability.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "base/vec.h"
#include "disk/spool_owner.h"
#include "map/map.h"
#include "os/account.h"
#include "os/identity.h"
#include "os/sandbox.h"

#define BIT(capability) (UINT64_C(1) << (capability))

enum { LOW_PORTS = 1024 };

/* What is left to a worker that has to stay root. */
static const uint64_t spool_capabilities = BIT(CAP_DAC_OVERRIDE);
static const uint64_t client_capabilities = BIT(CAP_DAC_OVERRIDE) | BIT(CAP_NET_BIND_SERVICE);
static const uint64_t program_capabilities = BIT(CAP_SETUID) | BIT(CAP_SETGID);

static const struct {
    const char *name;
    unsigned keep;
    bool owns_spool;      /* becomes whose the spool is; else somebody who owns nothing */
    bool talks_to_others; /* has reasons of a client's to stay root */
    uint64_t capabilities;
} kinds[WORKER_KINDS] = {
    [WORKER_SMTPD] = {"smtpd", 0, false, false, BIT(CAP_DAC_OVERRIDE)},
    [WORKER_QUEUE] = {"queue", SANDBOX_FILES, true, false, spool_capabilities},
    [WORKER_DELIVER] = {"deliver", 0, false, true, client_capabilities},
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
static const char *needs_socket(const struct config *cfg)
{
    if (has_map_behind_socket(cfg))
        return "a map with a local socket";
    for (size_t i = 0; i < cfg->milters.len; i++) {
        if (is_local_socket(cfg->milters.p[i].socket))
            return "a mail filter with a local socket";
    }
    return NULL;
}

static const char *needs_root_as_client(const struct config *cfg)
{
    for (size_t i = 0; i < cfg->mailers.len; i++) {
        const struct mailer *m = &cfg->mailers.p[i];

        if (m->argv.len > 0 && slice_is(m->path, "[IPC]") && slice_is(m->argv.p[0], "FILE"))
            return "a mailer with a local socket";
    }
    for (size_t i = 0; i < COUNT(cfg->opt.client_ports); i++) {
        int64_t port;

        if (slice_to_i64(cfg->opt.client_ports[i].port, &port) && port > 0 && port < LOW_PORTS)
            return "ClientPortOptions with a port below 1024";
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

/* False: stays root, and *why_not says for whose sake. */
static bool choose_stranger(const struct config *cfg, bool client, struct identity *who,
                            const char **why_not)
{
    struct arena *in;
    bool nobody_better;

    if (of_option(&cfg->opt.run_as_user, who)) {
        in = arena_new();
        if (cfg->opt.run_as_user.name.len > 0)
            identity_fill(who, arena_cstr(in, cfg->opt.run_as_user.name));
        arena_drop(in);
        return true;
    }
    *why_not = needs_socket(cfg);
    if (*why_not == NULL && client)
        *why_not = needs_root_as_client(cfg);
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

static void name_groups(struct identity *who, struct arena *in)
{
    struct account a;

    if (account_of_uid(who->uid, in, &a, NULL) == ACCOUNT_FOUND)
        identity_fill(who, arena_cstr(in, a.name));
}

static bool choose_owner(const struct config *cfg, struct identity *who, const char **why_not)
{
    struct arena *in = arena_new();
    struct spool *spool;
    struct err err = {0};
    uid_t uid = 0;
    gid_t gid = 0;
    size_t kept;

    if (!config_open_spool(cfg, in, &spool, &err))
        *why_not = "the queue directories cannot be used";
    else if (!spool_owner(spool, arena_cstr(in, spool_base(cfg->opt.queue_directory)), &uid, &gid))
        *why_not = "the queue directories belong to several users";
    else if (uid == 0)
        *why_not = "the queue directory is root's";
    if (*why_not == NULL) {
        *who = identity_of(uid, gid);
        name_groups(who, in);
        kept = spool_hand_over(spool, config_journal_directory(cfg, in), uid);
        if (kept > 0)
            log_line(0, LOG_ERR, SLICE("NOQUEUE"), "%zu queue files are root's and stay so", kept);
    }
    arena_drop(in);
    return *why_not == NULL;
}

static bool change_user(const struct worker_setup *setup, enum worker_kind kind, struct err *err)
{
    const char *why_not = NULL;
    struct identity who;
    bool somebody;

    if (geteuid() != 0)
        return true;
    somebody = kinds[kind].owns_spool
                   ? choose_owner(setup->cfg, &who, &why_not)
                   : choose_stranger(setup->cfg, kinds[kind].talks_to_others, &who, &why_not);
    if (!somebody) {
        /* A spool that is root's is how it has always been. */
        log_line(kinds[kind].owns_spool ? 15 : 3, LOG_NOTICE, SLICE("NOQUEUE"), "%s stays root: %s",
                 kinds[kind].name, why_not);
        return true;
    }
    maps_set_opener(setup->cfg->maps, setup->master.open_map, setup->master.ctx);
    return identity_become(&who, err);
}

/* Where files may be made and changed. A program that a map runs may have wishes of its own: then
 * there is no limit. */
static const char *const *writable(const struct config *cfg, enum worker_kind kind,
                                   struct arena *in)
{
    struct VEC(const char *) paths = {0};
    struct spool *spool;

    *VEC_ADD(&paths, in) = "/dev/null";
    if (kinds[kind].owns_spool) {
        *VEC_ADD(&paths, in) = arena_cstr(in, spool_base(cfg->opt.queue_directory));
        if (!config_open_spool(cfg, in, &spool, NULL))
            return NULL;
        for (size_t i = 0; i < spool->dir_count; i++)
            *VEC_ADD(&paths, in) = spool->dirs[i].path; /* may be a link to elsewhere */
    }
    *VEC_ADD(&paths, in) = NULL;
    return paths.p;
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
    bool runs = has_map_of_class(setup->cfg, "program"), ok;
    struct arena *in = arena_new();
    struct sandbox box = {.name = kinds[kind].name,
                          .keep = kinds[kind].keep | (runs ? SANDBOX_RUN : 0),
                          .capabilities = kinds[kind].capabilities,
                          .writable = runs ? NULL : writable(setup->cfg, kind, in)};
    struct sandbox_locks locks;

    if (runs)
        box.capabilities |= program_capabilities; /* to run it as DefaultUser */
    ok = change_user(setup, kind, err) && sandbox_enter(&box, &locks, err);
    arena_drop(in);
    if (!ok)
        return false;
    if (kind == WORKER_SMTPD)
        check_help(setup->cfg);
    log_line(15, LOG_INFO, SLICE("NOQUEUE"), "%s: uid=%d, system calls %s, writing %s%s%s",
             box.name, (int)geteuid(), locks.filtered ? "filtered" : "not filtered",
             locks.limited ? "limited" : "not limited", runs ? ", may run programs for a map" : "",
             (box.keep & SANDBOX_FILES) != 0 ? ", may change files" : "");
    return true;
}
