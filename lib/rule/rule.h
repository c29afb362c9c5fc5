/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule -- rewriting rule sets: compiled when the configuration is read, run for every address.
 *
 * A rule's two sides are token patterns in which words are numbers and operators are operator
 * bytes; each rule also carries what an address must have for it to have a chance (words, ends,
 * length), so that most rules of a set are passed over without being tried. A rule that is passed
 * over leaves no trace in any output: it would not have matched.
 *
 * `struct rules` is filled by one thread and then only read. A `struct rule_run` belongs to one
 * thread. Everything a run allocates comes from its scratch arena.
 */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "base/attr.h"
#include "base/debug.h"
#include "base/err.h"
#include "base/vec.h"
#include "rule/class.h"
#include "rule/macro.h"
#include "rule/token.h"

enum {
    RULE_SETS = 200,          /* numbers of rule sets: 0..199 */
    RULE_SETS_NUMBERED = 100, /* 0..99 may be written as numbers; names count down from 199 */
    RULE_LOOP_MAX = 100,      /* times one rule may apply before it counts as endless */
    RULE_CALLS_MAX = 100000,  /* of rule sets by one run: what is deep and loops ends only here */
    RULE_COMPLAINTS_MAX = 50, /* of one run that anybody but test mode hears */
    RULE_BOUND_MAX = 9,
    RULE_ARGS_MAX = 10, /* of a map, with the key */
};

/* --- rule sets ----------------------------------------------------------------------------------
 */

/* Who hears what is wrong while rules are read, in the words sites know. `at`: the byte of `text`
 * that is to blame, or SIZE_MAX. */
struct rule_faults {
    void *ctx;
    void (*say)(void *ctx, struct slice text, size_t at, const char *words);
};

struct rules;
struct rule_trace;
struct rules *rules_new(struct arena *in, struct macro_names *names);
/* What an S line says: "name", "3", "name=3". Makes the set if need be; -1 after a fault. */
int rules_define(struct rules *rules, struct slice text, const struct rule_faults *faults);
/* A set that exists under this name or number; -1: none (a malformed name is a fault too). A number
 * below RULE_SETS_NUMBERED always exists. */
int rules_find(const struct rules *rules, struct slice name, const struct rule_faults *faults);
/* Name of a set; its number when it has no name. */
struct slice rules_name(const struct rules *rules, int set);
size_t rules_count(const struct rules *rules, int set);
/* Adds the rule of an R line; sides are as in the file, without the tabs. Macros are replaced by
 * their values in `macros`. False when a side had to be left out; the rule is kept as far as it
 * goes, as sites' files with such rules are in use. What only the compilation needs is left in
 * `scratch`. */
bool rules_add(struct rules *rules, int set, struct slice lhs, struct slice rhs, int line,
               const struct macros *macros, const struct token_syntax *syntax,
               const struct rule_faults *faults, struct arena *scratch);
/* After the last rule: what rules call is looked up once. Nothing may be added then. */
void rules_seal(struct rules *rules);
/* One line for each rule: "R", left side, two tabs, right side. */
void rules_show(const struct rules *rules, int set, const struct rule_trace *trace,
                struct str *out);
/* Numbers of the words that rules name: for token_scan. */
const struct symbols *rules_symbols(const struct rules *rules);

/* --- running ------------------------------------------------------------------------------------
 */

enum rule_answer { RULE_FOUND, RULE_ABSENT, RULE_FAILED };

/* How tokens become a map's key. */
struct rule_key {
    char space;       /* between two words (map flag -S) */
    bool keep_quotes; /* -q; otherwise double quotes are taken out */
};

/* Lookups, as rules see them. */
struct rule_maps {
    void *ctx;
    /* NULL: there is no map of that name. */
    void *(*find)(void *ctx, struct slice name, struct rule_key *key);
    /* args[0] is the key, args[1]... what followed "$@". The macro map sets in `macros`. On
     * RULE_FOUND *value lives in `in`, and err->status may still be EX_TEMPFAIL (map flag -T);
     * RULE_FAILED is "later" and never means absent. */
    enum rule_answer (*lookup)(void *ctx, void *map, struct macros *macros,
                               const struct slice *args, size_t nargs, struct arena *in,
                               struct slice *value, struct err *err);
};

/* Who follows a run step by step, as data. What is handed over lives until the call returns. A rule
 * set that ends in a fault leaves without a word: `depth` of the next step tells. */
struct rule_watch {
    void *ctx;
    void (*enter)(void *ctx, int set, int depth, const struct tokens *workspace);
    void (*match)(void *ctx, int line); /* of the rule, in the set entered last */
    void (*rewritten)(void *ctx, const struct tokens *workspace);
    void (*looked_up)(void *ctx, struct slice map, struct slice key, enum rule_answer answer,
                      struct slice value);
    void (*leave)(void *ctx, int set, const struct tokens *workspace);
};

/* Where a run's output goes. Test mode always shows what goes in and comes out of each rule set;
 * the levels add to it. */
struct rule_trace {
    struct str *out;                /* test mode's answers; NULL: only the levels show anything */
    struct str *levels;             /* what the levels ask for; NULL: `out` */
    const struct debug *debug;      /* takes `levels` now and then; NULL: the caller does */
    int level;                      /* of debug category 21 */
    int lookup;                     /* of debug category 60 */
    const struct rule_watch *watch; /* NULL: nobody */
    enum token_look look;           /* of what is shown */
    struct rule_unquoted *unquoted; /* NULL: not noted */
};

/* The names behind "$>" that were written in quotes, or with a backslash, and have been called.
 * compatible: a rule that has called such a name is shown without the quotes from then on. */
struct rule_texts VEC(const char *);
struct rule_unquoted {
    struct rule_texts names; /* where their text is */
    struct arena *in;
};

/* Who hears of a rule set's faults: an SMTP code ("554 5.3.5") and one line. */
struct rule_complaints {
    void *ctx;
    void (*say)(void *ctx, const char *code, struct slice text);
};

struct rule_shown;
struct rule_kept;

struct rule_run {
    const struct rules *rules;
    struct macros *macros; /* the innermost scope */
    const struct classes *classes;
    const struct token_syntax *syntax;
    const struct rule_maps *maps;                    /* NULL: no map exists */
    const struct rule_complaints *complaints;        /* NULL: nobody listens */
    const struct token_complaints *token_complaints; /* of text that rules put in */
    const struct rule_trace *trace;                  /* NULL: none */
    const struct debug *debug;                       /* of token_scan */
    struct arena *scratch;
    char blank;         /* option BlankSub: between words of a map's argument */
    int max_recursion;  /* option MaxRuleRecursion */
    unsigned max_calls; /* 0: RULE_CALLS_MAX */
    int depth;          /* 0 at the outermost call */
    unsigned calls;     /* of rule sets, so far */
    unsigned complained;
    struct rule_shown *shown; /* the trace\'s own */
    struct rule_kept *kept;   /* the run's own: memory of calls that are over */
    unsigned loose; /* the run's own: work (rule_private.h) whose operators may stand in a workspace
                       as text */
};

/* Runs rule set `set` on the workspace, in place. EX_OK, EX_TEMPFAIL when a lookup failed for now,
 * EX_CONFIG or EX_DATAERR after a complaint (the workspace is what was reached). */
int rule_run(struct rule_run *run, int set, struct tokens *workspace);

/* Cuts text as an address for rule sets; comments are dropped. False after a complaint. */
bool rule_tokens(const struct rule_run *run, struct slice text, enum token_mode mode, char stop,
                 struct tokens *out, size_t *used);

#endif
