/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Switches are a table: letter, whether an argument follows, what to do, and the line of --help.
 * Reading stops at the first word that is no switch; addresses begin there.
 */
#include "sendmail/cmdline_take.h"

enum argument { NONE, MUST, MAY /* only when attached */ };

void cmdline_complain(struct cmdline_reader *r, int status, bool fatal, const char *fmt, ...)
{
    struct str text = str_new(r->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    *VEC_ADD(&r->c->complaints, r->in) =
        (struct cmdline_complaint){.text = text.p, .status = status};
    r->c->fatal |= fatal;
}

/* ---- switches that stand for an option */

static void add_override(struct cmdline_reader *r, int kind, struct slice text)
{
    *VEC_ADD(&r->c->overrides, r->in) = (struct config_override){.kind = kind, .text = text};
}

static void take_option_long(struct cmdline_reader *r, struct slice arg)
{
    add_override(r, OVERRIDE_OPTION, arg);
}

static void take_option_letter(struct cmdline_reader *r, struct slice arg)
{
    add_override(r, OVERRIDE_LETTER, arg);
}

static void take_macro(struct cmdline_reader *r, struct slice arg)
{
    add_override(r, OVERRIDE_MACRO, arg);
}

static void take_expensive(struct cmdline_reader *r, struct slice arg UNUSED)
{
    add_override(r, OVERRIDE_LETTER, SLICE("cT"));
}

static void take_ignore_dots(struct cmdline_reader *r, struct slice arg UNUSED)
{
    add_override(r, OVERRIDE_LETTER, SLICE("iT"));
}

static void take_me_too(struct cmdline_reader *r, struct slice arg UNUSED)
{
    add_override(r, OVERRIDE_LETTER, SLICE("mT"));
}

static void take_from_line(struct cmdline_reader *r, struct slice arg UNUSED)
{
    add_override(r, OVERRIDE_LETTER, SLICE("fT"));
}

static void take_error_mode(struct cmdline_reader *r, struct slice arg)
{
    add_override(r, OVERRIDE_LETTER, arena_printf(r->in, "e%.*s", SLICE_ARG(arg)));
}

static void take_verbose(struct cmdline_reader *r, struct slice arg UNUSED)
{
    r->c->verbose = true;
    add_override(r, OVERRIDE_LETTER, SLICE("vT"));
}

/* ---- mode and surroundings */

static const char modes[] = "aCDdHhimOPpstv";

static void take_mode(struct cmdline_reader *r, struct slice arg)
{
    char letter = arg.len > 0 ? arg.p[0] : '\0';

    if (letter == 'z')
        cmdline_complain(r, EX_USAGE, true, "Frozen configurations unsupported");
    else if (letter == '\0' || strchr(modes, letter) == NULL)
        cmdline_complain(r, EX_USAGE, true, "Invalid operation mode %c", letter);
    else
        r->c->mode = (enum op_mode)letter;
}

static void take_config(struct cmdline_reader *r, struct slice arg)
{
    r->c->config = arena_cstr(r->in, arg);
}

static void take_config_kind(struct cmdline_reader *r, struct slice arg)
{
    if (slice_is(arg, "c") || slice_is(arg, "m"))
        r->c->config_kind = arg.p[0];
}

static void take_log_tag(struct cmdline_reader *r, struct slice arg)
{
    r->c->log_tag = slice_part(arg, 0, 32);
}

static void take_debug(struct cmdline_reader *r, struct slice arg)
{
    *VEC_ADD(&r->c->debug, r->in) = arg;
}

static void take_debug_file(struct cmdline_reader *r, struct slice arg)
{
    if (r->c->debug.len > 0) {
        cmdline_complain(r, EX_USAGE, false, "-D file must be before -d");
        r->c->debug_file_late = true;
        return;
    }
    r->c->debug_file = arena_cstr(r->in, arg);
}

static void take_traffic_file(struct cmdline_reader *r, struct slice arg)
{
    r->c->traffic_file = arena_cstr(r->in, arg);
}

static void take_nothing(struct cmdline_reader *r UNUSED, struct slice arg UNUSED)
{
}

/* In the original's table, but of no use on this kind of system: exit without a word. */
static void take_refused(struct cmdline_reader *r, struct slice arg UNUSED)
{
    cmdline_complain(r, EX_USAGE, true, "%s", "");
}

static const struct {
    char letter;
    enum argument argument;
    cmdline_take *take;
    const char *help; /* NULL: known, not advertised */
} switches[] = {
    {'A', MUST, take_config_kind, "-A c|m       use submit.cf (c) or sendmail.cf (m)"},
    {'B', MUST, cmdline_take_body_type, "-B TYPE      body type: 7BIT or 8BITMIME"},
    {'b', MUST, take_mode,
     "-b MODE      m deliver (default), s SMTP on standard input, t address test, v verify,\n"
     "             i rebuild aliases, p print the queue, P count it, d daemon, D daemon in the\n"
     "             foreground, h host status, H purge it, C check the configuration,\n"
     "             O list options, a ARPANET replies"},
    {'C', MUST, take_config, "-C FILE      configuration file"},
    {'c', NONE, take_expensive, NULL},
    {'D', MUST, take_debug_file,
     "-D FILE      debugging output goes to the end of this file; before -d"},
    {'d', MAY, take_debug, "-d SPEC      debugging: category.level,..."},
    {'e', MUST, take_error_mode,
     "-e MODE      errors: p print, m mail, w write, q quiet, e mail, exit 0"},
    {'F', MUST, cmdline_take_full_name, "-F NAME      full name of the sender"},
    {'f', MUST, cmdline_take_sender, "-f ADDRESS   envelope sender"},
    {'G', NONE, cmdline_take_relayed, "-G           relay submission: nothing is completed"},
    {'h', MUST, cmdline_take_hops, "-h N         hop count to begin with"},
    {'I', NONE, take_refused, NULL},
    {'i', NONE, take_ignore_dots, "-i           a line with one dot does not end the message"},
    {'L', MUST, take_log_tag, "-L TAG       name in the log"},
    {'M', MUST, take_macro, "-M XVALUE    set macro X, or {name}"},
    {'m', NONE, take_me_too, NULL},
    {'N', MUST, cmdline_take_notify, "-N WHEN      reports: never, or success,failure,delay"},
    {'n', NONE, cmdline_take_no_aliases, "-n           no aliases"},
    {'O', MUST, take_option_long, "-O NAME=VAL  set an option"},
    {'o', MUST, take_option_letter, "-o XVALUE    set an option by its letter"},
    {'p', MUST, cmdline_take_protocol, "-p PROTO:HOST  where the message came from"},
    {'Q', MAY, cmdline_take_quarantine,
     "-Q[REASON]   quarantine the selected jobs, or release them"},
    {'q', MAY, cmdline_take_queue,
     "-q[TIME]     run the queue once, or every TIME; -qf not in the background, -qp "
     "persistently,\n"
     "             -qG GROUP; -qI, -qR, -qS, -qQ TEXT: only jobs whose id, recipient, sender,\n"
     "             reason contains TEXT (!TEXT: does not); -qL lost jobs"},
    {'R', MUST, cmdline_take_ret, "-R WHAT      what reports return: full or hdrs"},
    {'r', MUST, cmdline_take_sender, NULL},
    {'s', NONE, take_from_line, NULL},
    {'T', NONE, take_nothing, NULL},
    {'t', NONE, cmdline_take_from_headers, "-t           recipients are in To:, Cc:, Bcc:"},
    {'U', NONE, take_refused, NULL},
    {'V', MUST, cmdline_take_envid, "-V ENVID     envelope id for reports"},
    {'v', NONE, take_verbose, "-v           say what happens"},
    {'X', MUST, take_traffic_file,
     "-X FILE      append all that is read and written by SMTP and mailers to this file"},
};

/* Names the program goes by; a package may add a suffix behind a dot. */
static const struct {
    const char *name;
    enum op_mode mode;
} personalities[] = {
    {"newaliases", MODE_ALIASES},     {"mailq", MODE_PRINT_QUEUE}, {"hoststat", MODE_HOST_STATUS},
    {"purgestat", MODE_PURGE_STATUS}, {"smtpd", MODE_DAEMON},
};

static enum op_mode mode_of_name(const char *program)
{
    struct slice name = slice_from(program);
    size_t slash = slice_find_last(name, '/'), dot;

    if (slash != SIZE_MAX)
        name = slice_from_at(name, slash + 1);
    dot = slice_find(name, '.');
    if (dot != SIZE_MAX)
        name = slice_part(name, 0, dot);
    for (size_t i = 0; i < COUNT(personalities); i++)
        if (slice_is(name, personalities[i].name))
            return personalities[i].mode;
    return MODE_SUBMIT;
}

static size_t find_switch(char letter)
{
    for (size_t i = 0; i < COUNT(switches); i++)
        if (switches[i].letter == letter)
            return i;
    return SIZE_MAX;
}

static void complain_as_getopt(struct cmdline_reader *r, const char *what, char letter)
{
    cmdline_complain(r, EX_USAGE, true, "%s: %s -- %c", r->c->program, what, letter);
    r->c->complaints.p[r->c->complaints.len - 1].to_stderr = true;
}

/* One word of switches: "-ti", "-bs", "-f x". Returns how many more words it took. */
static int read_word(struct cmdline_reader *r, const char *word, const char *next)
{
    for (const char *p = word + 1; *p != '\0' && !r->c->fatal; p++) {
        size_t i = find_switch(*p);

        if (i == SIZE_MAX) {
            complain_as_getopt(r, "illegal option", *p);
            return 0;
        }
        if (switches[i].argument == NONE) {
            switches[i].take(r, slice_of(NULL, 0));
            continue;
        }
        if (p[1] != '\0' || switches[i].argument == MAY) {
            switches[i].take(r, slice_from(p + 1));
            return 0;
        }
        if (next == NULL) {
            complain_as_getopt(r, "option requires an argument", *p);
            return 0;
        }
        switches[i].take(r, slice_from(next));
        return 1;
    }
    return 0;
}

/* -q and -Q make a run of what would else be a submission. */
static void settle_mode(struct cmdline_reader *r)
{
    struct cmdline *c = r->c;

    if (!c->queue.given && !c->has_quarantine)
        return;
    switch (c->mode) {
    case MODE_SUBMIT:
        c->mode = MODE_QUEUE_RUN;
        break;
    case MODE_DAEMON:
    case MODE_FOREGROUND:
    case MODE_PRINT_QUEUE:
        break;
    default:
        if (c->mode == MODE_SMTP || c->mode == MODE_VERIFY || c->mode == MODE_ARPANET ||
            c->mode == MODE_TEST)
            cmdline_complain(r, EX_USAGE, true, "Can not use -%c with -b%c",
                             c->queue.given ? 'q' : 'Q', (char)c->mode);
        break;
    }
}

void cmdline_read(int argc, char *const *argv, struct arena *in, struct cmdline *c)
{
    struct cmdline_reader r = {c, in};
    int i = 1;

    *c = (struct cmdline){.program = argc > 0 ? argv[0] : "sendmail"};
    c->mode = mode_of_name(c->program);
    queue_select_init(&c->queue.select);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        c->mode = MODE_HELP;
        return;
    }
    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0' && !c->fatal; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        i += read_word(&r, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
    }
    c->args = argv + (i < argc ? i : argc);
    c->arg_count = i < argc ? argc - i : 0;
    if (!c->fatal)
        settle_mode(&r);
}

void cmdline_help(struct str *out)
{
    str_add_text(out, "usage: sendmail [switches] [address ...]\n"
                      "       mailq, newaliases, hoststat, purgestat, smtpd [switches]\n\n");
    for (size_t i = 0; i < COUNT(switches); i++)
        if (switches[i].help != NULL)
            str_printf(out, "  %s\n", switches[i].help);
}
