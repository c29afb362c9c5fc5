/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/resolv_conf.h"

static void take_domains(struct slice rest, struct resolv_conf *conf)
{
    struct slice word;

    /* The last search or domain line wins. */
    conf->domain_count = 0;
    while (conf->domain_count < RESOLV_DOMAINS_MAX && slice_word(&rest, &word))
        conf->domains[conf->domain_count++] = word;
}

static void take_options(struct slice rest, struct resolv_conf *conf)
{
    struct slice word;
    int64_t n;

    while (slice_word(&rest, &word))
        if (slice_skip_text_case(&word, SLICE("ndots:")) && slice_to_i64(word, &n) && n >= 0)
            conf->ndots = n > 15 ? 15 : (unsigned)n;
}

void resolv_conf_parse(struct slice text, struct resolv_conf *conf)
{
    struct slice line, key, value;

    *conf = (struct resolv_conf){.ndots = 1};
    while (slice_line(&text, &line)) {
        if (line.len > 0 && (line.p[0] == '#' || line.p[0] == ';'))
            continue;
        if (!slice_word(&line, &key))
            continue;
        if (slice_is(key, "search") || slice_is(key, "domain"))
            take_domains(line, conf);
        else if (slice_is(key, "options"))
            take_options(line, conf);
        else if (slice_is(key, "nameserver") && slice_word(&line, &value) &&
                 conf->server_count < RESOLV_SERVERS_MAX)
            conf->servers[conf->server_count++] = value;
    }
    if (conf->server_count == 0)
        conf->servers[conf->server_count++] = SLICE("127.0.0.1");
}
