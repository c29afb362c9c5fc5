/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a mode cannot do without, looked at before it reads a byte: a queue directory that can be
 * entered, and a definition of each mail filter that is to be asked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "disk/spool.h"
#include "sendmail/program.h"

enum { FILTERS_ASKED_MAX = 24 };

static void say(const struct program *p, int code, const char *dsn, const char *text)
{
    program_say(p, code, "%s%s", program_speaks_smtp(p) ? dsn : "", text);
    log_line(0, LOG_CRIT, SLICE("NOQUEUE"), "SYSERR(%s): %s", program_caller(p), text);
}

/* ---- the queue directory */

static bool can_enter(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return false;
    if (!S_ISDIR(st.st_mode)) {
        errno = ENOTDIR;
        return false;
    }
    /* Not access(2), which asks what our user may do without the set-group-id of the binary. */
    return faccessat(AT_FDCWD, path, R_OK | W_OK | X_OK, AT_EACCESS) == 0;
}

static int check_queue_directory(const struct program *p)
{
    struct slice path = spool_base(p->cfg->opt.queue_directory);
    struct err err = {0};

    if (path.len == 0 || can_enter(arena_cstr(p->in, path)))
        return EX_OK;

    bool refused = errno == EACCES || errno == EPERM;
    err_errno(&err, "can not chdir(%.*s/)", SLICE_ARG(path));
    say(p, 451, "4.0.0 ", err.text);
    if (refused && p->caller != 0)
        fprintf(stderr, "Program mode requires special privileges, e.g., root or TrustedUser.\n");
    return EX_CONFIG;
}

/* ---- mail filters */

static bool is_defined(const struct config *cfg, struct slice name)
{
    for (size_t i = 0; i < cfg->milters.len; i++)
        if (slice_eq_case(cfg->milters.p[i].name, name))
            return true;
    return false;
}

/* The next of "a,b;c", which may be empty. */
static struct slice next_name(struct slice *names)
{
    struct slice name;
    size_t len = 0;

    while (len < names->len && names->p[len] != ',' && names->p[len] != ';')
        len++;
    name = slice_trim(slice_part(*names, 0, len));
    *names = slice_from_at(*names, len < names->len ? len + 1 : len);
    return name;
}

/* compatible: the first complaint of all is "try later" and has the words of a missing file. */
static int check_filters(const struct program *p, struct slice names, int before)
{
    const char *code = before == EX_OK ? ": No such file or directory" : "";
    struct slice text = SLICE("");
    size_t count = 0;
    int status = EX_OK;

    while (names.len > 0 && status == EX_OK) {
        struct slice name = next_name(&names);

        if (count++ >= FILTERS_ASKED_MAX) {
            text =
                arena_printf(p->in, "Too many filters defined, %d max%s", FILTERS_ASKED_MAX, code);
            status = EX_OSERR;
        } else if (!is_defined(p->cfg, name)) {
            text = arena_printf(p->in, "InputFilter %.*s not defined%s", SLICE_ARG(name), code);
            status = EX_CONFIG;
        }
    }
    if (status == EX_OK)
        return before;
    say(p, before == EX_OK ? 451 : 554, before == EX_OK ? "4.0.0 " : "5.0.0 ",
        arena_cstr(p->in, text));
    return before == EX_OK ? status : before;
}

static int check_all_filters(const struct program *p, int status)
{
    const struct options *o = &p->cfg->opt;

    status = check_filters(p, o->input_mail_filters, status);
    if (p->cl->mode == MODE_SMTP)
        return status;
    for (size_t i = 0; i < o->daemon_ports.len; i++)
        if (o->daemon_ports.p[i].filters_given)
            status = check_filters(p, o->daemon_ports.p[i].input_filters, status);
    return status;
}

static int check_queue_groups(const struct program *p)
{
    struct spool *spool;
    struct err err = {0};

    if (config_open_spool(p->cfg, p->in, &spool, &err))
        return EX_OK;
    say(p, 451, "4.0.0 ", err.text);
    return EX_CONFIG;
}

static void check_host_status(const struct program *p)
{
    const char *path = config_host_status_directory(p->cfg, p->in);

    if (path != NULL && !can_enter(path))
        printf("Warning: Cannot use HostStatusDirectory = %.*s: %s\n",
               SLICE_ARG(p->cfg->opt.host_status_directory), strerror(errno));
}

int program_ready(const struct program *p, bool takes_smtp)
{
    int status;

    if (p->cl->mode == MODE_VERIFY && p->caller != 0)
        printf("Notice: -bv may give misleading output for non-privileged user\n");
    status = check_queue_directory(p);
    if (status == EX_OK)
        status = check_queue_groups(p);
    if (status == EX_OK)
        check_host_status(p);
    fflush(stdout); /* the mode may write there without stdio */
    return takes_smtp ? check_all_filters(p, status) : status;
}
