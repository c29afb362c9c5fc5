/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * option_set -- give one option its value: what the reader and the table's own functions share.
 * Private to lib/conf.
 */
#ifndef CONF_OPTION_SET_H
#define CONF_OPTION_SET_H

#include "conf/options.h"

struct debug;
struct macro_names;

/* Hears one line about an option. */
typedef void option_warn_fn(void *ctx, const char *text);

struct option_request {
    struct options *o;
    struct arena *in; /* where values live */
    struct macro_names *names;
    const struct option *row;
    struct slice value;   /* behind '=', trimmed; operators are marks already */
    struct slice written; /* the same as it stands in the line */
    bool from_command_line;
    bool *sticky;                 /* by row: the command line has set it */
    bool ignored;                 /* set here: the command line has said something else */
    bool units_warned;            /* of the value; setting several options says it once for all */
    bool ended;                   /* by a value that ends the program */
    const struct debug *debug;    /* may be NULL */
    option_warn_fn *warn, *fault; /* what is no error, and what is one; may be NULL */
    option_warn_fn *passed_over;  /* a mistake, and the rest of the value counts; may be NULL */
    /* The settings that are no field of struct options. */
    void (*define_macro)(void *ctx, struct slice text);
    void *ctx;
};

/* `r` without row and value: "Name=value" behind "O " or -O, twice as in `r`. False: an error was
 * told, as in all of these. */
bool option_set_long(struct option_request *r, struct slice text, struct slice written);
/* "xvalue" behind O or -o. */
bool option_set_letter(struct option_request *r, struct slice text, struct slice written);
/* Row and value are known; does nothing when the file says what the command line has said. */
bool option_set(struct option_request *r);

/* The functions in the table's rows. */
bool set_client_port(struct option_request *r);
bool set_daemon_port(struct option_request *r);
bool set_default_group(struct option_request *r);
bool set_dont_blame(struct option_request *r);
bool set_load(struct option_request *r);
bool set_macro(struct option_request *r);
bool set_milter(struct option_request *r);
bool set_mime_length(struct option_request *r);
bool set_min_free_blocks(struct option_request *r);
bool set_privacy(struct option_request *r);
bool set_queue_timeout(struct option_request *r);
bool set_resolver_options(struct option_request *r);
bool set_time_zone(struct option_request *r);
bool set_timeout(struct option_request *r);
bool set_timeout_group(struct option_request *r);
bool set_unsafe_group_writes(struct option_request *r);
bool set_user(struct option_request *r);

/* Checks in the table's rows; the value is set already. */
bool check_address(struct option_request *r);
bool check_header_length(struct option_request *r);
bool check_letters(struct option_request *r);
bool check_ssl_options(struct option_request *r);

/* Next word of a list separated by any byte of `separators`; blanks around it are dropped, empty
 * words skipped. False at the end. */
bool option_next_word(struct slice *in, const char *separators, struct slice *word);
void option_warn(struct option_request *r, const char *fmt, ...) PRINTF(2, 3);
/* Tells an error; a value may have several. False. */
bool option_fault(struct option_request *r, const char *fmt, ...) PRINTF(2, 3);
/* The same, and it ends the program. */
bool option_end(struct option_request *r, const char *fmt, ...) PRINTF(2, 3);
/* Says which units of a time are none; `ctx` goes to `tell`. */
void option_tell_units(struct slice value, option_warn_fn *tell, void *ctx);
/* compatible: the value of a group of timeouts, or of a member, is looked at once more than needed.
 */
void option_warn_timeout(struct option_request *r);
/* As far as strtol gets, in base 10: "30 children" is 30, "abc" is 0. */
int64_t option_number(struct slice value, int base);
/* What options_init and option_print need for rows of OPT_SPECIAL. */
void option_defaults_of_machine(struct options *o);
/* As option_print_special, for rows whose value is a list of words; false: this is none. */
bool option_print_words(const struct options *o, const struct option *row, struct str *out);
void option_print_special(const struct options *o, const struct option *row, struct str *out);
/* "u" or "RunAsUser": how messages name an option. */
const char *option_label(const struct option *row, char text[32]);

#endif
