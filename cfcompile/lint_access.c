/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of access and authinfo.
 */
#include "base/attr.h"
#include "cfcompile/lint.h"
#include "cfcompile/names.h"

static const char *const actions[] = {"OK",   "RELAY",  "REJECT", "DISCARD",
                                      "SKIP", "FRIEND", "HATER",  "SUBDOMAIN"};

/* Tags whose values are actions; all others have values of their own. */
static const char *const decision_tags[] = {"Connect", "From", "To", "Spam", "Compat"};

/* TAG:rest; false for an entry without a tag. IPv6: is part of an address. */
static bool take_tag(struct slice *key, struct slice *tag)
{
    struct slice rest = *key;

    if (!slice_until(&rest, ':', tag) || tag->len == 0 || slice_is_case(*tag, "IPv6"))
        return false;
    for (size_t i = 0; i < tag->len; i++)
        if (!ascii_is_alnum(tag->p[i]) && tag->p[i] != '_')
            return false;
    *key = rest;
    return true;
}

static bool is_decision(struct slice tag)
{
    for (size_t i = 0; i < COUNT(decision_tags); i++)
        if (slice_is_case(tag, decision_tags[i]))
            return true;
    return false;
}

static bool is_address_text(struct slice key)
{
    bool digit = false;

    for (size_t i = 0; i < key.len; i++) {
        digit = digit || ascii_is_digit(key.p[i]);
        if (!ascii_is_digit(key.p[i]) && key.p[i] != '.' && key.p[i] != '/')
            return false;
    }
    return digit;
}

struct slice lint_octets(struct slice key)
{
    struct slice address, bits = key;
    int64_t n;
    size_t end = 0;

    if (!slice_until(&bits, '/', &address) || !slice_to_i64(bits, &n) || n % 8 != 0 || n < 8 ||
        n > 32)
        return (struct slice){0};
    for (int64_t dots = 0; end < address.len; end++)
        if (address.p[end] == '.' && ++dots == n / 8)
            break;
    return slice_part(address, 0, end);
}

static void key_form(struct lint *l, struct slice file, const struct map_line *entry,
                     struct slice key)
{
    struct slice octets = lint_octets(key);
    struct slice tag = slice_part(entry->key, 0, entry->key.len - key.len);
    struct finding *f;

    if (slice_find(key, '/') != SIZE_MAX &&
        (is_address_text(key) || slice_starts_case(key, SLICE("IPv6:")))) {
        f = lint_say(l, "map-09", SEVERITY_ERROR, file, entry->line,
                     "%.*s: networks are written by their first octets, a mask never matches",
                     SLICE_ARG(key));
        if (octets.len > 0)
            lint_instead(l, f, "%.*s%.*s\t%.*s", SLICE_ARG(tag), SLICE_ARG(octets),
                         SLICE_ARG(entry->value));
    } else if (is_address_text(key) && key.p[key.len - 1] == '.') {
        f = lint_say(l, "map-09", SEVERITY_ERROR, file, entry->line,
                     "%.*s has a dot at its end: it never matches", SLICE_ARG(key));
        lint_instead(l, f, "%.*s%.*s\t%.*s", SLICE_ARG(tag),
                     SLICE_ARG(slice_part(key, 0, key.len - 1)), SLICE_ARG(entry->value));
    }
}

static bool is_action(struct slice word)
{
    for (size_t i = 0; i < COUNT(actions); i++)
        if (slice_is_case(word, actions[i]))
            return true;
    return false;
}

static void value_form(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct slice rest = entry->value, word, near;
    struct name_list list = {0};

    if (!slice_word(&rest, &word) || slice_trim(rest).len > 0 || is_action(word) ||
        slice_find(word, ':') != SIZE_MAX || ascii_is_digit(word.p[0]) || word.p[0] == '<')
        return;
    for (size_t i = 0; i < COUNT(actions); i++)
        *VEC_ADD(&list, l->in) = slice_from(actions[i]);
    near = names_near(&list, word);
    struct finding *f = near.len > 0 ? lint_say(l, "map-10", SEVERITY_WARNING, file, entry->line,
                                                "%.*s would be the text clients see; did you mean "
                                                "%.*s?",
                                                SLICE_ARG(word), SLICE_ARG(near))
                                     : lint_say(l, "map-10", SEVERITY_WARNING, file, entry->line,
                                                "%.*s is no action: it would be the text clients "
                                                "see",
                                                SLICE_ARG(word));
    if (near.len > 0)
        lint_instead(l, f, "%.*s\t%.*s", SLICE_ARG(entry->key), SLICE_ARG(near));
}

/* A letter of ours turns a strictness off for those it is given to. */
static void relaxed_lines(struct lint *l, struct slice file, const struct map_line *entry,
                          struct slice key)
{
    static const char relaxing[] = "gGuUoOfF";
    struct slice rest = entry->value, word;

    if (key.len > 0)
        return;
    while (slice_word(&rest, &word))
        for (size_t i = 0; relaxing[i] != '\0'; i++)
            if (word.p[0] == relaxing[i] && word.len <= 2) {
                lint_say(l, "security-01", SEVERITY_WARNING, file, entry->line,
                         "%.*s accepts bare line ends or early input from everybody: give it to "
                         "single clients that need it",
                         SLICE_ARG(word));
                return;
            }
}

static void auth_value(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct slice rest = entry->value;
    bool has_user = false, has_password = false;

    while (rest.len > 0) {
        struct slice field;
        rest = slice_trim(rest);
        if (!slice_skip(&rest, '"') || !slice_until(&rest, '"', &field) || field.len < 2 ||
            slice_find(SLICE("UIPRM"), field.p[0]) == SIZE_MAX ||
            (field.p[1] != ':' && field.p[1] != '=')) {
            struct finding *f = lint_say(l, "auth-04", SEVERITY_ERROR, file, entry->line,
                                         "the value is a list of \"U:user\" \"P:password\" "
                                         "\"R:realm\" \"M:mechanisms\", each in double quotes");
            lint_instead(l, f, "%.*s\t\"U:user\" \"P:password\"", SLICE_ARG(entry->key));
            return;
        }
        has_user = has_user || field.p[0] == 'U' || field.p[0] == 'I';
        has_password = has_password || field.p[0] == 'P' || field.p[0] == 'M';
        rest = slice_trim(rest);
    }
    if (!has_user || !has_password)
        lint_say(l, "auth-04", SEVERITY_ERROR, file, entry->line, "%s is missing",
                 has_user ? "\"P:password\"" : "\"U:user\"");
}

void lint_authinfo_entry(struct lint *l, struct slice file, const struct map_line *entry)
{
    if (!lint_authinfo_key(l, file, entry))
        auth_value(l, file, entry);
}

void lint_access_entry(struct lint *l, struct slice file, const struct map_line *entry)
{
    struct slice key = entry->key, tag = {0};
    bool tagged = take_tag(&key, &tag);
    bool limit = tagged && (slice_is_case(tag, "GreetPause") || slice_is_case(tag, "ClientRate") ||
                            slice_is_case(tag, "ClientConn"));

    if (tagged && lint_access_key(l, file, entry, entry->key))
        return; /* the head of an address is no tag */
    if (limit)
        lint_number_value(l, file, entry);
    if (tagged && slice_is_case(tag, "AuthInfo"))
        auth_value(l, file, entry);
    if (tagged && slice_is_case(tag, "Srv_Features"))
        relaxed_lines(l, file, entry, key);
    if ((!tagged || is_decision(tag) || limit) && !lint_access_key(l, file, entry, key))
        key_form(l, file, entry, key);
    if (!tagged || is_decision(tag))
        value_form(l, file, entry);
}
