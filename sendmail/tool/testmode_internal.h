/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of test mode share.
 */
#ifndef TOOL_TESTMODE_INTERNAL_H
#define TOOL_TESTMODE_INTERNAL_H

#include "route/route.h"
#include "rule/rule.h"
#include "sendmail/tool/line_editor.h"
#include "sendmail/tool/testmode.h"

enum { TESTMODE_ADDRESS_MAX = 255 };

struct testmode {
    const struct config *cfg;
    const struct testmode_world *world;
    struct slice user, full_name;
    struct debug *debug;
    struct arena *in;      /* the session's: macros, classes */
    struct arena *scratch; /* one question's */
    struct str out;
    struct str levels; /* of -d, when it has a file of its own */
    struct route route;
    struct route_ear ear;
    struct rule_trace trace;
    bool header, sender; /* /tryflags */
    struct str
        asked_sender; /* of the last /sender, until /parse or /try: complaints begin with it */
    struct str full_name_kept; /* of the first sender who is a user: it stays for the others */
    bool judging;              /* an alias file is being read */
    bool done;
    int status; /* exit status so far */
};

/* "/parse ..." and the like; `line` begins with the slash (testmode_slash.c). */
void testmode_slash(struct testmode *t, struct slice line);
/* Commands of it; `args` are what stands behind the word (testmode_address.c, testmode_header.c).
 */
void testmode_parse(struct testmode *t, struct slice args);
void testmode_try(struct testmode *t, struct slice args);
void testmode_tryflags(struct testmode *t, struct slice args);
void testmode_sender(struct testmode *t, struct slice args);
void testmode_header(struct testmode *t, struct slice args);
/* compatible: only the first blank parts; what follows it is the argument as it is. */
struct slice testmode_take_word(struct slice *in, bool (*parts)(char c));
bool testmode_is_blank(char c);
void testmode_skip_space(struct slice *in);
/* "3,0 address" (testmode_rules.c). */
void testmode_rules(struct testmode *t, struct slice line);
/* From now on alias files without a database show what they cost (testmode_aliases.c). */
void testmode_judge_aliases(struct testmode *t);

/* What may be typed at `start` of the line (testmode_words.c). */
line_editor_complete testmode_words;
/* A complaint: "about... words", or the words alone. */
void testmode_say(struct testmode *t, struct slice about, const char *fmt, ...) PRINTF(3, 4);
/* A mistake that the exit status tells of; the first one counts. */
void testmode_fault(struct testmode *t, int status);
/* True after a complaint: bytes no address may have, or too many of them. */
bool testmode_bad_address(struct testmode *t, struct slice about, struct slice address);

#endif
