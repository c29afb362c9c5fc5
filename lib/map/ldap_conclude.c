/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the flags of an LDAP map come to: a list of servers, a secret, and what does not go
 * together.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "map/ldap_reading.h"
#include "os/file.h"
#include "os/safe_path.h"

enum { SECRET_MAX_BYTES = 1024 };

struct slice ldap_take_until(struct slice *in, char stop)
{
    struct slice part;

    if (!slice_until(in, stop, &part)) {
        part = *in;
        *in = SLICE("");
    }
    return slice_trim(part);
}

static bool add_server(struct ldap_reading *r, struct slice uri)
{
    if (r->spec->nservers == LDAP_SERVERS_MAX)
        return err_set(r->err, EX_CONFIG, "map %.*s: more than %d LDAP servers", SLICE_ARG(r->name),
                       LDAP_SERVERS_MAX);
    r->spec->servers[r->spec->nservers++] = uri;
    return true;
}

/* "host", "host:port", "[address]:port" or a bare IPv6 address. */
static struct slice host_uri(const struct ldap_spec *s, struct slice host, struct arena *in)
{
    size_t first = slice_find(host, ':'), last = slice_find_last(host, ':');
    bool address = first != last && host.p[0] != '[';
    size_t end = slice_find_last(host, ']');
    bool has_port = !address && last != SIZE_MAX && (end == SIZE_MAX || last > end);
    struct str uri = str_new(in);

    str_printf(&uri, address ? "ldap://[%.*s]" : "ldap://%.*s", SLICE_ARG(host));
    if (!has_port && s->port > 0)
        str_printf(&uri, ":%lld", (long long)s->port);
    return str_slice(&uri);
}

static bool list_servers(struct ldap_reading *r)
{
    struct ldap_spec *s = r->spec;
    struct slice rest = s->uri.len > 0 ? s->uri : s->hosts, word;

    s->nservers = 0;
    while (slice_word(&rest, &word)) {
        while (word.len > 0) {
            struct slice one = s->uri.len > 0 ? ldap_take_until(&word, ',') : word;

            if (s->uri.len == 0) {
                one = host_uri(s, one, r->in);
                word = SLICE("");
            }
            if (one.len > 0 && !add_server(r, one))
                return false;
        }
    }
    return true;
}

/* The first line of the file. Who may write it could have us bind as somebody else. */
static bool read_secret(struct ldap_reading *r)
{
    struct safe_rules rules = {.flags = SAFE_NO_GROUP_WRITE | SAFE_NO_WORLD_WRITE | SAFE_OWNER,
                               .uid = geteuid()};
    const char *path = arena_cstr(r->in, r->spec->secret_file);
    struct slice text, line;
    bool ok;
    int fd = safe_open(path, &rules, O_RDONLY, 0, r->err);

    if (fd < 0)
        return err_wrap(r->err, "LDAP map: cannot open secret %s", path);
    ok = file_read_fd(fd, SECRET_MAX_BYTES, r->in, &text, r->err);
    close(fd);
    if (!ok && r->err->status == EX_DATAERR)
        return err_set(r->err, EX_CONFIG, "LDAP map: secret in %s too long", path);
    if (!ok)
        return err_wrap(r->err, "LDAP map: cannot read secret %s", path);
    if (!slice_line(&text, &line))
        return r->spec->method != LDAP_METHOD_SIMPLE ||
               err_set(r->err, EX_CONFIG, "LDAP map: no secret in %s", path);
    r->spec->secret = slice_trim_end(line);
    return true;
}

/* Entries to go to are no result by themselves; some attribute must be one. */
static bool check_attrs(struct ldap_reading *r)
{
    const struct ldap_spec *s = r->spec;
    size_t normal = 0;

    for (size_t i = 0; i < s->nattrs; i++)
        normal += s->attrs[i].type == LDAP_ATTR_NORMAL;
    if (normal < s->nattrs && s->names_only)
        return err_set(r->err, EX_CONFIG,
                       "LDAP recursion requested in %.*s can not be used with -n",
                       SLICE_ARG(r->name));
    if (s->nattrs > 0 && normal == 0)
        return err_set(r->err, EX_CONFIG,
                       "LDAP recursion requested in %.*s but no returnable attribute given",
                       SLICE_ARG(r->name));
    return true;
}

/* compatible: a secret is read also when nothing asks for it. */
bool ldap_conclude_binding(struct ldap_reading *r)
{
    struct ldap_spec *s = r->spec;

    if (!s->method_given)
        s->method = s->bind_dn.len > 0 ? LDAP_METHOD_SIMPLE : LDAP_METHOD_NONE;
    if (s->secret_file.p != NULL && s->secret.p == NULL && !read_secret(r)) {
        r->err->status = EX_CONFIG;
        return false;
    }
    return true;
}

bool ldap_conclude(struct ldap_reading *r)
{
    return check_attrs(r) && list_servers(r);
}
