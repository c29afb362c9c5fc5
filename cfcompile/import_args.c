/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_args.h"

#include <string.h>

#include "base/attr.h"

enum { ARGS_MAX = 9 };

static bool has(const struct import_finder *x, const char *set, const char *needle)
{
    return import_rule(x->f, set, needle) != NULL;
}

static bool line_exists(const struct import_finder *x, char letter, const char *name)
{
    return import_find(x->f, letter, slice_from(name)) != NULL;
}

static struct slice map_spec(const struct import_finder *x, const char *map)
{
    const struct import_line *k = import_find(x->f, 'K', slice_from(map));

    return k != NULL ? k->rest : slice_of(NULL, 0);
}

/* The K line's words as the first argument. */
#define MAP_ARGS(feature, map)                                                                     \
    static size_t feature##_args(const struct import_finder *x, struct slice *args)                \
    {                                                                                              \
        args[1] = map_spec(x, map);                                                                \
        return 2;                                                                                  \
    }

MAP_ARGS(mailertable, "mailertable")
MAP_ARGS(virtusertable, "virtuser")
MAP_ARGS(genericstable, "generics")
MAP_ARGS(domaintable, "domaintable")
MAP_ARGS(bitdomain, "bitdomain")
MAP_ARGS(uucpdomain, "uudomain")
MAP_ARGS(authinfo, "authinfo")
MAP_ARGS(drac, "drac")
MAP_ARGS(bcc, "bcctable")

static size_t access_db_args(const struct import_finder *x, struct slice *args)
{
    size_t n = 2;

    args[1] = map_spec(x, "access");
    if (has(x, "", "<SKIP>"))
        args[n++] = SLICE("skip");
    if (has(x, "", "$(access $5:.$2"))
        args[n++] = SLICE("lookupdotdomain");
    /* MayRelayTo is a rule set of ours. */
    if (line_exists(x, 'S', "MayRelayTo") ? has(x, "Rcpt_ok", "$>RelayName")
                                          : has(x, "", "$>SearchList <+ To> $| <F:"))
        args[n++] = SLICE("relaytofulladdress");
    return n;
}

static size_t delay_checks_args(const struct import_finder *x, struct slice *args)
{
    /* In the classic library, in ours. */
    bool hater = has(x, "", "<HATER> $+") || has(x, "", "$* $| SPAMHATER $: check");
    bool friend = has(x, "", "<FRIEND> $+") || (!hater && has(x, "", "$* $| SPAMFRIEND $@"));

    if (!friend && !hater)
        return 1;
    args[1] = friend ? SLICE("friend") : SLICE("hater");
    if (import_find(x->f, 'C', SLICE("SpamTag")) == NULL)
        args[2] = SLICE("n");
    return 3;
}

static size_t nouucp_args(const struct import_finder *x, struct slice *args)
{
    args[1] = has(x, "", "BANG_PATH") || has(x, "Rcpt_ok", "$* ! $* $@ no") ? SLICE("reject")
                                                                            : SLICE("nospecial");
    return 2;
}

static size_t nopercenthack_args(const struct import_finder *x, struct slice *args)
{
    args[1] = has(x, "", "PERCENT_HACK") || has(x, "Rcpt_ok", "$* % $* $@ no") ? SLICE("reject")
                                                                               : SLICE("nospecial");
    return 2;
}

/* "$# 1000" in the classic library's rule, "$: < 1000 > ..." in ours. */
static size_t greet_pause_args(const struct import_finder *x, struct slice *args)
{
    for (size_t i = 0; i < x->f->len; i++) {
        struct slice right, number;
        int64_t n;

        if (x->f->p[i].letter != 'R' || !slice_is(x->f->p[i].set, "greet_pause"))
            continue;
        right = import_right(&x->f->p[i]);
        if (!slice_skip_text_case(&right, SLICE("$# ")) &&
            !slice_skip_text_case(&right, SLICE("$: < ")))
            continue;
        if (slice_word(&right, &number) && slice_to_i64(number, &n)) {
            args[1] = number;
            return 2;
        }
    }
    return 1;
}

static size_t control_args(const struct import_finder *x, const char *call, const char *set,
                           struct slice *args)
{
    args[1] = has(x, "check_relay", call) ? SLICE("nodelay") : slice_of(NULL, 0);
    args[2] = has(x, set, "$: 421 ") ? SLICE("terminate") : slice_of(NULL, 0);
    return 3;
}

static size_t ratecontrol_args(const struct import_finder *x, struct slice *args)
{
    return control_args(x, "\"RateControl\"", "RateControl", args);
}

static size_t conncontrol_args(const struct import_finder *x, struct slice *args)
{
    return control_args(x, "\"ConnControl\"", "ConnControl", args);
}

static size_t queuegroup_args(const struct import_finder *x, struct slice *args)
{
    const struct import_line *r = import_rule(x->f, "queuegroup", "<?>");
    struct slice right = r != NULL ? import_right(r) : SLICE("");

    if (!slice_skip_text_case(&right, SLICE("$#")))
        return 1;
    args[1] = slice_trim(right);
    return 2;
}

static size_t ldap_routing_args(const struct import_finder *x, struct slice *args)
{
    args[1] = map_spec(x, "ldapmh");
    args[2] = map_spec(x, "ldapmra");
    args[3] = has(x, "LDAPExpand", "<e s>")     ? SLICE("sendertoo")
              : has(x, "LDAPExpand", "<e r> <") ? SLICE("bounce")
                                                : slice_of(NULL, 0);
    args[4] = has(x, "LDAPExpand", "$1 $6 @ $2")        ? SLICE("preserve")
              : has(x, "LDAPExpand", "<$2 @ $4> <+$3>") ? SLICE("strip")
                                                        : slice_of(NULL, 0);
    args[5] = has(x, "LDAPExpand", "$@ $>LDAPExpand <$1> <@ $3> <$4>") ? slice_of(NULL, 0)
                                                                       : SLICE("nodomain");
    args[6] = has(x, "LDAPExpand", "TMPF <e r>") ? SLICE("tempfail") : slice_of(NULL, 0);
    return 7;
}

static size_t sts_args(const struct import_finder *x, struct slice *args)
{
    args[1] = map_spec(x, "sts");
    if (import_find(x->f, 'O', SLICE("SetCertAltnames")) == NULL)
        args[2] = SLICE("NO_SAN_TST");
    return 3;
}

static struct slice macro_value(const struct import_finder *x, const char *name)
{
    const struct import_line *d = import_find(x->f, 'D', slice_from(name));

    return d != NULL ? slice_trim(d->rest) : slice_of(NULL, 0);
}

static size_t nullclient_args(const struct import_finder *x, struct slice *args)
{
    args[1] = macro_value(x, "H");
    return 2;
}

static size_t msp_args(const struct import_finder *x, struct slice *args)
{
    const struct import_line *relay = import_find(x->f, 'M', SLICE("relay"));

    args[1] = macro_value(x, "MTAHost");
    if (relay != NULL && slice_search(relay->text, SLICE("TCP $h 587")) != SIZE_MAX)
        args[2] = SLICE("MSA");
    return 3;
}

static size_t bestmx_args(const struct import_finder *x, struct slice *args)
{
    const struct import_line *c = import_find(x->f, 'C', SLICE("B"));

    if (c != NULL)
        args[1] = slice_trim(c->rest);
    return 2;
}

/* "$@ $1 < @ name >" of the set that completes names. */
static size_t always_add_domain_args(const struct import_finder *x, struct slice *args)
{
    const struct import_line *r = import_rule(x->f, "AddDomain", "$@ $1 < @ ");
    struct slice right = r != NULL ? import_right(r) : SLICE(""), name;

    for (size_t i = 0; i < x->f->len; i++)
        if (x->f->p[i].letter == 'R' && slice_is(x->f->p[i].set, "AddDomain") &&
            slice_is(import_left(&x->f->p[i]), "$+"))
            right = import_right(&x->f->p[i]);
    if (!slice_skip_text_case(&right, SLICE("$@ $1 < @ ")) || !slice_until(&right, '>', &name))
        return 1;
    name = slice_trim(name);
    if (!slice_is(name, "*LOCAL*"))
        args[1] = name;
    return 2;
}

static size_t nocanonify_args(const struct import_finder *x, struct slice *args)
{
    /* In the classic library, in ours. */
    if (has(x, "Canonify2", "$: $2 < @ $[ $3 $] > $4") ||
        has(x, "Canonify2", "< @ $- > $* $: $>AskNames"))
        args[1] = SLICE("canonify_hosts");
    return 2;
}

static size_t relay_mail_from_args(const struct import_finder *x, struct slice *args)
{
    const struct import_line *r = import_rule(x->f, "Relay_ok", "<! From>");

    if (r == NULL)
        r = import_rule(x->f, "MayRelayFrom", "<! From>");
    if (r != NULL && slice_search(import_squeezed(r->text, x->in), SLICE("<D:$2>")) != SIZE_MAX)
        args[1] = SLICE("domain");
    return 2;
}

static size_t local_procmail_args(const struct import_finder *x, struct slice *args)
{
    (void)x; /* the M line of the local mailer tells */
    (void)args;
    return 1;
}

static size_t nothing(const struct import_finder *x, struct slice *args)
{
    (void)x;
    (void)args;
    return 0;
}

/* Where it came behind the mailers it was without effect, and would not be now. */
static size_t allmasquerade_args(const struct import_finder *x, struct slice *args)
{
    const struct import_line *smtp = import_find(x->f, 'M', SLICE("smtp"));

    (void)args;
    return smtp != NULL && slice_search(smtp->text, SLICE("R=EnvToSMTP,")) != SIZE_MAX ? 0 : 1;
}

/* ---- lists in the DNS ----------------------------------------------------------------------- */

/* Where a question of a list stands, blanks left out, and its zone. */
static const struct {
    const char *feature, *before, *after;
} lists[] = {
    {"dnsbl", "$(dnsbl$4.$3.$2.$1.", ".$:"},
    {"enhdnsbl", "$(ednsbl$4.$3.$2.$1.", ".$:"},
    {"rhsbl", "$(dnsbl$2.", ".$:"},
    {"mtamark", "$(mtamark", ".$4.$3.$2.$1."},
};

/* What stands behind "$:" of "$#error $@ 5.7.1 $: words"; the word for other mailers; p == NULL for
 * the words nobody had to ask for. */
static struct slice message_of(struct slice right, struct slice zone)
{
    struct slice rest = right;

    if (slice_skip_text_case(&rest, SLICE("$#discard")))
        return SLICE("discard");
    if (slice_skip_text_case(&rest, SLICE("$#error $@ quarantine")))
        return SLICE("quarantine");
    if (!slice_skip_text_case(&rest, SLICE("$#error $@ 5.7.1 $: ")))
        return slice_of(NULL, 0);
    if (slice_search(rest, SLICE("\"550 Rejected: \" $&{client_addr} ")) == 0 ||
        (slice_search(rest, SLICE("\"550 Mail from \" $&{RHS} ")) == 0 &&
         slice_search(rest, zone) != SIZE_MAX))
        return slice_of(NULL, 0);
    return slice_trim(rest);
}

/* What a list that cannot be asked leads to: nothing, "t", or words. */
static struct slice failure_of(struct slice right)
{
    struct slice rest = right;

    if (!slice_skip_text_case(&rest, SLICE("$#error $@ 4.4.3 $: ")))
        return slice_of(NULL, 0);
    if (slice_search(rest, SLICE("Temporary lookup failure of \"")) != SIZE_MAX)
        return SLICE("t");
    return slice_trim(rest);
}

/* The result a rule behind the question is about: "<?>$+..." in the classic library, "<$+>$*" in
 * ours, blanks left out. Empty: it is about none. */
static struct slice result_of(struct slice left)
{
    struct slice result = left;

    if (slice_skip_text_case(&result, SLICE("<?>")))
        return result;
    if (!slice_skip(&result, '<'))
        return (struct slice){0};
    /* "<$*<TMP>>$*": up to the last but one. */
    size_t end = slice_find_last(result, '>');
    result = slice_part(result, 0, end == SIZE_MAX ? 0 : end);
    return slice_is(result, "?") || slice_is(result, "$*") ? (struct slice){0} : result;
}

/* The rules behind the question, up to the next question. */
static size_t list_args(const struct import_finder *x, size_t at, struct slice zone,
                        struct slice *args)
{
    size_t count = 4;

    for (size_t i = at + 1; i < x->f->len && x->f->p[i].letter != 'S'; i++) {
        const struct import_line *r = &x->f->p[i];
        struct slice result, right;

        if (r->letter != 'R')
            continue;
        right = import_right(r);
        if (slice_search(right, SLICE("$(")) != SIZE_MAX)
            break;
        result = result_of(import_squeezed(import_left(r), x->in));
        if (result.len == 0)
            continue;
        if (slice_ends_case(result, SLICE("<TMP>"))) {
            struct slice failure = failure_of(right);
            if (failure.len > 0)
                args[3] = failure;
        } else if (slice_starts(right, SLICE("$#"))) {
            args[2] = message_of(right, zone);
            if (!slice_is(result, "$+") && !slice_is(result, "0.") && count < ARGS_MAX)
                args[count++] = result;
        }
    }
    return count;
}

/* One call for each question of this kind. */
static size_t lists_args(const struct import_finder *x, struct slice *args)
{
    size_t kind = 0;

    while (kind < COUNT(lists) && !slice_is(args[0], lists[kind].feature))
        kind++;
    for (size_t i = 0; kind < COUNT(lists) && i < x->f->len; i++) {
        struct slice text, all[ARGS_MAX] = {args[0]};
        size_t at, end, count;

        if (x->f->p[i].letter != 'R' || slice_search(x->f->p[i].text, SLICE("$(")) == SIZE_MAX)
            continue;
        text = import_squeezed(x->f->p[i].text, x->in);
        at = slice_search(text, slice_from(lists[kind].before));
        if (at == SIZE_MAX)
            continue;
        text = slice_from_at(text, at + strlen(lists[kind].before));
        end = slice_search(text, slice_from(lists[kind].after));
        if (end == SIZE_MAX || memchr(text.p, '(', end) != NULL)
            continue;
        all[1] = slice_part(text, 0, end);
        count = list_args(x, i, all[1], all);
        if (kind == COUNT(lists) - 1) { /* mtamark has no zone: message and t come first */
            all[1] = all[2];
            all[2] = all[3];
            count = 3;
        } else if (kind == 2) {
            count = 4;
        }
        mc_call(x->mc, MC_FEATURES, "FEATURE", all, count);
    }
    return 0;
}

/* ---- the table ------------------------------------------------------------------------------- */

/* Features with arguments; others have none. */
const struct import_feature import_feature_rows[] = {
    {"access_db", access_db_args, "access"},
    {"allmasquerade", allmasquerade_args, NULL},
    {"always_add_domain", always_add_domain_args, NULL},
    {"authinfo", authinfo_args, "authinfo"},
    {"bcc", bcc_args, "bcctable"},
    {"bestmx_is_local", bestmx_args, "bestmx"},
    {"bitdomain", bitdomain_args, "bitdomain"},
    {"blacklist_recipients", nothing, NULL}, /* stands beside blocklist_recipients */
    {"conncontrol", conncontrol_args, NULL},
    {"delay_checks", delay_checks_args, NULL},
    {"dnsbl", lists_args, NULL},
    {"domaintable", domaintable_args, "domaintable"},
    {"drac", drac_args, "drac"},
    {"enhdnsbl", lists_args, NULL},
    {"genericstable", genericstable_args, "generics"},
    {"greet_pause", greet_pause_args, NULL},
    {"ldap_routing", ldap_routing_args, "ldapmh"},
    {"local_procmail", local_procmail_args, NULL},
    {"mailertable", mailertable_args, "mailertable"},
    {"msp", msp_args, NULL},
    {"mtamark", lists_args, NULL},
    {"nocanonify", nocanonify_args, NULL},
    {"nopercenthack", nopercenthack_args, NULL},
    {"nouucp", nouucp_args, NULL},
    {"nullclient", nullclient_args, NULL},
    {"queuegroup", queuegroup_args, NULL},
    {"ratecontrol", ratecontrol_args, NULL},
    {"relay_mail_from", relay_mail_from_args, NULL},
    {"rhsbl", lists_args, NULL},
    {"sts", sts_args, "sts"},
    {"uucpdomain", uucpdomain_args, "uudomain"},
    {"virtusertable", virtusertable_args, "virtuser"},
};

const size_t import_feature_count = COUNT(import_feature_rows);

void import_feature_write(const struct import_finder *x, struct slice name)
{
    struct slice args[ARGS_MAX] = {name};
    size_t count = 1;

    for (size_t i = 0; i < import_feature_count; i++)
        if (slice_is(name, import_feature_rows[i].name))
            count = import_feature_rows[i].args(x, args);
    if (count > 0)
        mc_call(x->mc, MC_FEATURES, "FEATURE", args, count);
}
