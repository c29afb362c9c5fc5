/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmail, mailq, newaliases, hoststat, purgestat, smtpd: one program, many names.
 *
 * main reads the command line, gives up rights that the caller must not have, reads the
 * configuration and calls the mode. Everything else is somebody else's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "os/identity.h"
#include "os/traffic.h"
#include "sendmail/program.h"

#define CONFIG_DIRECTORY "/etc/mail"

static const struct {
    enum op_mode mode;
    program_mode *run;
    bool needs_queue; /* program_ready() is asked */
    bool takes_smtp;
    const char *guarded; /* program_may() is asked first: what it is, in words */
    bool class_will_do;
} modes[] = {
    {MODE_SUBMIT, mode_submit, true, false},
    {MODE_ARPANET, mode_submit, true, false},
    {MODE_SMTP, mode_smtp, true, true},
    {MODE_VERIFY, mode_verify, true, false},
    {MODE_QUEUE_RUN, mode_queue_run, true, false},
    {MODE_PRINT_QUEUE, mode_print_queue, true, false},
    {MODE_QUEUE_COUNT, mode_queue_count, true, false},
    {MODE_DAEMON, mode_daemon, true, true},
    {MODE_FOREGROUND, mode_daemon, true, true},
    {MODE_TEST, mode_test, false, false},
    {MODE_ALIASES, mode_aliases, true, false, "rebuild the alias map", true},
    {MODE_CHECK, mode_check, true, false},
    {MODE_OPTIONS, mode_options, false, false},
    {MODE_HOST_STATUS, mode_host_status, true, false},
    {MODE_PURGE_STATUS, mode_host_status, true, false, "purge host status"},
};

/* ---- saying */

/* compatible: a daemon answers as if its client were there already; in the foreground only once the
 * configuration is read. */
bool program_speaks_smtp(const struct program *p)
{
    switch (p->cl->mode) {
    case MODE_SMTP:
    case MODE_ARPANET:
    case MODE_DAEMON:
        return true;
    case MODE_FOREGROUND:
        return p->cfg != NULL;
    default:
        return false;
    }
}

/* Somebody on the network may read standard error. */
static bool may_be_inetd(const struct program *p)
{
    return p->cl->mode == MODE_SMTP || p->cl->mode == MODE_ARPANET;
}

void program_say(const struct program *p, int code, const char *fmt, ...)
{
    bool smtp = program_speaks_smtp(p);
    va_list args;

    if (smtp)
        printf("%03d ", code);
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    fputs(smtp ? "\r\n" : "\n", stdout);
    fflush(stdout);
}

/* What it is to a client that reads it before a greeting or in place of one; "": no reply. */
static const char *reply_of(const struct config_report *report)
{
    if (report->kind == CONFIG_NOTICE)
        return "";
    if (report->kind == CONFIG_WARNING)
        return report->status == EX_USAGE ? "550 " : "050 ";
    switch (report->status) {
    case EX_OSERR:
        return "451 4.0.0 ";
    case EX_DATAERR:
        return "553 5.3.0 ";
    default:
        return "554 5.0.0 ";
    }
}

/* compatible: what is wrong with the configuration goes to standard output. The place in the line,
 * which is ours, goes to standard error, unless a network client may be behind that. */
static void report_config(void *ctx, const struct config_report *report)
{
    struct program *p = ctx;
    struct arena *scratch = arena_new();
    struct str text = str_new(scratch);
    const char *reply = program_speaks_smtp(p) ? reply_of(report) : "";

    str_add_text(&text, reply);
    if (report->line > 0)
        str_printf(&text, "%.*s: line %d: ", SLICE_ARG(report->path), report->line);
    str_add_text(&text, report->text);
    for (size_t i = 0; i < text.len; i++)
        text.p[i] &= 0x7f; /* compatible */
    printf("%s%s\n", text.p, reply[0] != '\0' ? "\r" : "");
    fflush(stdout); /* others write there too */
    str_clear(&text);
    if (!may_be_inetd(p)) {
        config_report_point(report, &text);
        fputs(text.p, stderr);
        str_clear(&text);
    }
    p->config_wrong |= report->kind == CONFIG_ERROR;
    config_report_line(report, &text);
    log_line(report->kind == CONFIG_ERROR ? 0 : 3,
             report->kind == CONFIG_ERROR ? LOG_CRIT : LOG_WARNING, SLICE("NOQUEUE"),
             "SYSERR(%s): %s", program_caller(p), text.p);
    arena_drop(scratch);
}

/* ---- before the configuration */

/* Descriptors 0, 1 and 2 are open, whatever the caller did: a queue file must not become one. */
static void fill_descriptors(void)
{
    struct stat st;

    for (int fd = 0; fd <= 2; fd++)
        if (fstat(fd, &st) != 0 && open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) != fd)
            _exit(EX_OSERR);
}

/* Submission by a user goes through submit.cf where there is one. */
static const char *default_config(const struct cmdline *c)
{
    static const char submit[] = CONFIG_DIRECTORY "/submit.cf";
    bool client = c->config_kind == 'c';

    if (c->config_kind == 0 &&
        (c->mode == MODE_SUBMIT || c->mode == MODE_ARPANET || c->mode == MODE_SMTP))
        client = access(submit, R_OK) == 0;
    return client ? submit : CONFIG_DIRECTORY "/sendmail.cf";
}

/* Set-id rights are for our own configuration and settings only. */
static bool must_drop(const struct cmdline *c)
{
    if (c->config != NULL || c->has_traffic_file || c->debug_file != NULL)
        return true;
    for (size_t i = 0; i < c->overrides.len; i++) {
        const struct config_override *o = &c->overrides.p[i];
        const struct option *row = NULL;

        if (o->kind == OVERRIDE_MACRO) {
            if (o->text.len == 0 || (o->text.p[0] != 'r' && o->text.p[0] != 's'))
                return true;
            continue;
        }
        if (o->kind == OVERRIDE_LETTER)
            row = o->text.len > 0 ? option_find_letter(o->text.p[0]) : NULL;
        else {
            struct slice name = o->text, rest = o->text;

            (void)slice_until(&rest, '=', &name);
            (void)option_find(slice_trim(name), &row);
        }
        if (row == NULL || !row->safe)
            return true;
    }
    return false;
}

static bool drop_rights(void)
{
    uid_t uid = getuid();
    gid_t gid = getgid();

    if (geteuid() == uid && getegid() == gid)
        return true;
    return setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0;
}

/* The client queue belongs to the submission user, not to root: what root does there is done as
 * that user (RunAsUser of submit.cf). */
static bool become_submitter(const struct program *p)
{
    const struct config *cfg = p->cfg;
    struct identity who;
    struct err err = {0};

    if (!cfg->opt.use_msp || cfg->run_as_uid == 0 || geteuid() != 0)
        return true;
    who = identity_of(cfg->run_as_uid, cfg->run_as_gid);
    if (identity_become(&who, &err))
        return true;
    program_say(p, 554, "%s", err.text);
    return false;
}

static void open_log(const struct program *p)
{
    const char *tag = p->cl->log_tag.len > 0 ? arena_cstr(p->in, p->cl->log_tag) : "sendmail";
    const char *file = secure_getenv("MAILWRIGHT_LOG");
    int fd = -1;

    /* A private mail host has no syslog of its own. */
    if (file != NULL)
        fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    log_open(&(struct log_options){.ident = tag, .level = 9, .fd = fd});
}

static void write_debug(void *ctx, struct slice text)
{
    fwrite(text.p, 1, text.len, ctx);
    fflush(ctx);
}

/* -d and -D. compatible: without the file the lines go to standard output after all. */
static void set_up_debug(struct program *p)
{
    const char *path = p->cl->debug_file;
    FILE *to = path != NULL ? fopen(path, "ae") : NULL;

    if (path != NULL && to == NULL) {
        const char *reason = strerror(errno);

        if (p->cl->debug_file_mode != p->cl->mode) /* not known yet how to say it */
            printf("cannot open %s: %s\n", path, reason);
        else
            program_say(p, 451, "%scannot open %s: %s", program_speaks_smtp(p) ? "4.0.0 " : "",
                        path, reason);
        p->status = EX_CANTCREAT;
    }
    p->debug_has_file = to != NULL;
    p->debug.ctx = to != NULL ? to : stdout;
    p->debug.write = write_debug;
    for (size_t i = 0; i < p->cl->debug.len; i++)
        debug_read(&p->debug, p->cl->debug.p[i]);
}

/* ---- what the command line asks to say or do between its options */

/* -X. compatible: said where replies go, and the end. */
static void open_traffic(struct program *p, const char *path)
{
    struct traffic *traffic = ARENA_NEW(p->in, struct traffic);
    struct err err = {0};

    if (traffic_open(traffic, path, &err)) {
        p->traffic = traffic;
        return;
    }
    program_say(p, 451, "%s%s", program_speaks_smtp(p) ? "4.0.0 " : "", err.text);
    p->status = err.status;
}

static void tell_event(struct program *p, const struct cmdline_event *e, bool early)
{
    if (e->kind == EVENT_TRAFFIC) {
        open_traffic(p, e->text);
        return;
    }
    if (e->kind == EVENT_GETOPT)
        fprintf(stderr, "%s\n", e->text);
    else if ((early || e->kind == EVENT_REMARK) && e->text[0] != '\0')
        printf("%s\n", e->text);
    else if (e->text[0] != '\0')
        program_say(p, 550, "%s", e->text);
    if (e->status != EX_OK)
        p->status = e->status;
}

/* Those that come before so many overrides. */
static void tell_events(struct program *p, size_t overrides)
{
    const struct cmdline *cl = p->cl;

    for (; p->told < cl->events.len && cl->events.p[p->told].overrides <= overrides; p->told++)
        tell_event(p, &cl->events.p[p->told], false);
}

/* ---- the configuration */

/* compatible: in these modes the rest is looked at whatever was wrong so far. */
static bool goes_on(const struct program *p)
{
    return p->cl->mode == MODE_TEST || p->cl->mode == MODE_CHECK;
}

static bool between_overrides(void *ctx, size_t overrides)
{
    struct program *p = ctx;

    tell_events(p, overrides);
    if (overrides < p->cl->overrides.len)
        return true;
    return !p->cl->fatal && (goes_on(p) || (p->status == EX_OK && !p->config_wrong));
}

static struct config *read_config(struct program *p, bool again, struct err *err)
{
    struct config_request request = {
        .path = p->config_path,
        .overrides = p->cl->overrides.p,
        .override_count = p->cl->overrides.len,
        .report = report_config,
        .report_ctx = p,
        .between = again ? NULL : between_overrides,
        .op_mode = (char)(p->cl->mode == MODE_FOREGROUND ? MODE_DAEMON : p->cl->mode),
        .traffic = p->traffic,
        .debug = p->cl->mode == MODE_TEST || debug_any(&p->debug) ? &p->debug : NULL,
        .warn_more = goes_on(p),
        .keep_going = p->cl->mode == MODE_TEST,
        .end_as_ever = true};

    return config_read(&request, err);
}

struct config *program_reread(void *program, struct err *err)
{
    return read_config(program, true, err);
}

/* -d0.x: what we are, before the configuration is read, and who we are, after. */
static void describe(struct program *p)
{
    struct str out = str_new(p->in);

    if (p->cfg == NULL)
        config_describe_program(p->debug.level[0], &out);
    else
        config_describe_identity(p->cfg, p->debug.level[0], &out);
    debug_text(&p->debug, str_slice(&out));
}

static int run_mode(struct program *p)
{
    for (size_t i = 0; i < COUNT(modes); i++) {
        int status;

        if (modes[i].mode != p->cl->mode)
            continue;
        if (modes[i].guarded != NULL && !program_may(p, modes[i].class_will_do, modes[i].guarded))
            return EX_USAGE;
        if (modes[i].needs_queue && (status = program_ready(p, modes[i].takes_smtp)) != EX_OK)
            return status;
        status = modes[i].run(p);
        return p->status != EX_OK ? p->status : status;
    }
    return EX_USAGE;
}

static void set_time_zone(const struct config *cfg, struct arena *in)
{
    if (!cfg->opt.time_zone_set)
        unsetenv("TZ");
    else if (cfg->opt.time_zone_spec.len > 0)
        setenv("TZ", arena_cstr(in, cfg->opt.time_zone_spec), 1);
}

static int print_help(struct arena *in)
{
    struct str help = str_new(in);

    cmdline_help(&help);
    fputs(help.p, stdout);
    return EX_OK;
}

/* The steps from a read command line to the mode's end. */
static int run(struct program *p)
{
    const struct cmdline *cl = p->cl;
    struct err err = {0};

    if (cl->mode == MODE_HELP)
        return print_help(p->in);
    open_log(p);
    for (; p->told < cl->early; p->told++)
        tell_event(p, &cl->events.p[p->told], true);
    if (cl->fatal && cl->early == cl->events.len)
        return p->status;
    if (must_drop(cl) && !drop_rights())
        return EX_OSERR;
    p->config_path = cl->config != NULL ? cl->config : default_config(cl);
    set_up_debug(p);
    describe(p);
    if (cl->mode == MODE_OPTIONS) { /* whatever else there is, or lacks */
        p->status = EX_OK;
        return run_mode(p);
    }
    p->cfg = read_config(p, false, &err);
    if (p->cfg == NULL)
        return p->status != EX_OK ? p->status : err.status;
    p->cfg->traffic = p->traffic;
    describe(p);
    log_set_level(program_log_level(p));
    set_time_zone(p->cfg, p->in);
    /* compatible: complained about, and the message goes its way */
    if (cl->odd_body_type.p != NULL)
        program_say(p, 550, "Illegal body type %.*s", SLICE_ARG(cl->odd_body_type));
    program_warn(p);
    return become_submitter(p) ? run_mode(p) : EX_OSERR;
}

int main(int argc, char **argv)
{
    struct arena *in = arena_new();
    struct cmdline cl;
    struct program p = {.in = in, .caller = getuid(), .cl = &cl, .argc = argc, .argv = argv};
    int status;

    fill_descriptors();
    cmdline_read(argc, argv, p.caller == 0, in, &cl);
    status = run(&p);
    fflush(stdout);
    if (p.cfg != NULL)
        config_drop(p.cfg);
    arena_drop(in);
    return status;
}
