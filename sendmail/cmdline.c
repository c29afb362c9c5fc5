/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Switches are a table: letter, when it is looked at, whether an argument follows, what to do, and
 * the line of --help. Reading stops at the first word that is no switch; addresses begin there.
 */
#include "sendmail/cmdline_take.h"

enum argument {
    NONE,
    MUST,
    MAY,  /* only when attached */
    NEXT, /* attached; alone in its word, the next one when that is no switch; else as MUST */
};

/* The first pass is over all switches, and so is the second: what makes it out must be known when
 * the rest is looked at. */
enum pass { FIRST, SECOND };

static void add_event(struct cmdline_reader *r, int kind, int status, const char *text)
{
    *VEC_ADD(&r->c->events, r->in) = (struct cmdline_event){
        .kind = kind, .text = text, .status = status, .overrides = r->c->overrides.len};
}

static void PRINTF(4, 0)
    complain(struct cmdline_reader *r, int kind, int status, const char *fmt, va_list args)
{
    struct str text = str_new(r->in);

    str_vprintf(&text, fmt, args);
    add_event(r, kind, status, text.p);
}

void cmdline_complain(struct cmdline_reader *r, int status, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    complain(r, EVENT_COMPLAINT, status, fmt, args);
    va_end(args);
}

static void PRINTF(2, 3) remark(struct cmdline_reader *r, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    complain(r, EVENT_REMARK, EX_OK, fmt, args);
    va_end(args);
}

/* One that ends the program at once. */
static void PRINTF(3, 4) give_up(struct cmdline_reader *r, int kind, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    complain(r, kind, EX_USAGE, fmt, args);
    va_end(args);
    r->c->fatal = true;
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
        give_up(r, EVENT_COMPLAINT, "Frozen configurations unsupported");
    else if (letter == '\0' || strchr(modes, letter) == NULL)
        give_up(r, EVENT_COMPLAINT, "Invalid operation mode %c", letter);
    else
        r->c->mode = (enum op_mode)letter;
}

static void take_config(struct cmdline_reader *r, struct slice arg)
{
    /* compatible: without a name, the one in the working directory */
    r->c->config = arg.p == NULL ? "sendmail.cf" : arena_cstr(r->in, arg);
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
        cmdline_complain(r, EX_USAGE, "-D file must be before -d");
        r->c->debug_file_late = true;
        return;
    }
    r->c->debug_file = arena_cstr(r->in, arg);
    r->c->debug_file_mode = r->c->mode;
}

static void take_traffic_file(struct cmdline_reader *r, struct slice arg)
{
    r->c->has_traffic_file = true;
    add_event(r, EVENT_TRAFFIC, EX_OK, arena_cstr(r->in, arg));
}

/* compatible: a queue timeout of "T". */
static void take_queue_timeout(struct cmdline_reader *r, struct slice arg UNUSED)
{
    add_override(r, OVERRIDE_LETTER, SLICE("TT"));
}

/* In the original's table, but of no use on this kind of system: exit without a word. */
static void take_refused(struct cmdline_reader *r, struct slice arg UNUSED)
{
    give_up(r, EVENT_COMPLAINT, "%s", "");
}

static const struct {
    char letter;
    enum pass pass;
    enum argument argument;
    cmdline_take *take;
    const char *help; /* NULL: known, not advertised */
} switches[] = {
    {'A', FIRST, MUST, take_config_kind, "-A c|m       use submit.cf (c) or sendmail.cf (m)"},
    {'B', SECOND, MUST, cmdline_take_body_type, "-B TYPE      body type: 7BIT or 8BITMIME"},
    {'b', FIRST, MUST, take_mode,
     "-b MODE      m deliver (default), s SMTP on standard input, t address test, v verify,\n"
     "             i rebuild aliases, p print the queue, P count it, d daemon, D daemon in the\n"
     "             foreground, h host status, H purge it, C check the configuration,\n"
     "             O list options, a ARPANET replies"},
    {'C', SECOND, NEXT, take_config, "-C FILE      configuration file"},
    {'c', SECOND, NONE, take_expensive, NULL},
    {'D', FIRST, MUST, take_debug_file,
     "-D FILE      debugging output goes to the end of this file; before -d"},
    {'d', FIRST, MAY, take_debug, "-d SPEC      debugging: category.level,..."},
    {'e', SECOND, MUST, take_error_mode,
     "-e MODE      errors: p print, m mail, w write, q quiet, e mail, exit 0"},
    {'F', SECOND, MUST, cmdline_take_full_name, "-F NAME      full name of the sender"},
    {'f', SECOND, MUST, cmdline_take_sender, "-f ADDRESS   envelope sender"},
    {'G', SECOND, NONE, cmdline_take_relayed,
     "-G           relay submission: nothing is completed"},
    {'h', SECOND, MUST, cmdline_take_hops, "-h N         hop count to begin with"},
    {'I', SECOND, NONE, take_refused, NULL},
    {'i', SECOND, NONE, take_ignore_dots,
     "-i           a line with one dot does not end the message"},
    {'L', FIRST, MUST, take_log_tag, "-L TAG       name in the log"},
    {'M', SECOND, MUST, take_macro, "-M XVALUE    set macro X, or {name}"},
    {'m', SECOND, NONE, take_me_too, NULL},
    {'N', SECOND, MUST, cmdline_take_notify,
     "-N WHEN      reports: never, or success,failure,delay"},
    {'n', SECOND, NONE, cmdline_take_no_aliases, "-n           no aliases"},
    {'O', SECOND, MUST, take_option_long, "-O NAME=VAL  set an option"},
    {'o', SECOND, MUST, take_option_letter, "-o XVALUE    set an option by its letter"},
    {'p', SECOND, MUST, cmdline_take_protocol, "-p PROTO:HOST  where the message came from"},
    {'Q', SECOND, NEXT, cmdline_take_quarantine,
     "-Q[REASON]   quarantine the selected jobs, or release them"},
    {'q', SECOND, NEXT, cmdline_take_queue,
     "-q[TIME]     run the queue once, or every TIME; -qf not in the background, -qp "
     "persistently,\n"
     "             -qG GROUP; -qI, -qR, -qS, -qQ TEXT: only jobs whose id, recipient, sender,\n"
     "             reason contains TEXT (!TEXT: does not); -qL lost jobs"},
    {'R', SECOND, MUST, cmdline_take_ret, "-R WHAT      what reports return: full or hdrs"},
    {'r', SECOND, MUST, cmdline_take_old_sender, NULL},
    {'s', SECOND, NONE, take_from_line, NULL},
    {'T', SECOND, NONE, take_queue_timeout, NULL},
    {'t', SECOND, NONE, cmdline_take_from_headers, "-t           recipients are in To:, Cc:, Bcc:"},
    {'U', SECOND, NONE, take_refused, NULL},
    {'V', SECOND, MUST, cmdline_take_envid, "-V ENVID     envelope id for reports"},
    {'v', SECOND, NONE, take_verbose, "-v           say what happens"},
    {'X', SECOND, MUST, take_traffic_file,
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

static const char of_message[] = "BFGNRVfhnprt";

static bool is_for_messages(enum op_mode mode)
{
    switch (mode) {
    case MODE_SUBMIT:
    case MODE_ARPANET:
    case MODE_SMTP:
    case MODE_VERIFY:
    case MODE_TEST:
    case MODE_CHECK:
    case MODE_OPTIONS:
        return true;
    default:
        return false;
    }
}

/* compatible: what is for a message has no use elsewhere, and only root is spared the reminder. */
static bool is_out_of_place(struct cmdline_reader *r, char letter)
{
    if (r->by_root || strchr(of_message, letter) == NULL)
        return false;
    if (is_for_messages(r->c->mode) && !r->runs_queue)
        return false;
    remark(r, "WARNING: Ignoring submission mode -%c option %s", letter,
           is_for_messages(r->c->mode) && !r->c->queue.given ? "with -q"
                                                             : "(not in submission mode)");
    return true;
}

static void take(struct cmdline_reader *r, enum pass pass, size_t i, struct slice arg)
{
    r->runs_queue |= switches[i].letter == 'q';
    if (switches[i].pass == pass && (pass == FIRST || !is_out_of_place(r, switches[i].letter)))
        switches[i].take(r, arg);
}

static size_t find_switch(char letter)
{
    for (size_t i = 0; i < COUNT(switches); i++)
        if (switches[i].letter == letter)
            return i;
    return SIZE_MAX;
}

static int complain_as_getopt(struct cmdline_reader *r, const char *what, char letter)
{
    give_up(r, EVENT_GETOPT, "%s: %s -- %c", r->c->program, what, letter);
    return 0;
}

/* Does the switch that ends `word` take the next one? */
static bool takes_next(enum argument argument, const char *word, const char *next)
{
    if (argument == NEXT && word[2] == '\0')
        return next != NULL && next[0] != '-';
    return argument == MUST || argument == NEXT;
}

/* One word of switches: "-ti", "-bs", "-f x". Returns how many more words it took. What is no
 * switch is passed over at first. */
static int read_word(struct cmdline_reader *r, enum pass pass, const char *word, const char *next)
{
    for (const char *p = word + 1; *p != '\0' && !r->c->fatal; p++) {
        size_t i = find_switch(*p);

        if (i == SIZE_MAX) {
            if (pass == SECOND)
                return complain_as_getopt(r, "illegal option", *p);
        } else if (switches[i].argument == NONE) {
            take(r, pass, i, slice_of(NULL, 0));
        } else if (p[1] != '\0') {
            take(r, pass, i, slice_from(p + 1));
            return 0;
        } else if (!takes_next(switches[i].argument, word, next)) {
            take(r, pass, i, slice_of(NULL, 0));
        } else if (next != NULL) {
            take(r, pass, i, slice_from(next));
            return 1;
        } else if (pass == SECOND) {
            return complain_as_getopt(r, "option requires an argument", *p);
        }
    }
    return 0;
}

/* Returns where the addresses begin. compatible: a word that begins with "--" ends the switches,
 * whatever follows; and behind -bO nothing is looked at. */
static int read_switches(struct cmdline_reader *r, enum pass pass, int argc, char *const *argv)
{
    int i = 1;

    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
        if (argv[i][1] == '-')
            return i + 1;
        if (r->c->fatal || r->c->mode == MODE_OPTIONS)
            break;
        i += read_word(r, pass, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
    }
    return i;
}

void cmdline_read(int argc, char *const *argv, bool by_root, struct arena *in, struct cmdline *c)
{
    struct cmdline_reader r = {.c = c, .in = in, .by_root = by_root};
    int i;

    *c = (struct cmdline){.program = argc > 0 ? argv[0] : "sendmail"};
    c->mode = mode_of_name(c->program);
    queue_select_init(&c->queue.select);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        c->mode = MODE_HELP;
        return;
    }
    i = read_switches(&r, FIRST, argc, argv);
    c->early = c->events.len;
    c->args = argv + (i < argc ? i : argc);
    c->arg_count = i < argc ? argc - i : 0;
    if (c->fatal || c->mode == MODE_OPTIONS)
        return;
    (void)read_switches(&r, SECOND, argc, argv);
    if (c->has_quarantine && c->queue.select.kind == SPOOL_LOST)
        cmdline_complain(&r, EX_USAGE, "Can not use -Q with -qL");
    /* -q and -Q make a run of what would else be a submission. */
    if ((c->queue.given || c->has_quarantine) && c->mode == MODE_SUBMIT)
        c->mode = MODE_QUEUE_RUN;
}

void cmdline_help(struct str *out)
{
    str_add_text(out, "usage: sendmail [switches] [address ...]\n"
                      "       mailq, newaliases, hoststat, purgestat, smtpd [switches]\n\n");
    for (size_t i = 0; i < COUNT(switches); i++)
        if (switches[i].help != NULL)
            str_printf(out, "  %s\n", switches[i].help);
}
