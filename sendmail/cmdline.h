/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmdline -- sendmail's command line, read into a struct; no configuration is needed for it.
 *
 * Switches are gone through twice: first those that say what we are (mode, debugging, which
 * configuration), then the others, options among them. What is wrong is collected in the order met,
 * with the exit status it deserves. The caller prints, because how depends on the mode, and options
 * have their say in between. Texts are borrowed from argv.
 */
#ifndef SENDMAIL_CMDLINE_H
#define SENDMAIL_CMDLINE_H

#include "base/arena.h"
#include "conf/config.h"
#include "mail/envelope.h"
#include "sendmail/queue/select.h"

/* The letters of -b, and the queue run that -q stands for. */
enum op_mode {
    MODE_ARPANET = 'a',
    MODE_CHECK = 'C',
    MODE_FOREGROUND = 'D',
    MODE_DAEMON = 'd',
    MODE_PURGE_STATUS = 'H',
    MODE_HOST_STATUS = 'h',
    MODE_ALIASES = 'i',
    MODE_SUBMIT = 'm',
    MODE_OPTIONS = 'O',
    MODE_QUEUE_COUNT = 'P',
    MODE_PRINT_QUEUE = 'p',
    MODE_SMTP = 's',
    MODE_TEST = 't',
    MODE_VERIFY = 'v',
    MODE_QUEUE_RUN = 'q',
    MODE_HELP = '?',
};

struct cmdline_queue {
    bool given;
    int64_t interval; /* seconds; 0: once */
    bool persistent;  /* -qp */
    bool foreground;  /* -qf */
    struct queue_select select;
};

/* What is to be said, or to be done and to fail there, between the options. */
struct cmdline_event {
    enum {
        EVENT_COMPLAINT,
        EVENT_REMARK,  /* the same, and no reply */
        EVENT_GETOPT,  /* a complaint, to standard error, as getopt(3) would */
        EVENT_TRAFFIC, /* -X: the file `text` is opened */
    } kind;
    const char *text;
    int status;       /* of a complaint; EX_OK: it has none */
    size_t overrides; /* how many came before */
};

struct cmdline {
    const char *program; /* argv[0] */
    enum op_mode mode;
    const char *config; /* -C; NULL: by -A and mode */
    char config_kind;   /* 'c' or 'm' by -A; 0 */
    struct VEC(struct config_override) overrides;
    struct slice log_tag;
    struct VEC(struct slice) debug; /* -d */
    const char *debug_file;         /* -D */
    enum op_mode debug_file_mode;   /* as it was known when -D came */
    bool debug_file_late;           /* -D behind -d: a mistake */
    bool has_traffic_file;          /* -X */
    bool verbose;

    /* the message */
    bool has_sender;
    char sender_letter;     /* f or r */
    struct slice sender;    /* -f, -r */
    struct slice full_name; /* -F */
    int64_t hops;           /* -h */
    bool from_headers;      /* -t */
    bool no_aliases;        /* -n */
    bool relayed;           /* -G */
    enum body_type body_type;
    struct slice odd_body_type; /* none of those; p == NULL: not given */
    struct slice envid;         /* -V; p == NULL: not given */
    enum dsn_ret ret;           /* -R */
    bool has_notify;
    unsigned notify;             /* enum rcpt_flags */
    struct slice protocol, host; /* -p */
    struct slice notify_text;

    struct cmdline_queue queue;
    bool has_quarantine; /* -Q */
    struct slice quarantine;

    char *const *args; /* behind the switches */
    int arg_count;

    struct VEC(struct cmdline_event) events;
    size_t early; /* so many of them come before anything is done */
    bool fatal;   /* they end the program */
};

/* `by_root`: others may not use switches for a message where there is none. */
void cmdline_read(int argc, char *const *argv, bool by_root, struct arena *in, struct cmdline *c);

/* The usage text of --help, made from the table of switches. */
void cmdline_help(struct str *out);

#endif
