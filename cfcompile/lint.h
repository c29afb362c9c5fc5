/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lint -- what is wrong with the files a configuration reads: texts of maps and their databases,
 * aliases, files of classes, programs, sockets, and the rights of all of them.
 *
 * Texts need no configuration, but what can be said grows with one: names of mailers, domains that
 * are ours. Nothing is written; the commands that would mend something are shown.
 */
#ifndef CFCOMPILE_LINT_H
#define CFCOMPILE_LINT_H

#include "cfcompile/finding.h"
#include "conf/config.h"

/* What can be told about files, for the list of all checks. */
extern const struct check_row lint_rows[];
extern const size_t lint_row_count;

struct lint {
    struct findings *findings;
    struct arena *in;
    struct config *config; /* NULL: there is none */
    struct slice cf;       /* its path */
    struct slice cf_text;
    const char *make_dir; /* has a Makefile that builds maps; NULL: none */
};

struct finding *lint_say(struct lint *l, const char *id, enum severity severity, struct slice file,
                         int line, const char *fmt, ...) PRINTF(6, 7);
/* The line to write, or the command to run. */
void lint_instead(struct lint *l, struct finding *f, const char *fmt, ...) PRINTF(3, 4);
void lint_run(struct lint *l, struct finding *f, const char *fmt, ...) PRINTF(3, 4);

/* A text of a map, by the name of the map ("access", "mailertable" ...; others get what is true of
 * all). `path` is opened; one that is not there or not readable is told. */
void lint_map_text(struct lint *l, struct slice map, const char *path);
void lint_aliases(struct lint *l, const char *path);
/* A file of a class: words, one a line. */
void lint_class_file(struct lint *l, struct slice class_name, const char *path);
/* A database and the text it is made from; either may be missing. */
void lint_database(struct lint *l, struct slice map, const char *text, const char *db,
                   bool optional, bool aliases);
/* Everything the configuration names: K and F lines, aliases, mailers, sockets, queues, rights. */
void lint_config(struct lint *l);
/* Rights of every path of the configuration, each unsafe one once. */
void lint_rights(struct lint *l);
/* What keeps mail from moving just now: load, hosts that are down, mail nobody looks at. */
void lint_queue(struct lint *l);
void lint_load(struct lint *l, int load);
/* Certificates and keys of the configuration. */
void lint_tls(struct lint *l);
/* What SMTP AUTH needs, below the directory `root`: "" is this host. */
void lint_sasl(struct lint *l, const char *root);
/* sendmail.cf and submit.cf of a directory against each other. */
void lint_pair(const char *dir, struct findings *findings);
/* Another sendmail.cf in the directory above. */
void lint_second_cf(const char *dir, struct findings *findings);
/* Changed since the daemon of the configuration has started, by its pid file? */
bool lint_newer_than_daemon(struct lint *l, const char *path);
/* An option's value with its macros replaced. */
struct slice lint_expanded(struct lint *l, struct slice coded);
/* Is this domain in $=w, or in the class of that name? False without a configuration. */
bool lint_in_class(const struct lint *l, const char *class_name, struct slice word);
/* Is one of the hosts ("a:b") a name of this one? */
bool lint_is_this_host(const struct lint *l, struct slice hosts, struct slice *which);
/* Where smrsh looks for programs on this system, and whether it has one of that name. */
const char *lint_smrsh_directory(void);
bool lint_in_smrsh(struct lint *l, struct slice program);

/* One entry of a map's text. */
struct map_line {
    struct slice key, value;
    int line;
};
typedef void map_line_check(struct lint *l, struct slice file, const struct map_line *entry);

/* Checks of single entries, by the map's name. NULL: none. */
map_line_check *lint_entry_check(struct slice map);
map_line_check lint_access_entry, lint_mailertable_entry, lint_virtusertable_entry,
    lint_genericstable_entry, lint_authinfo_entry, lint_domaintable_entry;

/* 192.0.2.0/24 as tables and classes want it; empty when no line of octets is the same. */
struct slice lint_octets(struct slice network);

/* lint_keys.c: keys that nobody asks for (true: it is told), and values of another kind. */
bool lint_access_key(struct lint *l, struct slice file, const struct map_line *entry,
                     struct slice key);
bool lint_mailertable_key(struct lint *l, struct slice file, const struct map_line *entry);
bool lint_virtusertable_key(struct lint *l, struct slice file, const struct map_line *entry);
void lint_virtusertable_value(struct lint *l, struct slice file, const struct map_line *entry);
bool lint_authinfo_key(struct lint *l, struct slice file, const struct map_line *entry);
void lint_number_value(struct lint *l, struct slice file, const struct map_line *entry);

#endif
