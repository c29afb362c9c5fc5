/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/date.h"

#include <stdlib.h>
#include <time.h>

#include "base/attr.h"
#include "base/str.h"

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/* RFC 5322, 4.3; single military letters and unknown names mean "no idea": -0000. */
static const struct {
    const char *name;
    int hours;
} zones[] = {
    {"UT", 0},   {"GMT", 0},  {"UTC", 0},  {"EST", -5}, {"EDT", -4}, {"CST", -6},
    {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7},
};

static struct date from_tm(const struct tm *tm)
{
    return (struct date){
        .year = tm->tm_year + 1900,
        .month = tm->tm_mon + 1,
        .day = tm->tm_mday,
        .weekday = tm->tm_wday,
        .hour = tm->tm_hour,
        .minute = tm->tm_min,
        .second = tm->tm_sec,
        .offset_minutes = (int)(tm->tm_gmtoff / 60),
    };
}

struct date date_utc(int64_t when)
{
    time_t t = (time_t)when;
    struct tm tm = {0};

    gmtime_r(&t, &tm);
    return from_tm(&tm);
}

struct date date_local(int64_t when)
{
    time_t t = (time_t)when;
    struct tm tm = {0};

    localtime_r(&t, &tm);
    return from_tm(&tm);
}

int64_t date_moment(const struct date *date)
{
    struct tm tm = {
        .tm_year = date->year - 1900,
        .tm_mon = date->month - 1,
        .tm_mday = date->day,
        .tm_hour = date->hour,
        .tm_min = date->minute,
        .tm_sec = date->second,
    };

    return (int64_t)timegm(&tm) - (int64_t)date->offset_minutes * 60;
}

static const char *month_name(const struct date *date)
{
    return months[(unsigned)(date->month - 1) % COUNT(months)];
}

static const char *weekday_name(const struct date *date)
{
    return weekdays[(unsigned)date->weekday % COUNT(weekdays)];
}

struct slice date_header(struct arena *in, const struct date *date)
{
    int offset = date->offset_minutes;
    struct str s = str_new(in);

    str_printf(&s, "%s, %d %s %d %02d:%02d:%02d ", weekday_name(date), date->day, month_name(date),
               date->year, date->hour, date->minute, date->second);
    if (offset == 0)
        str_add_text(&s, "GMT");
    else
        str_printf(&s, "%c%02d%02d", offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
    return str_slice(&s);
}

struct slice date_ctime(struct arena *in, const struct date *date)
{
    return arena_printf(in, "%s %s %2d %02d:%02d:%02d %d", weekday_name(date), month_name(date),
                        date->day, date->hour, date->minute, date->second, date->year);
}

struct slice date_stamp(struct arena *in, const struct date *date)
{
    return arena_printf(in, "%04d%02d%02d%02d%02d", date->year, date->month, date->day, date->hour,
                        date->minute);
}

static void skip_comments(struct slice *in)
{
    for (;;) {
        *in = slice_trim(*in);
        if (in->len == 0 || in->p[0] != '(')
            return;
        int depth = 0;
        size_t i = 0;
        do {
            if (in->p[i] == '\\')
                i++;
            else if (in->p[i] == '(')
                depth++;
            else if (in->p[i] == ')')
                depth--;
            i++;
        } while (depth > 0 && i < in->len);
        *in = slice_from_at(*in, i);
    }
}

static bool take_number(struct slice *in, size_t max_digits, int *number)
{
    size_t n = 0;

    skip_comments(in);
    *number = 0;
    while (n < in->len && n < max_digits && ascii_is_digit(in->p[n]))
        *number = *number * 10 + (in->p[n++] - '0');
    *in = slice_from_at(*in, n);
    return n > 0;
}

static bool take_name(struct slice *in, struct slice *name)
{
    size_t n = 0;

    skip_comments(in);
    while (n < in->len && ascii_is_alpha(in->p[n]))
        n++;
    *name = slice_part(*in, 0, n);
    *in = slice_from_at(*in, n);
    return n > 0;
}

static bool find_name(struct slice name, const char *const *names, size_t count, int *index)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is_case(name, names[i])) {
            *index = (int)i;
            return true;
        }
    return false;
}

static bool take_zone(struct slice *in, int *offset_minutes)
{
    struct slice name;

    skip_comments(in);
    *offset_minutes = 0;
    if (in->len > 0 && (in->p[0] == '+' || in->p[0] == '-')) {
        int sign = in->p[0] == '-' ? -1 : 1, number;

        *in = slice_from_at(*in, 1);
        if (!take_number(in, 4, &number))
            return false;
        *offset_minutes = sign * (number / 100 * 60 + number % 100);
        return true;
    }
    if (!take_name(in, &name))
        return in->len == 0; /* a date without zone is taken as GMT */
    for (size_t i = 0; i < COUNT(zones); i++)
        if (slice_is_case(name, zones[i].name))
            *offset_minutes = zones[i].hours * 60;
    return true;
}

static bool take_time(struct slice *in, struct date *d)
{
    if (!take_number(in, 2, &d->hour) || !slice_skip(in, ':') || !take_number(in, 2, &d->minute))
        return false;
    if (slice_skip(in, ':') && !take_number(in, 2, &d->second))
        return false;
    return d->hour <= 23 && d->minute <= 59 && d->second <= 60;
}

bool date_parse(struct slice text, struct date *date)
{
    struct date d = {0};
    struct slice name;

    skip_comments(&text);
    if (take_name(&text, &name)) {
        if (!find_name(name, weekdays, COUNT(weekdays), &d.weekday))
            return false;
        skip_comments(&text);
        slice_skip(&text, ',');
    }
    if (!take_number(&text, 2, &d.day) || d.day < 1 || d.day > 31 || !take_name(&text, &name) ||
        !find_name(name, months, COUNT(months), &d.month) || !take_number(&text, 4, &d.year))
        return false;
    d.month++;
    /* RFC 5322, 4.3: two digits below 50 are of this century, and three count from 1900. */
    if (d.year < 50)
        d.year += 2000;
    else if (d.year < 1000)
        d.year += 1900;
    if (!take_time(&text, &d) || !take_zone(&text, &d.offset_minutes))
        return false;
    *date = d;
    return true;
}

/* compatible: the words of "could not send message for past 4 hours" and of $opt listings. */
struct slice date_span(struct arena *in, int64_t seconds)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"week", 604800}, {"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}};
    struct str s = str_new(in);
    int64_t left = seconds < 0 ? -seconds : seconds;

    for (size_t i = 0; i < COUNT(units); i++) {
        int64_t n = left / units[i].seconds;

        left %= units[i].seconds;
        if (n > 0)
            str_printf(&s, "%s%lld %s%s", s.len > 0 ? ", " : "", (long long)n, units[i].name,
                       n == 1 ? "" : "s");
    }
    if (s.len == 0)
        str_add_text(&s, "zero seconds");
    return str_slice(&s);
}
