/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * alias_file -- the text of an alias file, one alias at a time: "name: members", with lines that
 * begin with a blank continuing the one before. Pure. newaliases, class stab and whoever else reads
 * aliases as text use this one reader.
 */
#ifndef MAP_ALIAS_FILE_H
#define MAP_ALIAS_FILE_H

#include "base/arena.h"
#include "base/slice.h"

enum { ALIAS_SHOWN = 40 }; /* bytes of a line that a complaint shows */

struct alias_entry {
    struct slice name;  /* as written before the colon, comments and blanks taken off */
    struct slice key;   /* the same in lower case: what is looked up */
    struct slice value; /* behind the colon and the blanks there, to the end */
    int line;           /* where it ends, with its continuation lines */
    struct slice whole; /* the line, with its continuation lines */
    struct slice text;  /* of a bad line: what it says */
    const char *words;  /* of a bad line: what is wrong */
};

enum alias_step { ALIAS_ENTRY, ALIAS_BAD, ALIAS_END };

struct alias_scan {
    struct slice rest;
    struct arena *in; /* of joined and lowered text; the rest borrows from the file's text */
    int line;
    bool blank_start; /* the line before began with a blank and was said to */
};

struct alias_scan alias_scan_of(struct slice text, struct arena *in);
/* Comments and empty lines are passed over. After ALIAS_BAD the scan goes on with the next line. */
enum alias_step alias_scan_next(struct alias_scan *scan, struct alias_entry *entry);
/* The same for who reads names as addresses: `whole` has a colon, and `value`, which may be empty,
 * is what stands behind the first one; no name, no key. */
enum alias_step alias_scan_line(struct alias_scan *scan, struct alias_entry *entry);
/* ALIAS_BAD for a line without a name, with the words for it. */
enum alias_step alias_without_name(struct alias_entry *entry);

#endif
