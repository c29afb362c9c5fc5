/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of mailertable, virtusertable and genericstable: routes that nothing takes, keys that
 * nobody asks for.
 */
#include "base/attr.h"
#include "cfcompile/lint.h"
#include "cfcompile/names.h"

static bool is_mailer(const struct lint *l, struct slice name)
{
    static const char *const always[] = {"error",  "discard",   "local",
                                         "*file*", "*include*", "prog"};

    for (size_t i = 0; i < COUNT(always); i++)
        if (slice_is_case(name, always[i]))
            return true;
    return config_mailer(l->config, name) != NULL;
}

static struct slice near_mailer(struct lint *l, struct slice name)
{
    struct name_list list = {0};

    for (size_t i = 0; i < l->config->mailers.len; i++)
        *VEC_ADD(&list, l->in) = l->config->mailers.p[i].name;
    return names_near(&list, name);
}

static void unknown_mailer(struct lint *l, struct slice file, const struct map_line *entry,
                           struct slice mailer, struct slice host)
{
    struct slice near;
    struct finding *f;

    if (l->config == NULL || is_mailer(l, mailer))
        return;
    near = near_mailer(l, mailer);
    f = lint_say(l, "map-11", SEVERITY_ERROR, file, entry->line, "there is no mailer %.*s%s%.*s%s",
                 SLICE_ARG(mailer), near.len > 0 ? "; did you mean " : "", SLICE_ARG(near),
                 near.len > 0 ? "?" : "");
    if (near.len > 0)
        lint_instead(l, f, "%.*s\t%.*s:%.*s", SLICE_ARG(entry->key), SLICE_ARG(near),
                     SLICE_ARG(host));
}

static void host_form(struct lint *l, struct slice file, const struct map_line *entry,
                      struct slice mailer, struct slice host)
{
    size_t colon = slice_find_last(host, ':');
    struct slice port = colon == SIZE_MAX ? (struct slice){0} : slice_from_at(host, colon + 1);
    bool open = slice_find(host, '[') != SIZE_MAX, close = slice_find(host, ']') != SIZE_MAX;
    uint64_t number;

    if (open != close) {
        struct finding *f = lint_say(l, "map-13", SEVERITY_WARNING, file, entry->line,
                                     "missing %c in %.*s", open ? ']' : '[', SLICE_ARG(host));
        if (open)
            lint_instead(l, f, "%.*s\t%.*s:%.*s]", SLICE_ARG(entry->key), SLICE_ARG(mailer),
                         SLICE_ARG(host));
    } else if (port.len > 0 && port.len <= 5 && slice_to_u64(port, &number)) {
        lint_say(l, "map-14", SEVERITY_ERROR, file, entry->line,
                 "the colon separates hosts to try one after the other: %.*s is taken for a second "
                 "host, and the port stays that of the mailer",
                 SLICE_ARG(port));
    }
}

bool lint_is_this_host(const struct lint *l, struct slice hosts, struct slice *which)
{
    struct slice one;

    while (hosts.len > 0) {
        if (!slice_until(&hosts, ':', &one)) {
            one = hosts;
            hosts = (struct slice){0};
        }
        if (one.len > 2 && one.p[0] == '[' && one.p[one.len - 1] == ']' &&
            !ascii_is_digit(one.p[1]))
            one = slice_part(one, 1, one.len - 2);
        /* An address is another port of this host, with a filter behind it. */
        if (one.len > 0 && one.p[0] != '[' && lint_in_class(l, "w", one)) {
            *which = one;
            return true;
        }
    }
    return false;
}

/* Back to this host, which does not take the domain for its own. */
static void leads_back(struct lint *l, struct slice file, const struct map_line *entry,
                       struct slice hosts)
{
    struct slice host, domain = entry->key;

    if (l->config == NULL || !lint_is_this_host(l, hosts, &host) || lint_in_class(l, "w", domain))
        return;
    lint_instead(l,
                 lint_say(l, "map-15", SEVERITY_WARNING, file, entry->line,
                          "%.*s is this host: mail for %.*s would come back here without end",
                          SLICE_ARG(host), SLICE_ARG(domain)),
                 "%.*s\tlocal:   or %.*s in local-host-names", SLICE_ARG(domain),
                 SLICE_ARG(domain));
}

void lint_mailertable_entry(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct slice host = entry->value, mailer;
    struct finding *f;

    if (lint_mailertable_key(l, file, entry))
        return;
    if (host.p[0] == '[' || !slice_until(&host, ':', &mailer)) {
        f = lint_say(l, "map-12", SEVERITY_WARNING, file, entry->line,
                     "%.*s names no mailer, so the entry is passed over", SLICE_ARG(entry->value));
        lint_instead(l, f, "%.*s\tesmtp:%.*s", SLICE_ARG(entry->key), SLICE_ARG(entry->value));
        return;
    }
    unknown_mailer(l, file, entry, mailer, host);
    if (slice_is_case(mailer, "error") || slice_is_case(mailer, "prog"))
        return;
    host_form(l, file, entry, mailer, host);
    if (!slice_is_case(mailer, "local"))
        leads_back(l, file, entry, host);
}

/* A domain below one of the class counts where the whole domain was asked for. */
static bool is_ours(const struct lint *l, struct slice domain, const char *const *classes,
                    size_t count)
{
    for (struct slice rest = domain; rest.len > 0;) {
        for (size_t i = 0; i < count; i++)
            if (lint_in_class(l, classes[i], rest))
                return true;
        size_t dot = slice_find(rest, '.');
        rest = dot == SIZE_MAX ? (struct slice){0} : slice_from_at(rest, dot + 1);
    }
    return false;
}

static struct slice domain_of(struct slice key)
{
    size_t at = slice_find_last(key, '@');

    return at == SIZE_MAX ? (struct slice){0} : slice_from_at(key, at + 1);
}

void lint_virtusertable_entry(struct lint *l, struct slice file, const struct map_line *entry)
{
    static const char *const classes[] = {"w", "VirtHost"};
    struct slice domain = domain_of(entry->key);
    struct finding *f;

    lint_virtusertable_value(l, file, entry);
    if (lint_virtusertable_key(l, file, entry) || l->config == NULL || domain.len == 0 ||
        is_ours(l, domain, classes, COUNT(classes)))
        return;
    f = lint_say(l, "feature-10", SEVERITY_WARNING, file, entry->line,
                 "%.*s is no local or virtual domain here: nobody asks for this entry",
                 SLICE_ARG(domain));
    lint_instead(l, f, "VIRTUSER_DOMAIN(`%.*s')dnl", SLICE_ARG(domain));
}

void lint_genericstable_entry(struct lint *l, struct slice file, const struct map_line *entry)
{
    static const char *const classes[] = {"G", "Generics", "w"};
    struct slice domain = domain_of(entry->key);
    struct finding *f;

    if (l->config == NULL || domain.len == 0 || is_ours(l, domain, classes, COUNT(classes)))
        return;
    f = lint_say(l, "feature-11", SEVERITY_WARNING, file, entry->line,
                 "%.*s is in no GENERICS_DOMAIN: nobody asks for this entry", SLICE_ARG(domain));
    lint_instead(l, f, "GENERICS_DOMAIN(`%.*s')dnl", SLICE_ARG(domain));
}
