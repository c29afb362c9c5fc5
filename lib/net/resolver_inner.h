/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the resolver share. Nobody else includes this. */
#ifndef NET_RESOLVER_INNER_H
#define NET_RESOLVER_INNER_H

#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "net/resolver.h"

/* A small file kept in memory; `text` lives in its own arena, replaced when the file changes. */
struct cached_file {
    const char *path; /* NULL: there is none */
    struct arena *in;
    struct slice text;
    time_t looked_at;
    struct timespec mtime;
    off_t size;
};

struct resolver {
    struct resolver_options options;
    struct dns *dns;
    pthread_mutex_t lock; /* the files below */
    struct cached_file hosts, service_switch, nsswitch;
};

/* The text, valid while the lock is held. A file that cannot be read is an empty one: a host
 * without /etc/hosts still has a DNS. */
struct slice resolver_text(struct cached_file *f);

/* "dns files": a copy of a switch line, or the default. */
struct slice resolver_services(struct resolver *r, struct cached_file *f, const char *otherwise,
                               struct arena *in);

/* What one service failed at is no news when another one knew: callers take a status beside an
 * answer for a reason to doubt it. */
void resolver_tell_failure(enum dns_answer answer, const struct err *failure, struct err *err);

/* systemd's resolver stands before the DNS in nsswitch.conf, and with some in its place. */
static inline bool resolver_is_dns(struct slice service)
{
    return slice_is_case(service, "dns") || slice_is_case(service, "resolve");
}

static inline size_t resolver_dots(struct slice name)
{
    size_t dots = 0;

    for (size_t i = 0; i < name.len; i++)
        dots += name.p[i] == '.';
    return dots;
}

/* Keep the answer that says most: found, then a failure, then "exists", then "does not". */
static inline enum dns_answer resolver_stronger(enum dns_answer a, enum dns_answer b)
{
    static const int rank[] = {[DNS_FOUND] = 3, [DNS_FAILED] = 2, [DNS_NO_DATA] = 1};

    return rank[a] >= rank[b] ? a : b;
}

#endif
