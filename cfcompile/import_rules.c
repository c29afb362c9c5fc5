/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_rules.h"

#include <stdlib.h>

#include "base/attr.h"
#include "base/vec.h"

/* Rule sets of the libraries, and the section for rules that a site has put there. */
static const struct {
    const char *set;
    enum mc_part part; /* MC_PARTS: there is none; MC_RULESETS: a hook, which is the site's */
} known_sets[] = {
    {"ParseLocal", MC_RULE_0},
    {"98", MC_RULE_0},
    {"sender", MC_RULE_1},
    {"1", MC_RULE_1},
    {"recipient", MC_RULE_2},
    {"2", MC_RULE_2},
    {"Canonify2", MC_RULE_3},
    {"96", MC_RULE_3},
    {"Parse1", MC_NET},
    {"Local_localaddr", MC_RULESETS},
    {"Local_check_relay", MC_RULESETS},
    {"Local_check_mail", MC_RULESETS},
    {"Local_check_rcpt", MC_RULESETS},
    {"Local_trust_auth", MC_RULESETS},
    {"Local_Relay_Auth", MC_RULESETS},
    {"Local_srv_features", MC_RULESETS},
    {"Local_clt_features", MC_RULESETS},
    {"Local_try_tls", MC_RULESETS},
    {"Local_tls_rcpt", MC_RULESETS},
    {"Local_tls_client", MC_RULESETS},
    {"Local_tls_server", MC_RULESETS},
    {"Local_greet_pause", MC_RULESETS},
    {"canonify", MC_PARTS},
    {"3", MC_PARTS},
    {"final", MC_PARTS},
    {"4", MC_PARTS},
    {"Recurse", MC_PARTS},
    {"97", MC_PARTS},
    {"parse", MC_PARTS},
    {"0", MC_PARTS},
    {"Parse0", MC_PARTS},
    {"localaddr", MC_PARTS},
    {"5", MC_PARTS},
    {"Mailertable", MC_PARTS},
    {"90", MC_PARTS},
    {"MailerToTriple", MC_PARTS},
    {"95", MC_PARTS},
    {"CanonLocal", MC_PARTS},
    {"MasqHdr", MC_PARTS},
    {"93", MC_PARTS},
    {"MasqEnv", MC_PARTS},
    {"94", MC_PARTS},
    {"LDAPExpand", MC_PARTS},
    {"LDAPMailertable", MC_PARTS},
    {"A", MC_PARTS},
    {"D", MC_PARTS},
    {"E", MC_PARTS},
    {"F", MC_PARTS},
    {"U", MC_PARTS},
    {"SearchList", MC_PARTS},
    {"CanonAddr", MC_PARTS},
    {"ParseRecipient", MC_PARTS},
    {"FullAddr", MC_PARTS},
    {"check_relay", MC_PARTS},
    {"checkrelay", MC_PARTS},
    {"Basic_check_relay", MC_PARTS},
    {"check_mail", MC_PARTS},
    {"checkmail", MC_PARTS},
    {"Basic_check_mail", MC_PARTS},
    {"check_rcpt", MC_PARTS},
    {"checkrcpt", MC_PARTS},
    {"Basic_check_rcpt", MC_PARTS},
    {"Rcpt_ok", MC_PARTS},
    {"Relay_ok", MC_PARTS},
    {"Delay_TLS_Clt", MC_PARTS},
    {"Delay_TLS_Clt2", MC_PARTS},
    {"check_compat", MC_PARTS},
    {"check_other", MC_PARTS},
    {"trust_auth", MC_PARTS},
    {"srv_features", MC_PARTS},
    {"clt_features", MC_PARTS},
    {"try_tls", MC_PARTS},
    {"tls_rcpt", MC_PARTS},
    {"tls_client", MC_PARTS},
    {"tls_server", MC_PARTS},
    {"tls_srv_features", MC_PARTS},
    {"tls_clt_features", MC_PARTS},
    {"tls_clt_feat_acc", MC_PARTS},
    {"TLS_connection", MC_PARTS},
    {"TLS_req", MC_PARTS},
    {"TLS_NameInList", MC_PARTS},
    {"max", MC_PARTS},
    {"RelayTLS", MC_PARTS},
    {"authinfo", MC_PARTS},
    {"queuegroup", MC_PARTS},
    {"greet_pause", MC_PARTS},
    {"RateControl", MC_PARTS},
    {"ConnControl", MC_PARTS},
    {"bcc", MC_PARTS},
    {"BCC", MC_PARTS},
    {"ParseBcc", MC_PARTS},
    {"BadMX", MC_PARTS},
    {"MXMAP", MC_PARTS},
    {"STS_secure", MC_PARTS},
    {"STS_rcpt", MC_PARTS},
    {"STS_SAN", MC_PARTS},
    {"STS_Check", MC_PARTS},
    {"STS_disabled", MC_PARTS},
    {"DANE_disabled", MC_PARTS},
    {"Set_SNI", MC_PARTS},
    {"AddDomain", MC_PARTS},
    {"MasqSMTP", MC_PARTS},
    {"MasqRelay", MC_PARTS},
    {"PseudoToReal", MC_PARTS},
    {"EnvFromSMTP", MC_PARTS},
    {"EnvToSMTP", MC_PARTS},
    {"HdrFromSMTP", MC_PARTS},
    {"EnvFromL", MC_PARTS},
    {"EnvToL", MC_PARTS},
    {"HdrFromL", MC_PARTS},
    {"HdrToL", MC_PARTS},
    {"EnvFromSMTP", MC_PARTS},
    {"EnvFromUD", MC_PARTS},
    {"EnvFromUUD", MC_PARTS},
    {"EnvToU", MC_PARTS},
    {"FromU", MC_PARTS},
    {"HdrToU", MC_PARTS},
    {"Mail11From", MC_PARTS},
    {"Mail11To", MC_PARTS},
    /* of ours alone */
    {"AskNames", MC_PARTS},
    {"BangPath", MC_PARTS},
    {"Bare", MC_PARTS},
    {"ClientPlace", MC_PARTS},
    {"ClientProof", MC_PARTS},
    {"DelayedChecks", MC_PARTS},
    {"Focus", MC_PARTS},
    {"Generics", MC_PARTS},
    {"Judge", MC_PARTS},
    {"MailertableUp", MC_PARTS},
    {"MayRelayFrom", MC_PARTS},
    {"MayRelayTo", MC_PARTS},
    {"PeerTLSClient", MC_PARTS},
    {"PeerTLSServer", MC_PARTS},
    {"VirtualUser", MC_PARTS},
};

static bool find_set(struct slice name, enum mc_part *part)
{
    for (size_t i = 0; i < COUNT(known_sets); i++)
        if (slice_is_case(name, known_sets[i].set)) {
            *part = known_sets[i].part;
            return true;
        }
    return false;
}

/* ---- fingerprints --------------------------------------------------------------------------- */

static uint32_t hash_text(uint32_t hash, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_space(text.p[i]))
            continue;
        hash = (hash ^ (unsigned char)text.p[i]) * 16777619u;
        /* The mailer's name is a site's choice. */
        if (text.p[i] == '#' && i > 0 && text.p[i - 1] == '$')
            while (i + 1 < text.len && (ascii_is_alnum(text.p[i + 1]) || text.p[i + 1] == '-'))
                i++;
    }
    return hash;
}

uint32_t import_fingerprint(const struct import_line *rule)
{
    uint32_t hash = hash_text(hash_text(2166136261u, rule->set), SLICE("|"));

    hash = hash_text(hash, import_left(rule));
    return hash_text(hash_text(hash, SLICE("|")), import_right(rule));
}

static int compare_hashes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* The work of one import. `ours` are the fingerprints of what our library makes of the .mc so far,
 * sorted. */
struct telling {
    const struct import_file *f, *made;
    struct arena *in;
    struct mc_text *mc;
    struct import_losses *lost;
    struct VEC(uint32_t) ours;
};

static void take_ours(struct telling *t)
{
    for (size_t i = 0; i < t->made->len; i++)
        if (t->made->p[i].letter == 'R')
            *VEC_ADD(&t->ours, t->in) = import_fingerprint(&t->made->p[i]);
    if (t->ours.len > 0)
        qsort(t->ours.p, t->ours.len, sizeof t->ours.p[0], compare_hashes);
}

static bool is_known(const struct telling *t, const struct import_line *rule)
{
    uint32_t hash = import_fingerprint(rule);

    return bsearch(&hash, import_known, import_known_count, sizeof hash, compare_hashes) != NULL ||
           (t->ours.len > 0 &&
            bsearch(&hash, t->ours.p, t->ours.len, sizeof hash, compare_hashes) != NULL);
}

/* ---- rule sets ------------------------------------------------------------------------------ */

static void write_rule(const struct import_line *r, struct mc_text *mc, enum mc_part part)
{
    mc_raw(mc, part, 'R', slice_trim_end(r->text));
}

/* Rules of a rule set that only the site has, from its S line on. */
static void write_own(const struct telling *t, size_t at)
{
    const struct import_file *f = t->f;

    mc_raw(t->mc, MC_RULESETS, 'S', f->p[at].text);
    for (size_t i = at + 1; i < f->len && f->p[i].letter != 'S'; i++)
        if (f->p[i].letter == 'R')
            write_rule(&f->p[i], t->mc, MC_RULESETS);
}

static void write_hook(const struct telling *t, size_t at)
{
    const struct import_file *f = t->f;
    bool begun = false;

    for (size_t i = at + 1; i < f->len && f->p[i].letter != 'S'; i++) {
        if (f->p[i].letter != 'R' || is_known(t, &f->p[i]))
            continue;
        if (!begun)
            mc_raw(t->mc, MC_RULESETS, 'S', f->p[at].set);
        begun = true;
        write_rule(&f->p[i], t->mc, MC_RULESETS);
    }
}

static void write_unknown(const struct telling *t, size_t at, enum mc_part part)
{
    const struct import_file *f = t->f;

    for (size_t i = at + 1; i < f->len && f->p[i].letter != 'S'; i++) {
        if (f->p[i].letter != 'R' || is_known(t, &f->p[i]))
            continue;
        if (part != MC_PARTS)
            write_rule(&f->p[i], t->mc, part);
        else
            *VEC_ADD(t->lost, t->in) = f->p[i].number;
    }
}

/* An S line with rules of which none is known: the site's, put before the library's own. */
static bool is_own_block(const struct telling *t, size_t at)
{
    const struct import_file *f = t->f;
    size_t rules = 0;

    for (size_t i = at + 1; i < f->len && f->p[i].letter != 'S'; i++) {
        if (f->p[i].letter != 'R')
            continue;
        if (is_known(t, &f->p[i]))
            return false;
        rules++;
    }
    return rules > 0;
}

void import_rules(const struct import_file *f, const struct import_file *made, struct arena *in,
                  struct mc_text *mc, struct import_losses *lost)
{
    struct telling t = {.f = f, .made = made, .in = in, .mc = mc, .lost = lost};

    take_ours(&t);
    for (size_t i = 0; i < f->len; i++) {
        enum mc_part part = MC_PARTS;

        if (f->p[i].letter != 'S')
            continue;
        bool known = find_set(f->p[i].set, &part) || import_find(made, 'S', f->p[i].set) != NULL;
        if (!known || (part == MC_PARTS && is_own_block(&t, i)))
            write_own(&t, i);
        else if (part == MC_RULESETS)
            write_hook(&t, i);
        else
            write_unknown(&t, i, part);
    }
}
