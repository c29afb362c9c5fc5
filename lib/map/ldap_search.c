/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/ldap_search.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/vec.h"
#include "os/clock.h"

enum {
    FOLLOW_MAX = 10000, /* entries that one key may lead to */
    RESULT_MAX_BYTES = 4 << 20,
};

/* Where a value of type DN, FILTER or URL points to. */
struct follow {
    enum ldap_attr_type type;
    struct slice text;
    bool done;
};

struct search {
    const struct ldap_library *lib;
    LDAP *ld;
    const struct ldap_spec *spec;
    struct arena *in;
    struct err *err;
    struct VEC(struct follow) follows; /* sorted by text without case */
    struct str result;
    size_t nvalues;
    bool several;   /* -1, and an entry came when there was a value already */
    bool named;     /* some value names a further search */
    bool satisfied; /* no -z: the first value is there */
};

/* What one search asks. */
struct question {
    const char *base;
    int scope;
    const char *filter;
    char **attrs;  /* NULL: all */
    bool any_attr; /* attributes that the map does not name are results too */
};

/* ---- values --------------------------------------------------------------------------------- */

/* Position of `text` in the sorted list; *there: it is in it. */
static size_t find_follow(const struct search *s, struct slice text, bool *there)
{
    size_t low = 0, high = s->follows.len;

    *there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = slice_cmp_case(s->follows.p[middle].text, text);

        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A place in the sorted list for what is not there yet; NULL: too many. */
static struct follow *insert_follow(struct search *s, size_t at, enum ldap_attr_type type,
                                    struct slice text)
{
    if (s->follows.len == FOLLOW_MAX) {
        err_set(s->err, EX_TEMPFAIL, "more than %d entries to follow", FOLLOW_MAX);
        return NULL;
    }
    (void)VEC_ADD(&s->follows, s->in);
    for (size_t i = s->follows.len - 1; i > at; i--)
        s->follows.p[i] = s->follows.p[i - 1];
    s->follows.p[at] = (struct follow){type, arena_copy(s->in, text), false};
    return &s->follows.p[at];
}

static bool add_follow(struct search *s, enum ldap_attr_type type, struct slice text)
{
    bool there;
    size_t at = find_follow(s, text, &there);

    s->named = true;
    return there || insert_follow(s, at, type, text) != NULL;
}

/* True when this entry gave its values already, reached on another way. */
static bool seen_before(struct search *s, LDAPMessage *entry, bool *failed)
{
    char *dn = s->lib->get_dn(s->ld, entry);
    struct slice text = slice_from(dn);
    bool there, done = false;
    size_t at = find_follow(s, text, &there);
    struct follow *f = there ? &s->follows.p[at] : insert_follow(s, at, LDAP_ATTR_DN, text);

    *failed = f == NULL;
    if (f != NULL) {
        done = f->done;
        f->done = true;
    }
    s->lib->memfree(dn);
    return done;
}

static bool add_result(struct search *s, struct slice name, struct slice value)
{
    if (s->result.len + value.len > RESULT_MAX_BYTES)
        return err_set(s->err, EX_TEMPFAIL, "more than %d bytes of values", RESULT_MAX_BYTES);
    if (s->nvalues++ > 0)
        str_add_char(&s->result, s->spec->separator);
    if (s->spec->names_only || s->spec->name_separator != '\0')
        str_add(&s->result, name);
    if (!s->spec->names_only && s->spec->name_separator != '\0')
        str_add_char(&s->result, s->spec->name_separator);
    if (!s->spec->names_only)
        str_add(&s->result, value);
    s->satisfied = s->spec->separator == '\0';
    return true;
}

static bool add_value(struct search *s, enum ldap_attr_type type, struct slice name,
                      struct slice value)
{
    if (type == LDAP_ATTR_NORMAL || s->spec->separator == '\0')
        return add_result(s, name, value);
    return add_follow(s, type, value);
}

static bool add_values(struct search *s, LDAPMessage *entry, const char *attr,
                       enum ldap_attr_type type)
{
    struct berval **values;
    bool ok = true;

    if (s->spec->names_only)
        return add_result(s, slice_from(attr), SLICE(""));
    values = s->lib->get_values_len(s->ld, entry, attr);
    for (size_t i = 0; values != NULL && values[i] != NULL && ok && !s->satisfied; i++)
        ok = add_value(s, type, slice_from(attr), slice_of(values[i]->bv_val, values[i]->bv_len));
    s->lib->value_free_len(values);
    return ok;
}

/* ---- entries -------------------------------------------------------------------------------- */

static bool is_of_class(struct search *s, LDAPMessage *entry, const struct ldap_attr *attr)
{
    struct berval **classes;
    bool found = attr->nclasses == 0;

    if (found)
        return true;
    classes = s->lib->get_values_len(s->ld, entry, "objectClass");
    for (size_t i = 0; classes != NULL && classes[i] != NULL && !found; i++) {
        struct slice class = slice_of(classes[i]->bv_val, classes[i]->bv_len);

        for (size_t k = 0; k < attr->nclasses && !found; k++)
            found = slice_eq_case(class, attr->classes[k]);
    }
    s->lib->value_free_len(classes);
    return found;
}

static const struct ldap_attr *find_attr(const struct ldap_spec *spec, struct slice name)
{
    for (size_t i = 0; i < spec->nattrs; i++) {
        if (slice_eq_case(spec->attrs[i].name, name))
            return &spec->attrs[i];
    }
    return NULL;
}

static bool take_attr(struct search *s, const struct question *q, LDAPMessage *entry,
                      const char *name)
{
    const struct ldap_attr *attr = find_attr(s->spec, slice_from(name));

    if (attr != NULL)
        return !is_of_class(s, entry, attr) || add_values(s, entry, name, attr->type);
    if (!q->any_attr || slice_is_case(slice_from(name), "objectClass"))
        return true; /* asked for by us, to check classes */
    return add_values(s, entry, name, LDAP_ATTR_NORMAL);
}

static bool take_entry(struct search *s, const struct question *q, LDAPMessage *entry)
{
    BerElement *walk = NULL;
    bool failed, ok = true;

    if (seen_before(s, entry, &failed))
        return true;
    if (failed)
        return false;
    char *name = s->lib->first_attribute(s->ld, entry, &walk);
    while (name != NULL) {
        if (ok && !s->satisfied)
            ok = take_attr(s, q, entry, name);
        s->lib->memfree(name);
        name = s->lib->next_attribute(s->ld, entry, walk);
    }
    if (walk != NULL)
        s->lib->ber_free(walk, 0);
    return ok;
}

/* ---- one search ----------------------------------------------------------------------------- */

static enum ldap_outcome outcome_of(struct search *s, int code)
{
    err_set(s->err, EX_TEMPFAIL, "%s", s->lib->err2string(code));
    switch (code) {
    case LDAP_SERVER_DOWN:
    case LDAP_CONNECT_ERROR:
    case LDAP_UNAVAILABLE:
    case LDAP_LOCAL_ERROR:
    case LDAP_DECODING_ERROR:
        return LDAP_OUTCOME_LOST;
    case LDAP_TIMEOUT:
        return LDAP_OUTCOME_TIMEOUT;
    default:
        return LDAP_OUTCOME_FAILED;
    }
}

static enum ldap_outcome conclude(struct search *s, LDAPMessage *m)
{
    int code = LDAP_OTHER, rc = s->lib->parse_result(s->ld, m, &code, NULL, NULL, NULL, NULL, 0);

    if (rc != LDAP_SUCCESS || code != LDAP_SUCCESS)
        return outcome_of(s, rc != LDAP_SUCCESS ? rc : code);
    return LDAP_OUTCOME_FOUND;
}

/* The next message; NULL: *outcome says what became of it. */
static LDAPMessage *next_message(struct search *s, int id, int64_t until_ms,
                                 enum ldap_outcome *outcome)
{
    int64_t left = until_ms - clock_monotonic_ms();
    struct timeval wait = {.tv_sec = left / 1000, .tv_usec = left % 1000 * 1000};
    LDAPMessage *m = NULL;
    int rc = left <= 0 ? 0 : s->lib->result(s->ld, id, LDAP_MSG_ONE, &wait, &m), code = LDAP_OTHER;

    if (rc > 0)
        return m;
    if (rc == 0) {
        err_set(s->err, EX_TEMPFAIL, "%s", s->lib->err2string(LDAP_TIMEOUT));
        *outcome = LDAP_OUTCOME_TIMEOUT;
        return NULL;
    }
    s->lib->get_option(s->ld, LDAP_OPT_RESULT_CODE, &code);
    *outcome = outcome_of(s, code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code);
    return NULL;
}

/* An entry of the answer; false with *err. compatible: with -1 a further entry counts against the
 * key only if there is a value already. */
static bool take_message(struct search *s, const struct question *q, LDAPMessage *m)
{
    if (s->spec->single && s->nvalues > 0) {
        s->several = true;
        return true;
    }
    return s->satisfied || take_entry(s, q, m);
}

/* Entries one by one, so that a search that matches everything is cut off when enough was seen. */
static enum ldap_outcome read_entries(struct search *s, const struct question *q, int id,
                                      int64_t until_ms)
{
    enum ldap_outcome outcome = LDAP_OUTCOME_FOUND;

    for (;;) {
        LDAPMessage *m = next_message(s, id, until_ms, &outcome);
        bool ok = true, last = m == NULL;

        if (m != NULL && s->lib->msgtype(m) == LDAP_RES_SEARCH_ENTRY) {
            ok = take_message(s, q, m);
        } else if (m != NULL && s->lib->msgtype(m) == LDAP_RES_SEARCH_RESULT) {
            outcome = conclude(s, m);
            last = true;
        }
        s->lib->msgfree(m);
        if (last)
            return outcome;
        if (!ok || s->several || (s->satisfied && !s->spec->single)) {
            s->lib->abandon_ext(s->ld, id, NULL, NULL);
            return ok ? LDAP_OUTCOME_FOUND : LDAP_OUTCOME_FAILED;
        }
    }
}

static enum ldap_outcome ask(struct search *s, const struct question *q)
{
    int64_t limit = s->spec->time_limit, wait = limit > 0 ? limit + 1 : LDAP_WAIT_S;
    struct timeval server_wait = {.tv_sec = limit};
    int id = -1, rc;

    rc =
        s->lib->search_ext(s->ld, q->base, q->scope, q->filter, q->attrs, s->spec->names_only, NULL,
                           NULL, limit > 0 ? &server_wait : NULL, (int)s->spec->size_limit, &id);
    if (rc != LDAP_SUCCESS)
        return outcome_of(s, rc);
    return read_entries(s, q, id, clock_monotonic_ms() + wait * 1000);
}

/* ---- following ------------------------------------------------------------------------------ */

static char **map_attrs(struct search *s)
{
    const struct ldap_spec *spec = s->spec;
    char **list;

    if (spec->nattrs == 0)
        return NULL;
    list = ARENA_ARRAY(s->in, spec->nattrs + 2, char *);
    list[0] = arena_cstr(s->in, SLICE("objectClass"));
    for (size_t i = 0; i < spec->nattrs; i++)
        list[i + 1] = arena_cstr(s->in, spec->attrs[i].name);
    return list;
}

static char **url_attrs(struct search *s, char **wanted)
{
    size_t n = 0;
    char **list;

    while (wanted != NULL && wanted[n] != NULL)
        n++;
    if (n == 0)
        return NULL;
    list = ARENA_ARRAY(s->in, n + 2, char *);
    for (size_t i = 0; i < n; i++)
        list[i] = arena_cstr(s->in, slice_from(wanted[i]));
    list[n] = arena_cstr(s->in, SLICE("objectClass"));
    return list;
}

static enum ldap_outcome ask_url(struct search *s, const char *text)
{
    LDAPURLDesc *url = NULL;
    enum ldap_outcome outcome;

    if (s->lib->url_parse(text, &url) != LDAP_URL_SUCCESS) {
        err_set(s->err, EX_TEMPFAIL, "not an LDAP URL: %s", text);
        return LDAP_OUTCOME_FAILED;
    }
    struct question q = {.base = url->lud_dn,
                         .scope = url->lud_scope == LDAP_SCOPE_DEFAULT ? LDAP_SCOPE_BASE
                                                                       : url->lud_scope,
                         .filter = url->lud_filter != NULL ? url->lud_filter : "(objectClass=*)",
                         .attrs = url_attrs(s, url->lud_attrs),
                         .any_attr = true};
    outcome = ask(s, &q);
    s->lib->free_urldesc(url);
    return outcome;
}

static enum ldap_outcome ask_follow(struct search *s, const struct follow *f)
{
    const char *text = arena_cstr(s->in, f->text);
    struct question q = {.base = arena_cstr(s->in, s->spec->base),
                         .scope = (int)s->spec->scope,
                         .filter = text,
                         .attrs = map_attrs(s)};

    if (f->type == LDAP_ATTR_URL)
        return ask_url(s, text);
    if (f->type == LDAP_ATTR_DN) {
        q.base = text;
        q.filter = "(objectClass=*)";
    }
    return ask(s, &q);
}

static struct follow *next_follow(struct search *s)
{
    for (size_t i = 0; i < s->follows.len; i++) {
        if (!s->follows.p[i].done)
            return &s->follows.p[i];
    }
    return NULL;
}

static enum ldap_outcome follow_all(struct search *s)
{
    enum ldap_outcome outcome = LDAP_OUTCOME_FOUND;
    struct follow *f;

    while (outcome == LDAP_OUTCOME_FOUND && !s->satisfied && (f = next_follow(s)) != NULL) {
        struct follow now = *f;
        bool there;

        s->several = false; /* what is found on the way only ends that search */
        outcome = ask_follow(s, &now);
        s->follows.p[find_follow(s, now.text, &there)].done = true;
    }
    return outcome;
}

enum ldap_outcome ldap_search_run(const struct ldap_library *lib, LDAP *ld,
                                  const struct ldap_spec *spec, struct slice filter,
                                  struct arena *in, struct slice *value, struct err *err)
{
    struct search s = {
        .lib = lib, .ld = ld, .spec = spec, .in = in, .err = err, .result = str_new(in)};
    struct question q = {.base = arena_cstr(in, spec->base),
                         .scope = (int)spec->scope,
                         .filter = arena_cstr(in, filter),
                         .attrs = map_attrs(&s),
                         .any_attr = spec->nattrs == 0};
    int aliases = (int)spec->aliases;
    enum ldap_outcome outcome;

    lib->set_option(ld, LDAP_OPT_DEREF, &aliases);
    lib->set_option(ld, LDAP_OPT_REFERRALS, spec->no_referrals ? NULL : LDAP_LIBRARY_ON);
    outcome = ask(&s, &q);
    if (outcome == LDAP_OUTCOME_FOUND && s.several)
        return LDAP_OUTCOME_NONE;
    if (outcome == LDAP_OUTCOME_FOUND)
        outcome = follow_all(&s);
    if (outcome != LDAP_OUTCOME_FOUND)
        return outcome;
    if (s.nvalues == 0)
        return s.named ? LDAP_OUTCOME_NOTHING : LDAP_OUTCOME_NONE;
    *value = str_slice(&s.result);
    return LDAP_OUTCOME_FOUND;
}
