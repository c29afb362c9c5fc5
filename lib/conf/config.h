/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * config -- one .cf file, read, checked and compiled: everything the programs want to know from it.
 *
 * config_read() makes a struct config in an arena of its own; after that nobody changes it, so all
 * threads may read it. Macro values that change at run time live in scopes above `macros`. A reload
 * makes another struct config and drops this one when the last session that uses it has ended.
 *
 * Reading never waits for a name server: an unqualified host name is reported once and used.
 */
#ifndef CONF_CONFIG_H
#define CONF_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "base/str.h"
#include "base/vec.h"
#include "conf/options.h"
#include "mail/envelope.h"
#include "map/map.h"
#include "rule/token.h"

struct macro_names;
struct macros;
struct classes;
struct resolver;
struct rules;
struct debug;
struct token_syntax;
struct traffic;

/* Mailers that have a role of their own; others are found by name. Indexes into config.mailers,
 * -1 when the configuration has none. */
struct known_mailers {
    int local, prog, file, include, error, discard;
};

/* Programs, files and lists send nothing; < 0: an address of no mailer. */
static inline bool known_can_send(const struct known_mailers *known, int mailer)
{
    return mailer < 0 ||
           (mailer != known->prog && mailer != known->file && mailer != known->include);
}

/* An M line. `*file*`, `*include*`, `prog`, `error` and `discard` exist without one. */
struct mailer {
    struct slice name;
    int index;             /* in config.mailers */
    struct slice path;     /* P=: a program, [IPC] or [FILE] */
    struct flag_set flags; /* F= */
    int sender_env_set;    /* S=: rule set numbers, 0: none */
    int sender_hdr_set;
    int rcpt_env_set; /* R= */
    int rcpt_hdr_set;
    struct slice eol;          /* E=: "\r\n" or "\n" when not given */
    struct slice_list argv;    /* A=: words, coded */
    int64_t max_message_bytes; /* M=: 0 no limit */
    int64_t line_limit;        /* L=: 0 no limit */
    struct slice charset;      /* C= */
    struct slice directory;    /* D=: colon list, coded */
    struct slice root;         /* /=: coded */
    int nice;                  /* N= */
    int queue_group;           /* Q=: index, -1 none */
    struct slice mta_type;     /* T=: mta/addr/diag */
    struct slice addr_type;
    struct slice diag_type;
    struct option_user user; /* U= */
    int64_t wait;            /* W=: seconds, 0 without end */
    int64_t max_messages;    /* m=: per connection, 0 no limit */
    int64_t max_rcpts;       /* r=: per transaction, 0 no limit */
};

static inline bool mailer_has(const struct mailer *m, char flag)
{
    return flag_has(&m->flags, flag);
}

/* An H line. One field name may have a value line and a rule set line. */
struct header_line {
    struct slice name;     /* "*" for H*: */
    struct slice value;    /* coded; the text behind the colon, leading blank kept */
    struct flag_set flags; /* ?flags?: mailers with any of them get it; empty: all */
    struct slice macro;    /* ?${name}?: name without $ and braces; empty: no such condition */
    bool conditional;      /* ?...? was there */
    int check_set;         /* $>set: rule set number, -1: this is a value line */
    bool keep_comments;    /* $>+ */
};

struct precedence {
    struct slice name;
    int value;
};

/* A Q line; group 0 is "mqueue". */
struct queue_group {
    struct slice name;
    struct slice path;  /* Path=: empty: QueueDirectory */
    struct slice flags; /* Flags=: 'f' forks for each job */
    int nice;
    int64_t interval;  /* seconds, 0: -q's */
    int64_t jobs;      /* a run's limit, 0 none */
    int64_t runners;   /* -1: MaxRunnersPerQueue */
    int64_t max_rcpts; /* r=: 0 no limit */
};

/* An E line: name=value to set, name alone to remove. */
struct env_line {
    struct slice name;
    struct slice value;
    bool remove;
};

/* An X line. */
struct milter_line {
    struct slice name;
    struct slice socket;              /* S=: "unix:/path", "inet:port@host" */
    char on_failure;                  /* F=: 'R' 'T' '4', 0: go on without the filter */
    int64_t connect, send, read, end; /* T=: seconds */
};

struct config {
    struct arena *in;
    struct slice path;
    int level; /* V line */
    struct slice vendor;
    struct options opt;
    struct macro_names *names;
    struct macros *macros; /* D lines and what is known at start-up */
    struct classes *classes;
    struct rules *rules;
    const struct token_syntax *syntax; /* OperatorChars, for token_scan() */
    struct maps *maps;
    const struct map_hooks *map_hooks; /* the resolver, as maps see it */
    struct resolver *resolver;         /* opens nothing before the first question */
    struct VEC(struct map *) aliases;  /* AliasFile, in order */
    struct VEC(struct mailer) mailers;
    struct known_mailers known;
    struct VEC(struct header_line) headers; /* in the order of the file */
    struct VEC(struct precedence) precedences;
    struct VEC(struct queue_group) queue_groups;
    struct VEC(struct env_line) env;
    struct VEC(struct milter_line) milters;
    uid_t run_as_uid; /* RunAsUser, or 0 */
    gid_t run_as_gid;
    struct slice host;             /* host name as found: $w before it is cut */
    const struct traffic *traffic; /* -X: NULL: nothing is recorded */
    const struct debug *debug;     /* -d: NULL: nobody asked */
    int status;                    /* of the first error, when request.keep_going let it pass */
    unsigned warnings;             /* reported while reading */
};

/* A line about the configuration; `line` is 0 when it is about none. */
struct config_report {
    enum { CONFIG_NOTICE, CONFIG_WARNING, CONFIG_ERROR } kind;
    struct slice path;
    int line;
    const char *text;
    int status;          /* of an error, EX_DATAERR: text that is no header line; of a warning,
                            EX_USAGE: something is wrong, and was passed over */
    struct slice source; /* the line itself, when a place in it is to blame; may have several */
    size_t at;           /* that byte of it */
    int first_line;      /* where `source` begins; `line` is where it ends */
};
/* The two lines for people that point to the place, each with its end; nothing without a place. */
void config_report_point(const struct config_report *report, struct str *out);
/* One line for a log: text, and the place behind it. */
void config_report_line(const struct config_report *report, struct str *out);
typedef void config_report_fn(void *ctx, const struct config_report *report);

/* One setting from the command line. These win over the file, suboption by suboption. */
struct config_override {
    enum {
        OVERRIDE_OPTION, /* -O Name=value */
        OVERRIDE_LETTER, /* -o xvalue */
        OVERRIDE_MACRO,  /* -M xvalue or {name}value */
    } kind;
    struct slice text;
};

struct config_request {
    const char *path;
    const struct config_override *overrides;
    size_t override_count;
    /* Called with ctx before each of these, with its number, and once when all are set, with their
     * count: false is the end then (with the status of an override's error, else EX_USAGE). May be
     * NULL. */
    bool (*between)(void *ctx, size_t overrides);
    config_report_fn *report; /* NULL: errors and warnings go to the log */
    void *report_ctx;
    bool warn_more;                /* -bt, -bC: also what is merely doubtful */
    bool keep_going;               /* -bt: errors are reported, and what can be used is used */
    bool end_as_ever;              /* a delivery mode that is none ends it all, also with those */
    bool no_probe;                 /* do not look at the interfaces: tests */
    char op_mode;                  /* ${opMode}, which rules may hold; 0: 'm' */
    const struct traffic *traffic; /* these outlive the configuration */
    const struct debug *debug;
    const char *host; /* host name instead of the system's; NULL: the system's */
};

/* $v. It begins with the release whose behaviour this is: rule sets, filters and log readers of
 * sites look for "8."; ours follows. */
#define CONFIG_PROGRAM_VERSION "8.17.1-mw0.1.0"

/* NULL when the file cannot be read or (without keep_going) has errors: every one was reported,
 * *err has the first one (EX_NOINPUT and the like when the file cannot be opened; else EX_OSERR,
 * EX_SOFTWARE, or EX_USAGE with end_as_ever). */
NODISCARD struct config *config_read(const struct config_request *request, struct err *err);
/* Closes maps and drops the arena. No thread may use it any more. */
void config_drop(struct config *config);

/* NULL when there is none; names compare without case. */
const struct mailer *config_mailer(const struct config *config, struct slice name);
/* -1 when there is none. */
int config_queue_group(const struct config *config, struct slice name);
/* HostStatusDirectory; when it is not absolute, beneath the queue directory. NULL: the option is
 * off.
 */
const char *config_host_status_directory(const struct config *config, struct arena *in);
/* The queue directories of its groups, as spool_open. */
struct spool;
bool config_open_spool(const struct config *config, struct arena *in, struct spool **spool,
                       struct err *err);
/* The directory of the queue process's journal. */
const char *config_journal_directory(const struct config *config, struct arena *in);
/* Value of a Precedence: word; 0 when no P line has it. */
int config_precedence(const struct config *config, struct slice word);

/* Text for -d0.x, -bO and =M of test mode. Before the file is read: version and what is built in;
 * afterwards who we are; from level 15 on mailers and every option too. */
void config_describe_program(int level, struct str *out);
void config_describe_identity(const struct config *config, int level, struct str *out);
void config_describe_options(const struct config *config, struct str *out);
void config_list_option_names(struct str *out);
void config_describe_mailer(const struct config *config, const struct mailer *m,
                            enum token_look look, struct str *out);

#endif
