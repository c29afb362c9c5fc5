/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vacation -- answers mail for somebody who is away.
 *
 * It runs from the user's .forward beside the mailbox, so whatever becomes of the answer, the
 * message is delivered. A message that is not to be answered ends with status 0 and without a word.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "conf/peek.h"
#include "mail/address_text.h"
#include "os/account.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/identity.h"
#include "vacation/answered.h"
#include "vacation/incoming.h"
#include "vacation/reply.h"

enum { HEAD_MAX = 1 << 20, TEXT_MAX = 1 << 20, DAY = 24 * 60 * 60, MAX_DAYS = 100000000 };

struct request {
    struct arena *in;
    bool debug, explaining, fresh, excluding, listing, no_account, any_recipient;
    bool has_interval;
    int64_t interval; /* seconds; 0: for ever */
    const char *cf, *database, *text;
    const char *from;   /* envelope sender of answers; NULL: the user */
    const char *sender; /* whom to answer instead; NULL: the message's */
    struct slice *names;
    size_t name_count;
    struct account user;
    uid_t trusted_uid;
};

static int usage(const char *program)
{
    fprintf(stderr,
            "usage: %s [-a alias] [-C cffile] [-d] [-f database] [-i] [-I] [-j] [-l] [-m file]\n"
            "       [-R address] [-r days] [-s address] [-t time] [-U] [-x] [-z] login\n",
            program);
    return EX_USAGE;
}

static int help(void)
{
    puts("Usage: vacation [options] login\n"
         "Answers the message on standard input with ~/.vacation.msg, each sender once a week.\n"
         "  -I, -i       begin: forget who was answered\n"
         "  -l           list who was answered, and when\n"
         "  -x           read addresses and @domains that never get an answer, one a line\n"
         "  -r days      between two answers to one sender; no number: never a second one\n"
         "  -a alias     a name that the user has, too; may be repeated\n"
         "  -j           answer also what neither To nor Cc address to the user\n"
         "  -f file      database, instead of ~/.vacation.db\n"
         "  -m file      message, instead of ~/.vacation.msg\n"
         "  -s address   answer to it, not to the sender of the message\n"
         "  -R address   envelope sender of the answer, instead of the user\n"
         "  -z           <> as that\n"
         "  -U           the login is no user of this host; needs -f and -m\n"
         "  -C file      configuration that names the trusted user\n"
         "  -d           complain on standard error, not in the log; twice: say why there is\n"
         "               no answer\n"
         "  -t time      ignored\n"
         "See vacation(1).");
    return EX_OK;
}

/* A mailer puts standard error into bounces, where it is none of the sender's business. */
static bool is_told(const struct request *r)
{
    return r->debug || isatty(STDERR_FILENO);
}

static int fail(const struct request *r, int status, const char *text)
{
    if (is_told(r))
        fprintf(stderr, "vacation: %s\n", text);
    if (!r->debug)
        log_line(3, LOG_ERR, SLICE(""), "%s", text);
    return status;
}

static int fail_with(const struct request *r, const struct err *err, int never)
{
    return fail(r, err_is_temporary(err) ? EX_TEMPFAIL : never, err->text);
}

static void add_name(struct request *r, struct slice name)
{
    size_t size = sizeof *r->names;

    if (name.len == 0) /* it would be a word of any address */
        return;
    r->names = arena_grow(r->in, r->names, r->name_count * size, (r->name_count + 1) * size);
    r->names[r->name_count++] = name;
}

/* Days, as far as there are digits; anything else is for ever. */
static void set_interval(struct request *r, const char *text)
{
    int64_t days = 0;

    for (; ascii_is_digit(*text); text++)
        days = days < MAX_DAYS ? days * 10 + (*text - '0') : days;
    r->interval = days * DAY;
    r->has_interval = true;
}

static bool parse(struct request *r, int argc, char **argv)
{
    int c;

    opterr = 0;
    while ((c = getopt(argc, argv, "a:C:df:Iijlm:R:r:s:t:Uxz")) != -1) {
        switch (c) {
        case 'a':
            add_name(r, slice_from(optarg));
            break;
        case 'C':
            r->cf = optarg;
            break;
        case 'd':
            r->explaining = r->debug;
            r->debug = true;
            break;
        case 'f':
            r->database = optarg;
            break;
        case 'I':
        case 'i':
            r->fresh = true;
            break;
        case 'j':
            r->any_recipient = true;
            break;
        case 'l':
            r->listing = true;
            break;
        case 'm':
            r->text = optarg;
            break;
        case 'R':
            r->from = optarg;
            break;
        case 'r':
            set_interval(r, optarg);
            break;
        case 's':
            r->sender = optarg;
            break;
        case 't':
            break; /* compatible: another vacation's */
        case 'U':
            r->no_account = true;
            break;
        case 'x':
            r->excluding = true;
            break;
        case 'z':
            r->from = "<>";
            break;
        default:
            return false;
        }
    }
    return true;
}

/* For the files alone, whoever calls will do. */
static bool needs_login(const struct request *r)
{
    return !r->fresh && !r->listing && !r->excluding;
}

static int find_user(struct request *r, const char *login)
{
    enum account_answer got;
    struct err err = {0};

    if (r->no_account) {
        r->user = (struct account){.name = slice_from(login), .uid = geteuid(), .gid = getegid()};
        return EX_OK;
    }
    got = login != NULL ? account_named(slice_from(login), r->in, &r->user, &err)
                        : account_of_uid(getuid(), r->in, &r->user, &err);
    if (got == ACCOUNT_FAILED)
        return fail(r, EX_TEMPFAIL, err.text);
    if (got == ACCOUNT_ABSENT)
        return fail(r, EX_NOUSER,
                    arena_printf(r->in, "no such user %s.", login != NULL ? login : "").p);
    return EX_OK;
}

/* Root has no business with a user's files: it is the user from here on. */
static int become_user(struct request *r)
{
    struct identity who = identity_of(r->user.uid, r->user.gid);
    char *home = arena_cstr(r->in, r->user.home);
    struct err err = {0};

    if (r->no_account)
        return EX_OK;
    if (geteuid() == 0) {
        identity_fill(&who, arena_cstr(r->in, r->user.name));
        if (!identity_is_current(&who) && !identity_become(&who, &err))
            return fail(r, EX_OSERR, err.text);
    }
    if (chdir(home) != 0)
        return fail(r, EX_NOINPUT, arena_printf(r->in, "no such directory %s.", home).p);
    return EX_OK;
}

static void read_configuration(struct request *r)
{
    struct peek cf = {0};

    /* Without one there is no trusted user. */
    if (!r->no_account && peek_read(r->cf, r->in, &cf, NULL))
        r->trusted_uid = cf.trusted_uid;
}

static struct answered *open_database(struct request *r, enum answered_mode mode, struct err *err)
{
    return answered_open(r->database, mode, r->trusted_uid, r->in, err);
}

static void show(void *ctx, struct slice sender, int64_t when)
{
    char date[64] = "(exclusion)";
    time_t seconds = (time_t)when;
    struct tm tm;

    if (when < 0) {
        (void)fail(ctx, EX_DATAERR, "an entry has no time");
        return;
    }
    if (when > 0 && localtime_r(&seconds, &tm) != NULL)
        strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", &tm);
    printf("%-40.*s %s\n", sender.len > 40 ? 40 : (int)sender.len, sender.p, date);
}

static int list(struct request *r)
{
    struct err err = {0};
    struct answered *a = open_database(r, ANSWERED_READ, &err);
    bool ok;

    if (a == NULL)
        return err.status == EX_NOINPUT ? EX_OK : fail_with(r, &err, EX_DATAERR);
    ok = answered_list(a, show, r, &err);
    answered_abandon(a);
    return ok ? EX_OK : fail_with(r, &err, EX_DATAERR);
}

/* One a line; empty lines and remarks are nobody. */
static bool exclude_all(struct answered *a, struct arena *in, struct err *err)
{
    struct slice text, line;

    if (!file_read_fd(STDIN_FILENO, TEXT_MAX, in, &text, err))
        return false;
    while (slice_line(&text, &line)) {
        line = address_strip_angles(line);
        if (line.len > 0 && line.p[0] != '#' && !answered_exclude(a, line, err))
            return false;
    }
    return true;
}

static int prepare(struct request *r)
{
    struct err err = {0};
    struct answered *a = open_database(r, r->fresh ? ANSWERED_NEW : ANSWERED_CHANGE, &err);
    bool ok = a != NULL;

    ok = ok && (!r->has_interval || answered_set_interval(a, r->interval, &err));
    ok = ok && (!r->excluding || exclude_all(a, r->in, &err));
    if (ok)
        ok = answered_commit(a, &err);
    else if (a != NULL)
        answered_abandon(a);
    return ok ? EX_OK : fail_with(r, &err, EX_DATAERR);
}

/* The header of what stands on standard input. All of it is taken in, or the mailer that writes it
 * would meet a closed pipe. */
static bool read_head(struct arena *in, struct slice *head, struct err *err)
{
    struct str s = str_new(in);
    char buf[16384];
    size_t n, end;

    while ((n = fread(buf, 1, sizeof buf, stdin)) > 0)
        if (s.len < HEAD_MAX)
            str_add(&s, slice_of(buf, n));
    if (ferror(stdin))
        return err_errno(err, "standard input");
    *head = str_slice(&s);
    end = slice_search(*head, SLICE("\n\n"));
    if (end != SIZE_MAX)
        head->len = end + 1;
    return true;
}

static bool read_text(struct request *r, struct slice *text, int *status)
{
    struct err err = {0};

    if (file_read(r->text, TEXT_MAX, r->in, text, &err))
        return true;
    if (err_is_temporary(&err) || r->no_account)
        *status = fail_with(r, &err, EX_NOINPUT);
    else if (r->text[0] == '/')
        *status = fail(r, EX_NOINPUT, arena_printf(r->in, "no %s file.", r->text).p);
    else
        *status =
            fail(r, EX_NOINPUT,
                 arena_printf(r->in, "no ~%.*s/%s file.", SLICE_ARG(r->user.name), r->text).p);
    return false;
}

/* Is it time for an answer? Then it is noted before it goes out, so that of two messages that come
 * together one is answered. */
static bool note_answer(struct request *r, struct slice sender, int64_t *before, struct slice *text,
                        int *status)
{
    struct err err = {0};
    struct answered *a = open_database(r, ANSWERED_CHANGE, &err);
    enum answered_state state = ANSWERED_UNKNOWN;
    int64_t now = clock_now();
    bool ok = a != NULL;

    ok = ok && (!r->has_interval || answered_set_interval(a, r->interval, &err));
    if (ok)
        state = answered_ask(a, sender, now, before, &err);
    ok = ok && state != ANSWERED_UNKNOWN;
    *status = EX_OK;
    if (ok && state == ANSWERED_LONG_AGO && !read_text(r, text, status)) {
        answered_abandon(a);
        return false;
    }
    ok = ok && (state != ANSWERED_LONG_AGO || answered_note(a, sender, now, &err));
    if (ok)
        ok = answered_commit(a, &err);
    else if (a != NULL)
        answered_abandon(a);
    if (!ok)
        *status = fail_with(r, &err, EX_DATAERR);
    else if (r->explaining && state != ANSWERED_LONG_AGO)
        (void)fail(r, EX_OK,
                   state == ANSWERED_LATELY ? "no answer: the sender had one lately"
                                            : "no answer: the sender is excluded");
    return ok && state == ANSWERED_LONG_AGO;
}

/* Nobody was answered: the next message, or this one again, is to be. */
static void take_back(struct request *r, struct slice sender, int64_t before)
{
    struct err err = {0};
    struct answered *a = open_database(r, ANSWERED_CHANGE, &err);

    if (a == NULL || !answered_take_back(a, sender, before, &err) || !answered_commit(a, &err))
        (void)fail(r, EX_OK, err.text);
}

static int answer(struct request *r)
{
    struct incoming_rules rules = {.names = r->names,
                                   .name_count = r->name_count,
                                   .any_recipient = r->any_recipient,
                                   .sender = slice_from(r->sender)};
    struct incoming got;
    struct reply reply;
    struct err err = {0};
    enum incoming_verdict verdict;
    struct slice head, text;
    int64_t before;
    int status;

    if (!read_head(r->in, &head, &err))
        return fail_with(r, &err, EX_TEMPFAIL);
    verdict = incoming_judge(head, &rules, &got);
    if (verdict == INCOMING_NO_SENDER)
        return fail(r, EX_DATAERR, incoming_words(verdict));
    if (verdict != INCOMING_ANSWER) {
        if (r->explaining)
            fprintf(stderr, "vacation: no answer: %s\n", incoming_words(verdict));
        return EX_OK;
    }
    if (!note_answer(r, got.sender, &before, &text, &status))
        return status;
    reply = (struct reply){.from = r->from != NULL ? r->from : arena_cstr(r->in, r->user.name),
                           .to = got.sender,
                           .in_answer_to = got.message_id,
                           .text = text,
                           .telling = r->debug};
    if (reply_send(&reply, &err))
        return EX_OK;
    if (err_is_temporary(&err))
        take_back(r, got.sender, before);
    return fail_with(r, &err, EX_OK);
}

int main(int argc, char **argv)
{
    struct log_options log = {.ident = "vacation", .level = 9, .fd = -1};
    struct request r = {.in = arena_new(), .cf = SENDMAIL_CF};
    const char *login = NULL;
    int status;

    log_open(&log);
    if (argc == 2 && slice_is(slice_from(argv[1]), "--help"))
        return help();
    if (!parse(&r, argc, argv) || (argc - optind != 1 && needs_login(&r))) {
        (void)fail(&r, EX_USAGE, "wrong usage; vacation --help says what is right");
        return is_told(&r) ? usage("vacation") : EX_USAGE;
    }
    if (argc - optind == 1)
        login = argv[optind];
    if (r.no_account && (r.database == NULL || r.text == NULL))
        return fail(&r, EX_NOINPUT, "-U requires setting both -f and -m");
    if (r.database == NULL)
        r.database = ".vacation";
    if (r.text == NULL)
        r.text = ".vacation.msg";
    status = find_user(&r, login);
    if (status == EX_OK)
        status = become_user(&r);
    if (status != EX_OK)
        return status;
    read_configuration(&r);
    add_name(&r, r.user.name);
    if (r.listing)
        return list(&r);
    if (r.fresh || r.excluding)
        return prepare(&r);
    return answer(&r);
}
