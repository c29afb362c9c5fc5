/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailstats -- prints the mail statistics file.
 *
 * The numbers in the file belong to mailers by their place in the configuration, so the .cf file is
 * read for its M lines and for StatusFile, and for nothing else: this program must work while the
 * configuration is being repaired.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/slice.h"
#include "disk/statistics.h"
#include "os/clock.h"
#include "os/file.h"

enum { CF_MAX_BYTES = 16 * 1024 * 1024 };

struct mailers {
    struct slice names[STATISTICS_MAILERS];
    size_t count;
};

struct settings {
    const char *cf, *file;
    bool names;
    bool plain; /* for programs */
    bool clear;
};

static const char columns[] =
    " M   msgsfr  bytes_from   msgsto    bytes_to  msgsrej msgsdis msgsqur";
static const char ruler[] =
    "=====================================================================\n";

/* "StatusFile=path" of an O line, or "Spath" of an old one. */
static bool is_status_file(struct slice line, struct slice *value)
{
    if (slice_skip_text_case(&line, SLICE("OS"))) {
        *value = slice_trim(line);
        return value->len > 0 && value->p[0] == '/';
    }
    if (!slice_skip(&line, 'O') || !slice_skip(&line, ' '))
        return false;
    slice_skip_blanks(&line);
    if (!slice_skip_text_case(&line, SLICE("StatusFile")))
        return false;
    slice_skip_blanks(&line);
    if (!slice_skip(&line, '='))
        return false;
    *value = slice_trim(line);
    return true;
}

static size_t find_mailer(const struct mailers *m, struct slice name)
{
    size_t i = 0;

    while (i < m->count && !slice_eq_case(m->names[i], name))
        i++;
    return i;
}

static bool note_mailer(struct mailers *m, struct slice line)
{
    size_t end = 1;

    while (end < line.len && line.p[end] != ',' && !ascii_is_space(line.p[end]))
        end++;
    line = slice_part(line, 1, end - 1);
    if (find_mailer(m, line) < m->count)
        return true;
    if (m->count == STATISTICS_MAILERS)
        return false;
    m->names[m->count++] = line;
    return true;
}

/* Mailers that exist without an M line come first. */
static bool read_cf(const struct settings *s, struct arena *in, struct mailers *mailers,
                    struct slice *file, struct err *err)
{
    struct slice text, line;

    *mailers = (struct mailers){{SLICE("prog"), SLICE("*file*"), SLICE("*include*")}, 3};
    if (!file_read(s->cf, CF_MAX_BYTES, in, &text, err))
        return false;
    while (slice_line(&text, &line)) {
        if (line.len > 0 && line.p[0] == 'M' && !note_mailer(mailers, line))
            return err_set(err, EX_SOFTWARE, "Too many mailers defined, %d max.",
                           STATISTICS_MAILERS);
        (void)is_status_file(line, file);
    }
    return true;
}

static bool is_used(const struct statistics *t, size_t i)
{
    return t->from[i] != 0 || t->to[i] != 0 || t->rejected[i] != 0 || t->discarded[i] != 0 ||
           t->quarantined[i] != 0;
}

static void print_row(const struct settings *s, const char *label, const struct statistics *t,
                      size_t i, struct slice name)
{
    const char *unit = s->plain ? "" : "K";

    printf("%s %8ld %10ld%s %8ld %10ld%s   %6ld  %6ld  %6ld", label, t->from[i], t->from_kb[i],
           unit, t->to[i], t->to_kb[i], unit, t->rejected[i], t->discarded[i], t->quarantined[i]);
    if (s->names && name.len > 0)
        printf("  %.*s", SLICE_ARG(name));
    printf("\n");
}

/* Sums over all mailers, in row 0. */
static struct statistics totals(const struct statistics *t)
{
    struct statistics sum = *t;

    for (size_t i = 1; i < STATISTICS_MAILERS; i++) {
        sum.from[0] += t->from[i];
        sum.from_kb[0] += t->from_kb[i];
        sum.to[0] += t->to[i];
        sum.to_kb[0] += t->to_kb[i];
        sum.rejected[0] += t->rejected[i];
        sum.discarded[0] += t->discarded[i];
        sum.quarantined[0] += t->quarantined[i];
    }
    return sum;
}

static void print_all(const struct settings *s, const struct mailers *mailers,
                      const struct statistics *t)
{
    struct statistics sum = totals(t);
    struct slice none = {0};
    char when[32];

    if (s->plain) {
        printf("%lld %lld\n", (long long)t->since, (long long)clock_now());
    } else {
        printf("Statistics from %s", ctime_r(&t->since, when) != NULL ? when : "?\n");
        printf("%s%s\n", columns, s->names ? "  Mailer" : "");
    }
    for (size_t i = 0; i < STATISTICS_MAILERS; i++) {
        char label[8];

        if (!is_used(t, i))
            continue;
        snprintf(label, sizeof label, "%2zu", i);
        print_row(s, label, t, i, i < mailers->count ? mailers->names[i] : none);
    }
    if (!s->plain)
        printf("%s", ruler);
    print_row(s, " T", &sum, 0, none);
    if (s->plain)
        printf(" C %8ld %8ld %6ld\n", t->connections_from, t->connections_to,
               t->connections_rejected);
    else
        printf(" C %8ld %10s  %8ld %10s    %6ld\n", t->connections_from, "", t->connections_to, "",
               t->connections_rejected);
}

static int fail(const struct err *err)
{
    fprintf(stderr, "mailstats: %s\n", err->text);
    return err->status == EX_DATAERR ? EX_OSERR : err->status;
}

static int run(struct settings *s)
{
    struct arena *in = arena_new();
    struct mailers mailers;
    struct slice file = {0};
    struct statistics t;
    struct err err = {0};
    int rc = EX_OK;

    if (!read_cf(s, in, &mailers, &file, &err)) {
        rc = err.status == EX_SOFTWARE ? fail(&err) : (fail(&err), EX_NOINPUT);
    } else {
        if (s->file == NULL && file.len > 0)
            s->file = arena_cstr(in, file);
        if (s->file == NULL) {
            err_set(&err, EX_OSFILE, "no statistics file located");
            rc = fail(&err);
        } else if (!statistics_read(s->file, &t, &err)) {
            rc = fail(&err);
        } else {
            print_all(s, &mailers, &t);
            if (s->clear && !statistics_clear(s->file, &err))
                rc = fail(&err);
        }
    }
    arena_drop(in);
    return rc;
}

static int usage(FILE *to)
{
    fputs("usage: mailstats [-C cffile] [-c] [-P] [-f stfile] [-o] [-p]\n", to);
    return EX_USAGE;
}

static int help(void)
{
    (void)usage(stdout);
    fputs("\n"
          "Prints what the mail system has counted for each mailer.\n"
          "\n"
          "  -C FILE   configuration that names the mailers and the statistics file\n"
          "  -c        take /etc/mail/submit.cf for it\n"
          "  -f FILE   this statistics file\n"
          "  -o        leave out the names of the mailers\n"
          "  -P        for programs: no headings, no units\n"
          "  -p        likewise, and begin to count anew\n",
          stdout);
    return EX_OK;
}

int main(int argc, char **argv)
{
    static const struct option long_options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    struct settings s = {.cf = "/etc/mail/sendmail.cf", .names = true};
    int c;

    while ((c = getopt_long(argc, argv, "C:cf:opP", long_options, NULL)) != -1) {
        switch (c) {
        case 'C':
            s.cf = optarg;
            break;
        case 'c':
            s.cf = "/etc/mail/submit.cf";
            break;
        case 'f':
            s.file = optarg;
            break;
        case 'o':
            s.names = false;
            break;
        case 'p':
            s.clear = true;
            s.plain = true;
            break;
        case 'P':
            s.plain = true;
            break;
        case 'h':
            return help();
        default:
            return usage(stderr);
        }
    }
    return optind == argc ? run(&s) : usage(stderr);
}
