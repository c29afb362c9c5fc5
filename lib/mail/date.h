/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * date -- moments as mail writes them.
 *
 * Everything here takes seconds since the epoch; only date_local looks at the process's time zone
 * (the TZ that main settled by option TimeZoneSpec before any thread started). Any thread may call.
 */
#ifndef MAIL_DATE_H
#define MAIL_DATE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct date {
    int year;    /* 2026 */
    int month;   /* 1-12 */
    int day;     /* 1-31 */
    int weekday; /* 0 is Sunday */
    int hour, minute, second;
    int offset_minutes; /* east of Greenwich */
};

struct date date_utc(int64_t when);
struct date date_local(int64_t when);
/* The moment that a date with its offset means (weekday is not looked at). */
int64_t date_moment(const struct date *date);

/* "Sat, 21 Nov 2026 20:24:08 +0100", with "GMT" where the offset is zero: $b, Received:, Date:. */
struct slice date_header(struct arena *in, const struct date *date);
/* "Sat Nov 21 20:24:08 2026": $d, the UNIX From line, mailq. */
struct slice date_ctime(struct arena *in, const struct date *date);
/* "202611212024": $t. */
struct slice date_stamp(struct arena *in, const struct date *date);

/* An RFC 5322 date, with comments and the obsolete zone names; false if it is none. */
bool date_parse(struct slice text, struct date *date);

/* "4 hours", "1 week, 2 days, 3 minutes": a span in words, as warnings have it. */
struct slice date_span(struct arena *in, int64_t seconds);

#endif
