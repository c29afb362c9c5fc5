/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who goes together: domains with the same mail hosts, as preferred, get one message.
 */
#include "os/clock.h"
#include "rule/class.h"
#include "rule/meta.h"
#include "sendmail/deliver/delivery.h"
#include "sendmail/deliver/mx.h"

static bool is_local(void *ctx, struct slice host)
{
    const struct config *cfg = ctx;

    return class_has(cfg->classes, 'w', host);
}

struct mx_options network_mx_options(const struct delivery *d)
{
    const struct attempt *a = d->attempt;
    const struct options *o = &a->cfg->opt;

    return (struct mx_options){
        .resolver = a->cfg->resolver,
        .debug = a->cfg->debug,
        .no_mx = mailer_has(d->mailer, '0'),
        .try_null_list = o->try_null_mx_list,
        .fallback_mx = o->fallback_mx_host,
        .fallback_smart = o->fallback_smart_host,
        .our_name = macros_expanded(a->macros, 'j', a->scratch),
        .is_local = is_local,
        .ctx = (void *)(uintptr_t)a->cfg,
    };
}

/* Then nothing more is asked for the sake of others. */
enum { SIGNATURES_MS = 5000 };

static bool is_before(const struct mx_host *a, const struct mx_host *b)
{
    return a->preference != b->preference ? a->preference < b->preference
                                          : slice_cmp_case(a->name, b->name) < 0;
}

/* Those of one preference come in any order. */
static void sort_hosts(struct mx_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        struct mx_host host = list->hosts[i];
        size_t k = i;

        for (; k > 0 && is_before(&host, &list->hosts[k - 1]); k--)
            list->hosts[k] = list->hosts[k - 1];
        list->hosts[k] = host;
    }
}

static struct slice sign(const struct delivery *d, struct slice host)
{
    struct mx_options options = network_mx_options(d);
    struct str text = str_new(d->attempt->scratch);
    struct mx_list list = {0};
    struct err err = {0};

    options.debug = NULL;
    if (clock_monotonic_ms() - d->started_ms > SIGNATURES_MS ||
        mx_hosts(&options, host, d->attempt->scratch, &list, &err) != MX_HOSTS)
        return SLICE("");
    sort_hosts(&list);
    for (size_t i = 0; i < list.count; i++)
        str_printf(&text, "%u:%.*s ", list.hosts[i].preference, SLICE_ARG(list.hosts[i].name));
    return str_slice(&text);
}

/* The mailer goes where $h says: no other destination tells more than its name. */
static bool is_by_host(const struct mailer *m)
{
    static const char h[] = {(char)META_MACRO, 'h'};

    return slice_is_case(m->path, "[IPC]") && m->argv.len > 1 &&
           !slice_is_case(m->argv.p[0], "FILE") && slice_eq(m->argv.p[1], slice_of(h, sizeof h));
}

struct slice network_signature(const struct delivery *d, struct slice host)
{
    struct slice *known;

    if (!is_by_host(d->mailer))
        return SLICE("");
    known = table_get(&d->attempt->signatures, host);
    if (known == NULL) {
        known = ARENA_NEW(d->attempt->scratch, struct slice);
        *known = sign(d, host);
        (void)table_set(&d->attempt->signatures, host, known);
    }
    return *known;
}
