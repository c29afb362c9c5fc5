/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flags are read here and not by the code for all classes, because LDAP's values follow rules of
 * their own: behind the letter with or without blanks, a value in double quotes holds blanks, and
 * some letters take no value at all.
 */
#include <string.h>

#include "base/str.h"
#include "map/ldap_reading.h"

struct flag_row {
    char letter;
    enum { TEXT, BARE /* takes no value */, CHARACTER } argument;
    bool (*set)(struct ldap_reading *r, struct slice value);
};

struct word_row {
    const char *word;
    int value;
};

/* "LDAP_SCOPE_SUB" and "sub" are the same. */
static bool find_word(const struct word_row *rows, const char *prefix, struct slice word,
                      int *value)
{
    (void)slice_skip_text_case(&word, slice_from(prefix));
    for (; rows->word != NULL; rows++) {
        if (slice_is_case(word, rows->word)) {
            *value = rows->value;
            return true;
        }
    }
    return false;
}

static bool set_single(struct ldap_reading *r, struct slice value UNUSED)
{
    r->spec->single = true;
    return true;
}

static bool set_names_only(struct ldap_reading *r, struct slice value UNUSED)
{
    r->spec->names_only = true;
    return true;
}

static bool set_with_args(struct ldap_reading *r, struct slice value UNUSED)
{
    r->spec->with_args = true;
    return true;
}

static bool set_no_referrals(struct ldap_reading *r, struct slice value UNUSED)
{
    r->spec->no_referrals = true;
    return true;
}

static bool set_base(struct ldap_reading *r, struct slice value)
{
    r->spec->base = value;
    return true;
}

static bool set_bind_dn(struct ldap_reading *r, struct slice value)
{
    r->spec->bind_dn = value;
    return true;
}

static bool has_one_address(const struct ldap_reading *r)
{
    return r->spec->hosts.p == NULL || r->spec->uri.p == NULL ||
           err_set(r->err, EX_CONFIG,
                   "Can not specify both an LDAP host and an LDAP URI in map %.*s",
                   SLICE_ARG(r->name));
}

static bool set_hosts(struct ldap_reading *r, struct slice value)
{
    r->spec->hosts = value;
    return has_one_address(r);
}

static bool set_uri(struct ldap_reading *r, struct slice value)
{
    r->spec->uri = value;
    return has_one_address(r);
}

static bool set_filter(struct ldap_reading *r, struct slice value)
{
    r->spec->filter = value;
    return true;
}

static bool set_secret_file(struct ldap_reading *r, struct slice value)
{
    r->spec->secret_file = value;
    return true;
}

static char separator(struct slice value)
{
    return slice_is(value, "\\n")   ? '\n'
           : slice_is(value, "\\t") ? '\t'
           : value.len > 0          ? value.p[0]
                                    : 0;
}

static bool set_separator(struct ldap_reading *r, struct slice value)
{
    r->spec->separator = separator(value);
    return true;
}

static bool set_name_separator(struct ldap_reading *r, struct slice value)
{
    r->spec->name_separator = separator(value);
    return true;
}

/* compatible: what stands behind the digits ("30s") means nothing, and no digits are 0. */
static bool number(struct ldap_reading *r, char letter, struct slice value, int64_t max, int64_t *n)
{
    size_t len = value.len > 0 && value.p[0] == '-' ? 1 : 0;

    while (len < value.len && ascii_is_digit(value.p[len]))
        len++;
    *n = 0;
    if (len == 0 || slice_is(slice_part(value, 0, len), "-") ||
        (slice_to_i64(slice_part(value, 0, len), n) && *n >= 0 && *n <= max))
        return true;
    return err_set(r->err, EX_CONFIG, "map %.*s: -%c needs a number up to %lld, not \"%.*s\"",
                   SLICE_ARG(r->name), letter, (long long)max, SLICE_ARG(value));
}

static bool set_network_timeout(struct ldap_reading *r, struct slice value)
{
    return number(r, 'c', value, 3600, &r->spec->network_timeout);
}

static bool set_time_limit(struct ldap_reading *r, struct slice value)
{
    return number(r, 'l', value, 3600, &r->spec->time_limit);
}

static bool set_size_limit(struct ldap_reading *r, struct slice value)
{
    return number(r, 'Z', value, INT32_MAX, &r->spec->size_limit);
}

static bool set_port(struct ldap_reading *r, struct slice value)
{
    return number(r, 'p', value, 65535, &r->spec->port);
}

static bool set_version(struct ldap_reading *r, struct slice value)
{
    int64_t *n = &r->spec->version;

    if (!number(r, 'w', value, INT32_MAX, n))
        return false;
    if (*n > 3)
        return err_set(r->err, EX_CONFIG, "LDAP version %lld exceeds max of 3 in map %.*s",
                       (long long)*n, SLICE_ARG(r->name));
    if (*n < 2)
        return err_set(r->err, EX_CONFIG, "LDAP version %lld is lower than min of 2 in map %.*s",
                       (long long)*n, SLICE_ARG(r->name));
    return true;
}

static bool ignore(struct ldap_reading *r UNUSED, struct slice value UNUSED)
{
    return true;
}

static bool set_method(struct ldap_reading *r, struct slice value)
{
    enum { KERBEROS_4 = -1 };
    static const struct word_row words[] = {
        {"none", LDAP_METHOD_NONE}, {"simple", LDAP_METHOD_SIMPLE}, {"krbv4", KERBEROS_4}, {0}};
    int method;

    if (!find_word(words, "LDAP_AUTH_", value, &method))
        return err_set(r->err, EX_CONFIG,
                       "Method for binding must be [none|simple|krbv4] (not %.*s) in map %.*s",
                       SLICE_ARG(value), SLICE_ARG(r->name));
    if (method == KERBEROS_4)
        return err_set(
            r->err, EX_CONFIG,
            "map %.*s: bind method krbv4 needs Kerberos 4, which no LDAP library has any "
            "more; use simple over ldaps",
            SLICE_ARG(r->name));
    r->spec->method = (enum ldap_method)method;
    r->spec->method_given = true;
    return true;
}

static bool set_scope(struct ldap_reading *r, struct slice value)
{
    static const struct word_row words[] = {{"base", LDAP_WITHIN_BASE},    {"one", LDAP_WITHIN_ONE},
                                            {"onelevel", LDAP_WITHIN_ONE}, {"sub", LDAP_WITHIN_SUB},
                                            {"subtree", LDAP_WITHIN_SUB},  {0}};
    int scope;

    if (!find_word(words, "LDAP_SCOPE_", value, &scope))
        return err_set(r->err, EX_CONFIG, "Scope must be [base|one|sub] (not %.*s) in map %.*s",
                       SLICE_ARG(value), SLICE_ARG(r->name));
    r->spec->scope = (enum ldap_scope)scope;
    return true;
}

static bool set_aliases(struct ldap_reading *r, struct slice value)
{
    static const struct word_row words[] = {{"never", LDAP_ALIASES_NEVER},
                                            {"search", LDAP_ALIASES_SEARCH},
                                            {"find", LDAP_ALIASES_FIND},
                                            {"always", LDAP_ALIASES_ALWAYS},
                                            {0}};
    int aliases;

    if (!find_word(words, "LDAP_DEREF_", value, &aliases))
        return err_set(r->err, EX_CONFIG,
                       "Deref must be [never|always|search|find] (not %.*s) in map %.*s",
                       SLICE_ARG(value), SLICE_ARG(r->name));
    r->spec->aliases = (enum ldap_aliases)aliases;
    return true;
}

/* ---- -v ------------------------------------------------------------------------------------- */

static bool take_type(struct ldap_reading *r, struct slice word, enum ldap_attr_type *type)
{
    static const struct word_row words[] = {{"", LDAP_ATTR_NORMAL}, {"NORMAL", LDAP_ATTR_NORMAL},
                                            {"DN", LDAP_ATTR_DN},   {"FILTER", LDAP_ATTR_FILTER},
                                            {"URL", LDAP_ATTR_URL}, {0}};
    int found;

    if (!find_word(words, "", word, &found))
        return err_set(r->err, EX_CONFIG, "Unknown attribute type (%.*s) in %.*s", SLICE_ARG(word),
                       SLICE_ARG(r->name));
    *type = (enum ldap_attr_type)found;
    return true;
}

static void take_classes(struct ldap_reading *r, struct slice list, struct ldap_attr *attr)
{
    attr->classes = ARENA_ARRAY(r->in, list.len + 1, struct slice);
    while (list.len > 0) {
        struct slice class = ldap_take_until(&list, '|');

        if (class.len > 0)
            attr->classes[attr->nclasses++] = class;
    }
}

/* "name[:type[:class|class...]]" */
static bool add_attr(struct ldap_reading *r, struct slice text)
{
    struct ldap_spec *s = r->spec;
    struct ldap_attr attr = {.name = ldap_take_until(&text, ':')};

    if (!take_type(r, ldap_take_until(&text, ':'), &attr.type))
        return false;
    take_classes(r, text, &attr);
    for (size_t i = 0; i < s->nattrs; i++) {
        if (slice_eq_case(s->attrs[i].name, attr.name))
            return err_set(r->err, EX_CONFIG, "Duplicate attribute (%.*s) in %.*s",
                           SLICE_ARG(attr.name), SLICE_ARG(r->name));
    }
    if (s->nattrs == LDAP_ATTRS_MAX)
        return err_set(r->err, EX_CONFIG, "Too many return attributes in %.*s (max %d)",
                       SLICE_ARG(r->name), LDAP_ATTRS_MAX);
    s->attrs[s->nattrs++] = attr;
    return true;
}

/* The last -v counts, so it is looked at when all flags were read. */
static bool set_attrs(struct ldap_reading *r, struct slice value)
{
    r->attrs = value;
    r->spec->attrs_given = true;
    return true;
}

static bool read_attrs(struct ldap_reading *r)
{
    struct slice list = r->attrs;

    while (list.len > 0) {
        struct slice one = ldap_take_until(&list, ',');

        if (one.len > 0 && !add_attr(r, one))
            return false;
    }
    return true;
}

/* ---- flags ---------------------------------------------------------------------------------- */

static const struct flag_row flags[] = {
    {'1', BARE, set_single},
    {'b', TEXT, set_base},
    {'c', TEXT, set_network_timeout},
    {'d', TEXT, set_bind_dn},
    {'H', TEXT, set_uri},
    {'h', TEXT, set_hosts},
    {'K', BARE, set_with_args},
    {'k', TEXT, set_filter},
    {'l', TEXT, set_time_limit},
    {'M', TEXT, set_method},
    {'n', BARE, set_names_only},
    {'P', TEXT, set_secret_file},
    {'p', TEXT, set_port},
    {'R', BARE, set_no_referrals},
    {'r', TEXT, set_aliases},
    {'s', TEXT, set_scope},
    {'V', CHARACTER, set_name_separator},
    {'v', TEXT, set_attrs},
    {'w', TEXT, set_version},
    {'x', BARE, ignore},
    {'Z', TEXT, set_size_limit},
    {'z', CHARACTER, set_separator},
};

/* General flags that are followed by text. */
static const char general_with_text[] = "aST";

static const struct flag_row *find_flag(char letter)
{
    for (size_t i = 0; i < COUNT(flags); i++) {
        if (flags[i].letter == letter)
            return &flags[i];
    }
    return NULL;
}

static struct slice take_to_blank(struct slice *in)
{
    struct slice value;
    size_t n = 0;

    while (n < in->len && !ascii_is_space(in->p[n]))
        n++;
    value = slice_part(*in, 0, n);
    *in = slice_from_at(*in, n);
    return value;
}

/* A value: blanks before it do not count; from quote to quote (or the end), else to the next blank.
 * compatible: what stands directly behind the second quote means nothing. */
static struct slice take_value(struct slice *in)
{
    struct slice value;

    while (in->len > 0 && ascii_is_space(in->p[0]))
        *in = slice_from_at(*in, 1);
    if (!slice_skip(in, '"'))
        return take_to_blank(in);
    if (!slice_until(in, '"', &value)) {
        value = *in;
        *in = SLICE("");
    }
    (void)take_to_blank(in);
    return value;
}

/* The rest of a word whose flag takes no value, or one directly behind it ("-T<TMPF>"). */
static struct slice take_word(struct slice *in)
{
    return in->len > 0 && ascii_is_space(in->p[0]) ? SLICE("") : take_value(in);
}

/* Directly behind the letter, as ever; ours: or the next word, which is no flag. */
static struct slice take_character(struct slice *in)
{
    struct slice next = slice_trim(*in);

    return next.len > 0 && next.p[0] == '-' ? take_word(in) : take_value(in);
}

static struct slice take_argument(const struct flag_row *row, struct slice *in)
{
    if (row == NULL || row->argument == BARE)
        return take_word(in);
    return row->argument == CHARACTER ? take_character(in) : take_value(in);
}

/* compatible: a dash at the end is a flag, too, and none that there is. */
static bool read_flags(struct ldap_reading *r, struct slice text, ldap_general_flag *general,
                       void *ctx)
{
    for (;;) {
        text = slice_trim(text);
        if (text.len == 0 || text.p[0] != '-')
            return true; /* compatible: words behind the flags mean nothing */
        char letter = text.len > 1 ? text.p[1] : '\0';
        const struct flag_row *row = find_flag(letter);
        bool has_text = strchr(general_with_text, letter) != NULL;

        text = slice_from_at(text, ascii_is_space(letter) ? 1 : 2);
        struct slice value = take_argument(row, &text);
        if (row != NULL && !row->set(r, value))
            return false;
        if (row == NULL)
            general(ctx, letter, has_text ? value : SLICE(""));
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

void ldap_spec_init(struct ldap_spec *spec)
{
    /* The original's library spoke version 2 unless told; servers refuse that today. */
    *spec = (struct ldap_spec){.version = 3, .scope = LDAP_WITHIN_SUB};
}

bool ldap_spec_read(struct ldap_spec *spec, struct slice text, struct slice name, struct arena *in,
                    ldap_general_flag *general, void *ctx, struct err *err)
{
    struct ldap_reading r = {spec, name, in, {0}, err};
    struct slice inherited = spec->secret_file;

    spec->nattrs = 0;
    if (!read_flags(&r, text, general, ctx))
        return false;
    if (!slice_eq(inherited, spec->secret_file))
        spec->secret = slice_of(NULL, 0);
    if (!ldap_conclude_binding(&r))
        return false;
    if (spec->filter.p == NULL)
        return err_set(err, EX_CONFIG, "No filter given in map %.*s", SLICE_ARG(name));
    return read_attrs(&r) && ldap_conclude(&r);
}

bool ldap_is_general_flag(char flag)
{
    return flag != '\0' && strchr("AafmNOoqSTtD", flag) != NULL;
}

struct other_flags {
    bool general;
    struct str *wrong;
};

static void add_line(struct str *wrong, const char *text)
{
    str_printf(wrong, "%s\n", text);
}

static void note_other(void *ctx, char flag, struct slice text UNUSED)
{
    struct other_flags *other = ctx;

    if (ldap_is_general_flag(flag))
        other->general = true;
    else
        str_printf(other->wrong, "Illegal option %c map O LDAPDefaultSpec\n", flag);
}

bool ldap_spec_read_defaults(struct ldap_spec *spec, struct slice text, struct arena *in,
                             struct str *wrong)
{
    struct err err = {0};
    struct ldap_reading r = {spec, SLICE("O LDAPDefaultSpec"), in, {0}, &err};
    struct other_flags other = {.wrong = wrong};
    size_t before = wrong->len;

    if (!read_flags(&r, text, note_other, &other) || !ldap_conclude_binding(&r))
        add_line(wrong, err.text);
    if (other.general || spec->single)
        add_line(wrong, "readcf: option LDAPDefaultSpec: Do not set non-LDAP specific flags");
    if (spec->filter.p != NULL)
        add_line(wrong, "readcf: option LDAPDefaultSpec: Do not set the LDAP search filter");
    if (spec->attrs_given)
        add_line(wrong, "readcf: option LDAPDefaultSpec: Do not set the requested LDAP attributes");
    if (wrong->len == before && !ldap_conclude(&r))
        add_line(wrong, err.text);
    return wrong->len == before;
}
