/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/hosts.h"

/* One line: its address and its first name; *names is left at the first name. False: no such line.
 */
static bool parse_line(struct slice line, struct net_address *address, struct slice *names)
{
    struct slice text, first;
    size_t hash = slice_find(line, '#');

    if (hash != SIZE_MAX)
        line.len = hash;
    if (!slice_word(&line, &text) || !net_address_parse(text, 0, address))
        return false;
    *names = line;
    return slice_word(&line, &first);
}

bool hosts_next_by_name(struct slice *rest, struct slice name, struct net_address *address,
                        struct slice *canonical)
{
    struct slice line, names, word;

    if (name.len > 0 && name.p[name.len - 1] == '.')
        name.len--;
    while (slice_line(rest, &line)) {
        if (!parse_line(line, address, &names))
            continue;
        *canonical = SLICE("");
        while (slice_word(&names, &word)) {
            if (canonical->len == 0)
                *canonical = word;
            if (slice_eq_case(word, name))
                return true;
        }
    }
    return false;
}

static struct slice first_dotted(struct slice names)
{
    struct slice word, first = SLICE("");

    while (slice_word(&names, &word)) {
        if (slice_find(word, '.') != SIZE_MAX)
            return word;
        if (first.len == 0)
            first = word;
    }
    return first;
}

static bool has_name(struct slice names, struct slice name)
{
    struct slice word;

    while (slice_word(&names, &word))
        if (slice_eq_case(word, name))
            return true;
    return false;
}

bool hosts_canonical(struct slice *rest, struct slice name, struct slice *canonical,
                     struct slice *names)
{
    struct net_address address;
    struct slice line;

    if (name.len > 0 && name.p[name.len - 1] == '.')
        name.len--;
    while (slice_line(rest, &line)) {
        if (!parse_line(line, &address, names) || !has_name(*names, name))
            continue;
        *canonical = first_dotted(*names);
        return true;
    }
    return false;
}

bool hosts_names_of(struct slice text, const struct net_address *address, struct slice *names)
{
    struct net_address found;
    struct slice line;

    while (slice_line(&text, &line))
        if (parse_line(line, &found, names) && net_address_same_host(&found, address))
            return true;
    return false;
}

bool hosts_by_address(struct slice text, const struct net_address *address, struct slice *name)
{
    struct slice names;

    return hosts_names_of(text, address, &names) && slice_word(&names, name);
}

bool hosts_services(struct slice text, struct slice key, struct slice *services)
{
    struct slice line, word;

    while (slice_line(&text, &line)) {
        size_t hash = slice_find(line, '#');

        if (hash != SIZE_MAX)
            line.len = hash;
        if (!slice_word(&line, &word))
            continue;
        if (word.p[word.len - 1] == ':')
            word.len--;
        if (slice_eq_case(word, key)) {
            *services = slice_trim(line);
            return true;
        }
    }
    return false;
}
