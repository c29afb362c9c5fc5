/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys that no rule set asks for, and values that are of another kind than the table's.
 */
#include <arpa/inet.h>
#include <string.h>

#include "base/attr.h"
#include "cfcompile/lint.h"
#include "net/address.h"

/* What a key has in front that none of the table has, and what it has there instead. */
static const struct {
    const char *table, *begins, *right, *why;
} wrong_heads[] = {
    {"access", "@", "", "a domain stands without @"},
    {"access", "*@", "", "a domain stands without @"},
    {"access", "*.", "", "a domain stands for the hosts below it, without *"},
    {"mailertable", "*@", "", "keys are domains"},
    {"mailertable", "@", "", "keys are domains"},
    {"mailertable", "*.", ".", "hosts below a domain are .domain"},
    {"domaintable", "@", "", "keys are domains"},
    {"virtusertable", "*@", "@", "all users of a domain are @domain"},
};

static struct finding *say_key(struct lint *l, struct slice file, const struct map_line *entry,
                               struct slice key, const char *why)
{
    return lint_say(l, "map-19", SEVERITY_WARNING, file, entry->line, "nobody asks for %.*s: %s",
                    SLICE_ARG(key), why);
}

static bool wrong_head(struct lint *l, const char *table, struct slice file,
                       const struct map_line *entry, struct slice key)
{
    struct slice tag = slice_part(entry->key, 0, entry->key.len - key.len);

    for (size_t i = 0; i < COUNT(wrong_heads); i++) {
        struct slice rest = key;
        if (strcmp(wrong_heads[i].table, table) != 0 ||
            !slice_skip_text_case(&rest, slice_from(wrong_heads[i].begins)) || rest.len == 0)
            continue;
        lint_instead(l, say_key(l, file, entry, key, wrong_heads[i].why), "%.*s%s%.*s\t%.*s",
                     SLICE_ARG(tag), wrong_heads[i].right, SLICE_ARG(rest),
                     SLICE_ARG(entry->value));
        return true;
    }
    return false;
}

/* An address of IPv6 in another form than the rule sets ask in: without IPv6: in front, or with ::
 * where all eight numbers are written. */
static bool ipv6_key(struct lint *l, struct slice file, const struct map_line *entry,
                     struct slice key)
{
    struct slice tag = slice_part(entry->key, 0, entry->key.len - key.len), bare = key, right;
    bool marked = slice_skip_text_case(&bare, SLICE("IPv6:"));
    bool compressed = l->config != NULL && l->config->opt.use_compressed_ipv6_addresses;
    unsigned char address[16];

    if (slice_find(bare, ':') == SIZE_MAX ||
        inet_pton(AF_INET6, arena_cstr(l->in, bare), address) != 1)
        return false;
    right = net_address_ipv6_text(address, compressed, l->in);
    if (marked && (l->config == NULL || slice_eq_case(right, key)))
        return false;
    lint_instead(l,
                 say_key(l, file, entry, key,
                         marked ? "all eight numbers are written, as UseCompressedIPv6Addresses "
                                  "is not set"
                                : "addresses of IPv6 have IPv6: in front"),
                 "%.*s%.*s\t%.*s", SLICE_ARG(tag), SLICE_ARG(right), SLICE_ARG(entry->value));
    return true;
}

bool lint_access_key(struct lint *l, struct slice file, const struct map_line *entry,
                     struct slice key)
{
    return ipv6_key(l, file, entry, key) || wrong_head(l, "access", file, entry, key);
}

/* A dot behind a domain, which the tables of domains are asked without. */
static bool dot_behind(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct slice key = entry->key;

    if (key.len < 2 || key.p[key.len - 1] != '.')
        return false;
    lint_instead(l, say_key(l, file, entry, key, "there is no dot at the end"), "%.*s\t%.*s",
                 SLICE_ARG(slice_part(key, 0, key.len - 1)), SLICE_ARG(entry->value));
    return true;
}

bool lint_mailertable_key(struct lint *l, struct slice file, const struct map_line *entry)
{
    return wrong_head(l, "mailertable", file, entry, entry->key) || dot_behind(l, file, entry);
}

void lint_domaintable_entry(struct lint *l, struct slice file, const struct map_line *entry)
{
    size_t at = slice_find_last(entry->value, '@');

    if (wrong_head(l, "domaintable", file, entry, entry->key) || dot_behind(l, file, entry))
        return;
    if (at != SIZE_MAX)
        lint_instead(l,
                     lint_say(l, "map-20", SEVERITY_WARNING, file, entry->line,
                              "%.*s is no domain: only that of an address is replaced",
                              SLICE_ARG(entry->value)),
                     "%.*s\t%.*s", SLICE_ARG(entry->key),
                     SLICE_ARG(slice_from_at(entry->value, at + 1)));
}

bool lint_virtusertable_key(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct finding *f;

    if (wrong_head(l, "virtusertable", file, entry, entry->key) || dot_behind(l, file, entry))
        return true;
    if (slice_find(entry->key, '@') != SIZE_MAX)
        return false;
    f = say_key(l, file, entry, entry->key, "keys are user@domain, or @domain for all of them");
    if (slice_find(entry->key, '.') != SIZE_MAX)
        lint_instead(l, f, "@%.*s\t%.*s", SLICE_ARG(entry->key), SLICE_ARG(entry->value));
    return true;
}

/* One address, or error:...; several of them, files and programs are what aliases are for. */
void lint_virtusertable_value(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct slice value = entry->value;
    bool several = slice_find(value, ',') != SIZE_MAX && slice_find(value, '"') == SIZE_MAX;

    if (slice_starts_case(value, SLICE("error:")) || slice_starts_case(value, SLICE("discard:")) ||
        !(several || value.p[0] == '|' || value.p[0] == '/' || value.p[0] == ':' ||
          slice_starts(value, SLICE("\"|"))))
        return;
    struct slice user = slice_part(entry->key, 0, slice_find(entry->key, '@'));
    lint_instead(l,
                 lint_say(l, "map-20", SEVERITY_WARNING, file, entry->line,
                          "the table gives one address; lists, files and programs are for aliases"),
                 "%.*s\t%.*s-list   and in aliases  %.*s-list: %.*s", SLICE_ARG(entry->key),
                 SLICE_ARG(user.len > 0 ? user : SLICE("all")),
                 SLICE_ARG(user.len > 0 ? user : SLICE("all")), SLICE_ARG(value));
}

bool lint_authinfo_key(struct lint *l, struct slice file, const struct map_line *entry)
{
    if (slice_starts_case(entry->key, SLICE("AuthInfo:")))
        return false;
    lint_instead(l, say_key(l, file, entry, entry->key, "keys begin with AuthInfo:"),
                 "AuthInfo:%.*s\t%s", SLICE_ARG(entry->key), "with the value that it has");
    return true;
}

/* Rates, numbers of connections, milliseconds. */
void lint_number_value(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct slice rest = entry->value;
    uint64_t number;

    if (slice_to_u64(slice_trim(rest), &number))
        return;
    lint_say(l, "map-20", SEVERITY_WARNING, file, entry->line,
             "%.*s is no number: this limit does not hold", SLICE_ARG(rest));
}
