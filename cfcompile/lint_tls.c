/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Certificates and keys: that both are there, belong together, can be read without a passphrase,
 * and have not ended.
 */
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "cfcompile/lint.h"
#include "cfcompile/pem.h"
#include "os/file.h"

enum { PEM_MAX = 1 << 20, DAY = 86400, SOON_DAYS = 10 };

static struct slice day_of(struct lint *l, int64_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm tm;
    char text[32] = "";

    if (gmtime_r(&when, &tm) != NULL)
        strftime(text, sizeof text, "%Y-%m-%d", &tm);
    return arena_copy(l->in, slice_from(text));
}

static void look_at_end(struct lint *l, struct slice path, const struct pem_certificate *c)
{
    int64_t left = c->not_after - (int64_t)time(NULL);
    struct slice day = day_of(l, c->not_after);

    if (c->not_after == 0 || left > (int64_t)SOON_DAYS * DAY)
        return;
    if (left < 0)
        lint_say(l, "tls-04", SEVERITY_ERROR, path, 0, "the certificate ended on %.*s",
                 SLICE_ARG(day));
    else
        lint_say(l, "tls-04", SEVERITY_WARNING, path, 0,
                 "the certificate ends on %.*s, in %d day%s", SLICE_ARG(day), (int)(left / DAY),
                 left / DAY == 1 ? "" : "s");
}

/* A file that the daemon has read at its start and that is another one now. */
static void look_at_age(struct lint *l, struct slice path)
{
    if (lint_newer_than_daemon(l, arena_cstr(l->in, path)))
        lint_run(l,
                 lint_say(l, "tls-04", SEVERITY_WARNING, path, 0,
                          "renewed after the daemon has read it: the old one is still shown"),
                 "systemctl reload sendmail");
}

static void look_at_pair(struct lint *l, struct slice cert, struct slice key)
{
    struct pem_certificate c = {0};
    struct slice cert_text, key_text, public;
    enum pem_key_state state;

    if (!file_read(arena_cstr(l->in, cert), PEM_MAX, l->in, &cert_text, NULL) ||
        !file_read(arena_cstr(l->in, key), PEM_MAX, l->in, &key_text, NULL))
        return;
    state = pem_key(key_text, l->in, &public);
    if (!pem_certificate(cert_text, l->in, &c)) {
        lint_say(l, "tls-03", SEVERITY_ERROR, cert, 0, "there is no certificate in this file%s",
                 pem_key(cert_text, l->in, &public) != PEM_KEY_NONE ? ", only a key" : "");
        return;
    }
    look_at_end(l, cert, &c);
    look_at_age(l, cert);
    if (state == PEM_KEY_NONE)
        lint_say(l, "tls-03", SEVERITY_ERROR, key, 0, "there is no private key in this file");
    else if (state == PEM_KEY_ENCRYPTED)
        lint_run(l,
                 lint_say(l, "tls-03", SEVERITY_ERROR, key, 0,
                          "the key has a passphrase, and nobody is there to type it: STARTTLS "
                          "stays off"),
                 "openssl pkey -in %.*s -out %.*s.plain", SLICE_ARG(key), SLICE_ARG(key));
    else if (public.len > 0 && c.public.len > 0 && !slice_eq(public, c.public))
        lint_run(l,
                 lint_say(l, "tls-03", SEVERITY_ERROR, key, 0,
                          "this is not the key of the certificate %.*s: STARTTLS stays off",
                          SLICE_ARG(cert)),
                 "openssl x509 -in %.*s -noout -pubkey; openssl pkey -in %.*s -pubout",
                 SLICE_ARG(cert), SLICE_ARG(key));
}

/* A file that is named and not there. What may not be read is the rights' business. */
static bool is_missing(struct lint *l, struct slice path, const char *what)
{
    struct stat st;

    if (path.len == 0 || path.p[0] != '/' || stat(arena_cstr(l->in, path), &st) == 0)
        return path.len == 0 || path.p[0] != '/';
    lint_say(l, "tls-01", SEVERITY_WARNING, path, 0, "%s is not there: STARTTLS stays off", what);
    return true;
}

void lint_tls(struct lint *l)
{
    const struct options *o = &l->config->opt;
    const struct {
        struct slice cert, key;
        const char *cert_is, *key_is;
    } pairs[] = {
        {lint_expanded(l, o->server_cert_file), lint_expanded(l, o->server_key_file),
         "the certificate of the server", "the key of the server"},
        {lint_expanded(l, o->client_cert_file), lint_expanded(l, o->client_key_file),
         "the certificate of the client", "the key of the client"},
    };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        bool same = i == 1 && slice_eq(pairs[0].cert, pairs[1].cert) &&
                    slice_eq(pairs[0].key, pairs[1].key);
        bool no_cert, no_key;

        if (same)
            continue;
        no_cert = is_missing(l, pairs[i].cert, pairs[i].cert_is);
        no_key = is_missing(l, pairs[i].key, pairs[i].key_is);
        if (!no_cert && !no_key)
            look_at_pair(l, pairs[i].cert, pairs[i].key);
    }
}
