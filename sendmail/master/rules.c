/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/master/rules.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/account.h"
#include "route/expand_world.h"
#include "rule/macro.h"

/* ---- whom ---- */

static bool is_user(const struct option_user *user, const struct master_owner *owner)
{
    return user->uid == owner->uid && user->gid == owner->gid;
}

static struct identity identity_named(const struct config *cfg, uid_t uid, gid_t gid,
                                      struct slice name)
{
    struct identity who = identity_of(uid, gid);
    struct arena *in;

    if (name.len > 0 && !cfg->opt.dont_init_groups) {
        in = arena_new();
        identity_fill(&who, arena_cstr(in, name));
        arena_drop(in);
    }
    return who;
}

static bool has_group(const struct identity *who, gid_t gid)
{
    for (int i = 0; i < who->ngroups; i++) {
        if (who->groups[i] == gid)
            return true;
    }
    return false;
}

/* An account of this host. A group that is not its own (that of a list's file) is not given. */
static bool account_identity(const struct config *cfg, const struct master_owner *owner,
                             struct arena *in, struct identity *as, struct err *err)
{
    struct account a = {0};
    enum account_answer answer = owner->user.len > 0 ? account_named(owner->user, in, &a, err)
                                                     : account_of_uid(owner->uid, in, &a, err);

    if (answer != ACCOUNT_FOUND)
        return false;
    if (a.uid != owner->uid)
        return err_set(err, EX_NOPERM, "%.*s is not uid %d", SLICE_ARG(a.name), (int)owner->uid);
    if (!expand_shell_is_listed(a.shell))
        return err_set(err, EX_NOPERM, "%.*s has no valid shell", SLICE_ARG(a.name));
    *as = identity_of(a.uid, a.gid);
    identity_fill(as, arena_cstr(in, a.name));
    if (has_group(as, owner->gid))
        as->gid = owner->gid;
    if (cfg->opt.dont_init_groups)
        *as = identity_of(as->uid, as->gid);
    return true;
}

bool rules_owner(const struct config *cfg, const struct mailer *m, const struct master_owner *owner,
                 struct identity *as, struct err *err)
{
    const struct option_user *fallback = &cfg->opt.default_user;
    bool as_owner = mailer_has(m, 'o') || slice_is(m->path, "[FILE]");
    struct arena *in;
    bool ok;

    if (geteuid() != 0) {
        *as = identity_current();
        return true;
    }
    if (is_user(fallback, owner)) {
        *as = identity_named(cfg, fallback->uid, fallback->gid, fallback->name);
        return true;
    }
    if (m->user.set && is_user(&m->user, owner)) {
        *as = identity_named(cfg, m->user.uid, m->user.gid, m->user.name);
        return true;
    }
    if (mailer_has(m, 'S') && !m->user.set && owner->uid == cfg->run_as_uid &&
        owner->gid == cfg->run_as_gid) {
        *as = identity_named(cfg, cfg->run_as_uid, cfg->run_as_gid, cfg->opt.run_as_user.name);
        return true;
    }
    if (owner->uid == 0 || !as_owner)
        return err_set(err, EX_NOPERM, "mailer %.*s does not run as uid %d, gid %d",
                       SLICE_ARG(m->name), (int)owner->uid, (int)owner->gid);
    in = arena_new();
    ok = account_identity(cfg, owner, in, as, err);
    arena_drop(in);
    return ok;
}

/* ---- arguments ---- */

static bool has_macros(struct slice coded)
{
    for (size_t i = 0; i < coded.len; i++) {
        unsigned char c = (unsigned char)coded.p[i];

        if (c >= 0x80 && c < 0xa0)
            return true;
    }
    return false;
}

static bool names_user(struct slice coded)
{
    return slice_search(coded, SLICE("\201u")) != SIZE_MAX;
}

static bool word_fits(const struct mailer *m, struct slice coded, const char *word)
{
    if (!has_macros(coded))
        return slice_is(coded, word);
    return word[0] != '-' || !mailer_has(m, 'S') || coded.p[0] == '-' || m->user.set;
}

/* All words with $u stand there once for each recipient, the others once. */
static bool words_fit(const struct mailer *m, char *const *argv, size_t sender_words)
{
    size_t have = 0, fixed = sender_words, each = 0, times, at = 0;

    while (argv[have] != NULL)
        have++;
    for (size_t i = 0; i < m->argv.len; i++) {
        if (names_user(m->argv.p[i]))
            each++;
        else
            fixed++;
    }
    if (have < fixed || (each == 0 && have != fixed) || (each > 0 && (have - fixed) % each != 0))
        return false;
    times = each > 0 ? (have - fixed) / each : 0;
    for (size_t i = 0; i < m->argv.len; i++) {
        for (size_t n = names_user(m->argv.p[i]) ? times : 1; n > 0; n--) {
            if (!word_fits(m, m->argv.p[i], argv[at++]))
                return false;
        }
        if (i == 0 && sender_words > 0) {
            if (strcmp(argv[at], mailer_has(m, 'f') ? "-f" : "-r") != 0)
                return false;
            at += sender_words;
        }
    }
    return true;
}

static bool root_fits(const struct config *cfg, const struct mailer *m, const char *root)
{
    struct arena *in;
    struct str s;
    bool ok;

    if (m->root.len == 0 || root == NULL)
        return m->root.len == 0 && root == NULL;
    in = arena_new();
    s = str_new(in);
    macro_expand(cfg->macros, m->root, &s);
    ok = slice_is(str_slice(&s), root);
    arena_drop(in);
    return ok;
}

bool rules_arguments(const struct config *cfg, const struct mailer *m, char *const *argv,
                     const char *root)
{
    bool tells_sender = mailer_has(m, 'f') || mailer_has(m, 'r');

    return m->path.len > 0 && m->path.p[0] == '/' && argv[0] != NULL && root_fits(cfg, m, root) &&
           (words_fit(m, argv, 0) || (tells_sender && words_fit(m, argv, 2)));
}

char *const *rules_environment(const struct config *cfg, struct arena *in)
{
    struct VEC(char *) env = {0};
    const char *zone = getenv("TZ");

    *VEC_ADD(&env, in) = arena_cstr(in, SLICE("AGENT=sendmail"));
    if (zone != NULL)
        *VEC_ADD(&env, in) = arena_cstr(in, arena_printf(in, "TZ=%s", zone));
    for (size_t i = 0; i < cfg->env.len; i++)
        if (!cfg->env.p[i].remove)
            *VEC_ADD(&env, in) =
                arena_cstr(in, arena_printf(in, "%.*s=%.*s", SLICE_ARG(cfg->env.p[i].name),
                                            SLICE_ARG(cfg->env.p[i].value)));
    *VEC_ADD(&env, in) = NULL;
    return env.p;
}
