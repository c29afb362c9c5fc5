/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LINE = 2048, MAX_IDENT = 64 };

static struct {
    char ident[MAX_IDENT];
    atomic_int level;
    int fd;
    bool open;
} the_log = {.level = 9, .fd = -1};

void log_open(const struct log_options *options)
{
    snprintf(the_log.ident, sizeof the_log.ident, "%s",
             options->ident ? options->ident : "sendmail");
    the_log.fd = options->fd;
    atomic_store(&the_log.level, options->level);
    if (the_log.open)
        closelog();
    openlog(the_log.ident, LOG_PID, LOG_MAIL);
    the_log.open = true;
}

void log_set_level(int level)
{
    atomic_store(&the_log.level, level);
}

bool log_wants(int level)
{
    return atomic_load_explicit(&the_log.level, memory_order_relaxed) >= level;
}

/* What a peer says must not start a second line or reach a terminal as a control sequence. */
static size_t escape(char *to, size_t size, const char *from)
{
    size_t n = 0;

    for (; *from != '\0' && n + 5 < size; from++) {
        unsigned char c = (unsigned char)*from;

        if (c == '\t')
            to[n++] = ' ';
        else if (c == '\\')
            n += (size_t)snprintf(to + n, size - n, "\\\\"); /* else \033 could be either */
        else if (c < ' ' || c == 0x7f)
            n += (size_t)snprintf(to + n, size - n, "\\%03o", c);
        else
            to[n++] = (char)c;
    }
    to[n] = '\0';
    return n;
}

static void write_fd(const char *text)
{
    char line[MAX_LINE + 128], date[32];
    time_t now = time(NULL);
    struct tm tm;
    int n;

    localtime_r(&now, &tm);
    strftime(date, sizeof date, "%b %e %H:%M:%S", &tm);
    n = snprintf(line, sizeof line, "%s %s[%d]: %s\n", date, the_log.ident, (int)getpid(), text);
    if (n > 0 && write(the_log.fd, line, (size_t)n) < 0)
        return; /* a log that cannot be written has nobody to tell */
}

void log_line(int level, int priority, struct slice id, const char *fmt, ...)
{
    char raw[MAX_LINE], text[MAX_LINE + 64];
    va_list args;
    int n;

    if (!log_wants(level))
        return;
    n = snprintf(raw, sizeof raw, "%.*s%s", SLICE_ARG(id), id.len > 0 ? ": " : "");
    va_start(args, fmt);
    if (n >= 0 && (size_t)n < sizeof raw)
        vsnprintf(raw + n, sizeof raw - (size_t)n, fmt, args);
    va_end(args);
    escape(text, sizeof text, raw);
    if (the_log.fd >= 0)
        write_fd(text);
    else
        syslog(priority, "%s", text);
}
