/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An alias file that has no database is read when it is first asked, each name by the rule sets.
 */
#include "map/map.h"
#include "sendmail/tool/alias_entry.h"
#include "sendmail/tool/testmode_internal.h"

static void begin(void *ctx, struct slice words)
{
    struct testmode *t = ctx;

    testmode_say(t, str_slice(&t->asked_sender), "%.*s", SLICE_ARG(words));
}

/* Rule sets that ask for an alias while the file is read find none. */
static bool take(void *ctx, const char *path, struct alias_entry *entry, struct arena *in)
{
    struct testmode *t = ctx;
    struct route route = t->route;
    struct alias_judge judge = {.route = &route, .path = path, .out = &t->out};
    bool good;

    if (t->judging)
        return false;
    t->judging = true;
    judge.in = route.scratch = arena_new();
    good = alias_judge(&judge, entry, in);
    arena_drop(judge.in);
    if (judge.status != EX_OK)
        testmode_fault(t, judge.status);
    str_clear(&t->asked_sender); /* complaints are about these addresses now */
    t->judging = false;
    return good;
}

void testmode_judge_aliases(struct testmode *t)
{
    maps_set_alias_judge(t->cfg->maps, &(struct map_alias_judge){t, begin, take});
}
