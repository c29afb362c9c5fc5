/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What SMTP AUTH needs beside the configuration: Sendmail.conf of the SASL library, and the daemon
 * that it asks about passwords.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cfcompile/lint.h"
#include "os/file.h"

enum { CONF_MAX = 1 << 16 };

static const char *const folders[] = {"/etc/sasl2",     "/etc/sasl",        "/etc/mail/sasl",
                                      "/usr/lib/sasl2", "/usr/lib64/sasl2", "/usr/local/lib/sasl2"};
static const char *const sockets[] = {"/run/saslauthd", "/var/run/saslauthd",
                                      "/var/state/saslauthd"};

/* Somebody asked for AUTH: there are mechanisms to trust, or a list of those to offer. */
static bool wants_auth(const struct lint *l)
{
    struct slice rest = l->cf_text, line;

    while (slice_line(&rest, &line))
        if (slice_starts(line, SLICE("C{TrustAuthMech}")) ||
            slice_starts_case(line, SLICE("O AuthMechanisms=")))
            return true;
    return false;
}

/* "word: value" of the file; empty when it has none. */
static struct slice setting(struct slice text, struct slice word)
{
    struct slice line, name;

    while (slice_line(&text, &line))
        if (slice_until(&line, ':', &name) && slice_eq_case(slice_trim(name), word))
            return slice_trim(line);
    return (struct slice){0};
}

static const char *below(struct lint *l, const char *root, struct slice path)
{
    return arena_printf(l->in, "%s%.*s", root, SLICE_ARG(path)).p;
}

static void look_at_saslauthd(struct lint *l, const char *root, struct slice conf,
                              struct slice text)
{
    struct slice path = setting(text, SLICE("saslauthd_path"));
    struct stat st;
    bool there = path.len > 0 && stat(below(l, root, path), &st) == 0;

    for (size_t i = 0; i < COUNT(sockets) && path.len == 0 && !there; i++)
        there = stat(below(l, root, arena_printf(l->in, "%s/mux", sockets[i])), &st) == 0;
    if (there)
        return;
    if (path.len == 0)
        path = arena_printf(l->in, "%s/mux", sockets[0]);
    lint_run(l,
             lint_say(l, "auth-03", SEVERITY_WARNING, conf, 0,
                      "passwords are asked of saslauthd, and it does not run: there is no %.*s, so "
                      "every AUTH PLAIN and LOGIN fails",
                      SLICE_ARG(path)),
             "systemctl enable --now saslauthd");
}

void lint_sasl(struct lint *l, const char *root)
{
    struct str places = str_new(l->in);

    if (!wants_auth(l))
        return;
    for (size_t i = 0; i < COUNT(folders); i++) {
        struct slice conf = arena_printf(l->in, "%s/Sendmail.conf", folders[i]), text;

        str_printf(&places, "%s%s", i > 0 ? ", " : "", folders[i]);
        if (!file_read(below(l, root, conf), CONF_MAX, l->in, &text, NULL))
            continue;
        if (slice_is_case(setting(text, SLICE("pwcheck_method")), "saslauthd"))
            look_at_saslauthd(l, root, conf, text);
        return;
    }
    lint_run(l,
             lint_say(l, "auth-02", SEVERITY_WARNING, l->cf, 0,
                      "AUTH is asked for, and the SASL library has no Sendmail.conf in %s: no "
                      "password can be checked",
                      places.p),
             "echo 'pwcheck_method: saslauthd' > %s/Sendmail.conf", folders[0]);
}
