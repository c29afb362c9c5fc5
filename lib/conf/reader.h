/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader -- the state of reading one .cf file, and one function for each kind of line. Private to
 * lib/conf.
 *
 * A line function gets the text behind the line's letter. It reports what is wrong through
 * reader_error() and goes on as well as it can, so that one run shows all mistakes.
 */
#ifndef CONF_READER_H
#define CONF_READER_H

#include "base/table.h"
#include "conf/config.h"
#include "conf/option_set.h"
#include "rule/class.h"
#include "rule/macro.h"

struct reader {
    const struct config_request *request;
    struct config *c;
    struct arena *in;      /* the configuration's */
    struct arena *scratch; /* forgotten after each line */
    int line;              /* of the logical line's end; 0: not in a file */
    int first_line;        /* of its beginning */
    struct slice text;     /* that line, its letter first */
    bool ended;            /* by a value that ends the program, or */
    bool given_up;         /* by who asked, once the overrides were set */
    unsigned errors;
    struct err first; /* what the caller is told */
    bool *sticky;     /* by row of option_table */
    int set;          /* the rule set that R lines go to; -1: none yet */
    bool queue_directory_given, operator_chars_given;
    size_t aliases_declared;    /* of opt.alias_file */
    struct slice ldap_defaults; /* of opt.ldap_default_spec, as the maps know them */
    struct table sticky_names;
};

void reader_error(struct reader *r, int status, const char *fmt, ...) PRINTF(3, 4);
/* The byte `at` of the line is to blame. */
void reader_blame(struct reader *r, const char *at, const char *fmt, ...) PRINTF(3, 4);
void reader_warn(struct reader *r, const char *fmt, ...) PRINTF(2, 3);
/* A warning of something that is wrong, and not used. */
void reader_pass_over(struct reader *r, const char *fmt, ...) PRINTF(2, 3);
/* Without file and line before it. */
void reader_notice(struct reader *r, const char *fmt, ...) PRINTF(2, 3);

/* compatible: the dollars of operators are the marks they become. */
struct slice reader_marked(struct reader *r, struct slice text);
/* The same for a complaint, where bytes that could be taken for operators are marked too. */
struct slice reader_shown(struct reader *r, struct slice text);

/* One function a line type (config.c has the table). */
void line_version(struct reader *r, struct slice text);
void line_define(struct reader *r, struct slice text);
void line_environment(struct reader *r, struct slice text);
void line_class(struct reader *r, struct slice text);
void line_trusted(struct reader *r, struct slice text);
void line_class_file(struct reader *r, struct slice text);
void line_rule_set(struct reader *r, struct slice text);
void line_rule(struct reader *r, struct slice text);
void line_header(struct reader *r, struct slice text);
void line_mailer(struct reader *r, struct slice text);
void line_precedence(struct reader *r, struct slice text);
void line_option(struct reader *r, struct slice text);
void line_map(struct reader *r, struct slice text);
void line_queue_group(struct reader *r, struct slice text);
void line_milter(struct reader *r, struct slice text);

/* -O, -o, -M of the command line, before the file is read. */
void reader_overrides(struct reader *r);
/* -M and the letter option M: "xvalue", "{name}value". */
void reader_define(struct reader *r, struct slice text, bool from_command_line);

/* "Name, X=value, ..." of M, Q and X lines. */
struct equate {
    char key;           /* first letter */
    struct slice word;  /* the whole key */
    struct slice value; /* quotes and backslashes already taken off */
    bool broken;        /* there are no more because of an error */
};
/* Takes the name in front; false (and reported) when there is none. */
bool equates_name(struct reader *r, struct slice *in, const char *what, bool may_be_empty,
                  struct slice *name);
/* The next equate; false at the end, or after an error that was reported. `kind` and `name` are
 * the front of the report. */
bool equates_next(struct reader *r, struct slice *in, const char *kind, struct slice name,
                  struct equate *e);

/* A time as options have it, and which of its units are none. */
void reader_time(struct reader *r, struct slice value, char unit, int64_t *seconds);

/* Quotes removed, \n \r \f \b made control characters, other backslashed characters literal. Stops
 * at `stop` ('\0': at the end) outside of quotes; *in moves behind it. */
struct slice reader_unquote(struct arena *in, struct slice *text, char stop);
/* Text with its macros replaced now, as S, K, C lines have it; operators are marks then. */
struct slice reader_expand(struct reader *r, struct slice text);
/* Takes "x" or "{name}" from the front of *in; 0 and reports when it is no name. */
macro_id reader_name(struct reader *r, struct slice *in);
/* "$", "$=" and the like in front of a name that is none: complains. True: the operator as it can
 * be read goes to *out, and *len bytes of `text` are done. False: nothing behind it is read. */
bool reader_mend_name(struct reader *r, struct slice text, size_t *len, struct str *out);
/* A rule set by name or number, entered when it is new; -1 and a report when it is no name. */
int reader_rule_set(struct reader *r, struct slice text);

/* Options that maps need, as they are now. */
void reader_configure_maps(struct reader *r, struct maps *maps);
/* Hands what option LDAPDefaultSpec says to the maps that follow. */
void reader_ldap_defaults(struct reader *r);
/* What a map of class ldap is declared with: `spec` as written, or the documented default when it
 * is empty, for aliases and for the class `name`. */
struct slice ldap_alias_spec(struct reader *r, struct slice spec);
struct slice ldap_class_spec(struct reader *r, struct slice name, struct slice spec);
/* Maps for what option AliasFile has gained. */
void reader_declare_aliases(struct reader *r);
/* At the end: maps that are there without a K line (aliases, aliases.files, host). */
void reader_declare_usual_maps(struct reader *r);

/* Flags that the configuration's level gives and takes, once it is known. */
void mailers_adapt(struct config *c);
/* What a V line of another level means to whoever asked. */
void reader_check_level(struct reader *r);
/* Built-in mailers, maps, classes and macros: before the file. */
void startup_before(struct reader *r);
/* Host names, interface addresses: once O lines are known. */
void startup_after(struct reader *r);

#endif
