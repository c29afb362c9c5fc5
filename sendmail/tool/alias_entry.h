/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * alias_entry -- a line of an alias file, judged: its name is an address, which must be one of
 * ours.
 *
 * newaliases puts what is good into the database; test mode shows the rule sets that a file without
 * a database costs.
 */
#ifndef TOOL_ALIAS_ENTRY_H
#define TOOL_ALIAS_ENTRY_H

#include "map/alias_file.h"
#include "route/route.h"

struct alias_judge {
    struct route *route;
    struct arena *in;   /* of one line */
    const char *path;   /* of the file, for complaints */
    struct str *out;    /* complaints */
    int status;         /* of what was complained about */
    bool bad;           /* a line was left out */
    struct slice about; /* what a complaint names instead of the one address */
    int line;
};

/* Of a line as alias_scan_line found it, good or bad. True: entry->key is the user it is for. The
 * line is copied to `in`. Bytes that are complained about are marked in entry->name. */
bool alias_judge(struct alias_judge *judge, struct alias_entry *entry, struct arena *in);
/* A line about the entry that was judged last. */
void alias_complain(struct alias_judge *judge, struct slice about, const char *words);

#endif
