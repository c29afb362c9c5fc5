/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options -- everything an O line or -O/-o can set: one table of rows, one struct of values.
 *
 * A field of struct options is the long name in snake_case: MaxMessageSize is max_message_size,
 * Timeout.queuereturn.normal is timeout_queuereturn_normal (non-urgent: _nonurgent). Times are in
 * seconds. A slice is empty when the option was never set or set to nothing. Fields marked "coded"
 * hold macros in the form that macro_expand() takes; expand them when they are used.
 *
 * The table is read-only; the values belong to one configuration and do not change after it was
 * read.
 */
#ifndef CONF_OPTIONS_H
#define CONF_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "base/str.h"
#include "base/vec.h"
#include "net/address.h"

enum option_type {
    OPT_BOOL,    /* bool: nothing or t T y Y is true */
    OPT_INT,     /* int64_t */
    OPT_OCTAL,   /* int64_t, written in octal: file modes */
    OPT_TIME,    /* int64_t seconds; a number without a unit counts in `unit` */
    OPT_CHAR,    /* char: the first one */
    OPT_LETTER,  /* char: the first one, lower case, of those in `choices` */
    OPT_BOOL_OR, /* char: 't' or 'f', or a letter of `choices` when the value starts with it */
    OPT_WORD,    /* char: the one that stands for the word in `choices` */
    OPT_TEXT,    /* struct slice, as written */
    OPT_CODED,   /* struct slice, macros coded for macro_expand() */
    OPT_LIST,    /* struct slice_list: comma separated, repeated lines add */
    OPT_SPECIAL, /* the row's own function */
};

struct option_request;

struct option {
    const char *name; /* long name; "" when only the letter exists */
    char letter;      /* 0: none; one that cannot be printed is shown by -d37.1 only */
    enum option_type type;
    size_t at;           /* offset in struct options */
    const char *initial; /* compiled default, as it would be written; NULL: zero, empty */
    const char *help;
    const char *empty; /* what an empty value stands for; NULL: itself */
    const char *choices;
    char unit; /* of OPT_TIME: s m h d w */
    bool safe; /* an ordinary user may set it without losing set-id privileges */
    bool rare; /* known to special builds of the original only: accepted, not listed by -bO */
    bool (*set)(struct option_request *request);   /* of OPT_SPECIAL */
    bool (*check)(struct option_request *request); /* is the value one? NULL: anything is */
};

extern const struct option option_table[];
extern const size_t option_count;

/* What becomes of an option that changes nothing here; NULL: it does what it says. */
const char *option_note(const struct option *row);
extern const size_t option_notes; /* how many have one */

/* The i-th word that a value of this option may be made of; false when there are no more, or when
 * its words are not a closed list. */
bool option_word(const struct option *row, size_t i, struct slice *word);

struct slice_list VEC(struct slice);

/* user[:group] of DefaultUser, RunAsUser, TrustedUser and mailers' U=. */
struct option_user {
    bool set;
    uid_t uid;
    gid_t gid;
    bool group_set;    /* named, or that of a user who was named; else the account's, or 0 */
    struct slice name; /* as in the password file; empty when only a number was given */
};

/* Words of PrivacyOptions. */
enum privacy {
    PRIVACY_NEED_MAIL_HELO = 1 << 0,
    PRIVACY_NEED_EXPN_HELO = 1 << 1,
    PRIVACY_NEED_VRFY_HELO = 1 << 2,
    PRIVACY_NO_EXPN = 1 << 3,
    PRIVACY_NO_VRFY = 1 << 4,
    PRIVACY_AUTH_WARNINGS = 1 << 5,
    PRIVACY_NO_VERB = 1 << 6,
    PRIVACY_NO_REFLECTION = 1 << 7,
    PRIVACY_RESTRICT_MAILQ = 1 << 8,
    PRIVACY_RESTRICT_QRUN = 1 << 9,
    PRIVACY_RESTRICT_EXPAND = 1 << 10,
    PRIVACY_NO_ETRN = 1 << 11,
    PRIVACY_NO_RECEIPTS = 1 << 12,
    PRIVACY_NO_BODY_RETURN = 1 << 13,
    PRIVACY_NO_ACTUAL_RECIPIENT = 1 << 14,
};

enum socket_family { FAMILY_UNSET, FAMILY_INET, FAMILY_INET6, FAMILY_LOCAL };

/* One DaemonPortOptions line; limits are -1 when not given (the global option holds). */
struct daemon_port {
    struct slice name; /* "Daemon0" ... when not given */
    struct slice port; /* service name or number; empty: smtp, smtps with modifier s */
    struct slice addr; /* address, host name or path; empty: any */
    enum socket_family family;
    int backlog;
    struct slice modifiers;    /* letters as written: "Ea" */
    struct slice daemon_flags; /* the same as ${daemon_flags}: "EE a" */
    int64_t send_buffer;       /* bytes, 0: the system's */
    int64_t receive_buffer;
    struct slice input_filters; /* separated by ';' */
    bool filters_given;
    char delivery_mode; /* 0: the global one */
    int64_t refuse_la, delay_la, queue_la;
    int64_t max_children;
    char super_safe; /* 0: the global one */
};

/* One ClientPortOptions line; at most one a family. */
struct client_port {
    bool set;
    enum socket_family family;
    struct slice port;
    struct slice addr;
    int64_t send_buffer, receive_buffer;
    struct slice modifiers;    /* letters: h A S D M */
    struct slice client_flags; /* as ${client_flags} */
};

/* NoRecipientAction's letters. */
enum {
    NO_RCPT_NONE = 'n',
    NO_RCPT_ADD_TO = 't',
    NO_RCPT_APPARENTLY = 'a',
    NO_RCPT_BCC = 'b',
    NO_RCPT_UNDISCLOSED = 'u'
};

struct options {
    bool seven_bit_input;
    char eight_bit_mode;          /* p pass, m label as MIME, s reject */
    struct slice_list alias_file; /* [class:][flags ]file */
    int64_t alias_wait;           /* seconds */
    char blank_sub;
    int64_t min_free_blocks; /* of the file system that holds the queue */
    int64_t checkpoint_interval;
    bool hold_expensive;
    char delivery_mode; /* i b q d */
    struct slice error_header;
    char error_mode; /* p q m w e */
    int64_t temp_file_mode;
    bool save_from_line;
    bool match_gecos;
    struct slice help_file;
    int64_t max_hop_count;
    struct slice resolver_options;
    bool has_wildcard_mx, work_around_broken_aaaa; /* of ResolverOptions */
    bool ignore_dots;
    struct slice forward_path; /* coded */
    bool send_mime_errors;
    int64_t connection_cache_size;
    int64_t connection_cache_timeout; /* seconds */
    bool use_errors_to;
    int64_t log_level;
    bool me_too;
    bool check_aliases;
    bool old_style_headers;
    unsigned privacy_options;     /* enum privacy */
    struct slice postmaster_copy; /* coded */
    int64_t queue_factor;
    struct slice queue_directory; /* a trailing * selects several */
    bool dont_prune_routes;
    int64_t timeout_initial;                 /* seconds */
    int64_t timeout_connect;                 /* seconds */
    int64_t timeout_aconnect;                /* seconds */
    int64_t timeout_iconnect;                /* seconds */
    int64_t timeout_helo;                    /* seconds */
    int64_t timeout_mail;                    /* seconds */
    int64_t timeout_rcpt;                    /* seconds */
    int64_t timeout_datainit;                /* seconds */
    int64_t timeout_datablock;               /* seconds */
    int64_t timeout_datafinal;               /* seconds */
    int64_t timeout_rset;                    /* seconds */
    int64_t timeout_quit;                    /* seconds */
    int64_t timeout_misc;                    /* seconds */
    int64_t timeout_command;                 /* seconds */
    int64_t timeout_ident;                   /* seconds */
    int64_t timeout_fileopen;                /* seconds */
    int64_t timeout_lhlo;                    /* seconds */
    int64_t timeout_auth;                    /* seconds */
    int64_t timeout_starttls;                /* seconds */
    int64_t timeout_control;                 /* seconds */
    int64_t timeout_hoststatus;              /* seconds */
    int64_t timeout_resolver_retrans_first;  /* seconds */
    int64_t timeout_resolver_retrans_normal; /* seconds */
    int64_t timeout_resolver_retry_first;
    int64_t timeout_resolver_retry_normal;
    int64_t timeout_queuereturn_normal;    /* seconds */
    int64_t timeout_queuereturn_urgent;    /* seconds */
    int64_t timeout_queuereturn_nonurgent; /* seconds */
    int64_t timeout_queuereturn_dsn;       /* seconds */
    int64_t timeout_queuewarn_normal;      /* seconds */
    int64_t timeout_queuewarn_urgent;      /* seconds */
    int64_t timeout_queuewarn_nonurgent;   /* seconds */
    int64_t timeout_queuewarn_dsn;         /* seconds */
    struct slice status_file;
    char super_safe;             /* 't' 'f' 'i' interactive 'p' after milters */
    struct slice time_zone_spec; /* see time_zone_set */
    bool time_zone_set;          /* set and empty: the caller's TZ stays; not set: TZ is removed */
    struct slice user_database_spec;
    struct option_user default_user;
    struct slice fallback_mx_host;
    bool verbose;
    bool try_null_mx_list;
    int64_t queue_la;
    int64_t refuse_la;
    int64_t recipient_factor;
    bool fork_each_job;
    int64_t class_factor;
    int64_t retry_factor;
    char queue_sort_order; /* p h f t m r n s */
    struct slice hosts_file;
    int64_t min_queue_age; /* seconds */
    struct slice default_char_set;
    struct slice service_switch_file;
    int64_t dial_delay;       /* seconds */
    char no_recipient_action; /* NO_RCPT_* */
    struct slice safe_file_environment;
    int64_t max_message_size;
    bool colon_ok_in_addr;
    int64_t max_queue_run_size;
    int64_t max_daemon_children;
    bool dont_expand_cnames;
    struct slice must_quote_chars;
    struct slice smtp_greeting_message; /* coded */
    struct slice unix_from_line;        /* coded */
    struct slice operator_chars;        /* without those that always separate */
    bool dont_init_groups;
    bool single_line_from_header;
    bool allow_bogus_helo;
    int64_t connection_rate_throttle;
    bool unsafe_group_writes;           /* as set; its effect is in dont_blame_sendmail */
    struct slice double_bounce_address; /* coded */
    struct slice host_status_directory;
    bool single_thread_delivery;
    struct option_user run_as_user;
    bool rrt_implies_dsn;
    struct slice pid_file;        /* coded */
    uint64_t dont_blame_sendmail; /* bits of os/safe_path.h */
    char dont_probe_interfaces;   /* 't' 'f' 'l' loopback only */
    int64_t max_recipients_per_message;
    struct slice dead_letter_drop;
    int64_t max_alias_recursion;
    struct slice connect_only_to;
    struct option_user trusted_user;
    int64_t max_mime_header_length;
    int64_t max_mime_field_length;
    struct slice control_socket_name; /* coded */
    int64_t max_headers_length;
    struct slice process_title_prefix; /* coded */
    struct slice default_auth_info;
    struct slice auth_mechanisms;
    int64_t data_file_buffer_size;
    int64_t xscript_file_buffer_size;
    struct slice ldap_default_spec;
    struct slice server_cert_file; /* coded */
    struct slice server_key_file;  /* coded */
    struct slice client_cert_file; /* coded */
    struct slice client_key_file;  /* coded */
    struct slice ca_cert_file;     /* coded */
    struct slice ca_cert_path;     /* coded */
    struct slice dh_parameters;    /* coded */
    struct slice input_mail_filters;
    int64_t milter_log_level;
    struct slice milter_macros_connect;
    struct slice milter_macros_helo;
    struct slice milter_macros_envfrom;
    struct slice milter_macros_envrcpt;
    struct slice milter_macros_data;
    struct slice milter_macros_eoh;
    struct slice milter_macros_eom;
    struct slice auth_options;
    int64_t queue_file_mode;
    struct slice cert_fingerprint_algorithm; /* coded */
    struct slice cipher_list;
    struct slice rand_file;
    struct slice tls_srv_options;
    int64_t bad_rcpt_throttle;
    int64_t deliver_by_min; /* seconds */
    int64_t max_queue_children;
    int64_t max_runners_per_queue;
    struct slice direct_submission_modifiers;
    int64_t nice_queue_run;
    int64_t shared_memory_key;
    int64_t auth_max_bits;
    struct slice mailbox_database;
    bool use_msp;
    int64_t delay_la;
    int64_t fast_split;
    bool soft_bounce;
    struct slice shared_memory_key_file; /* coded */
    int64_t reject_log_interval;         /* seconds */
    bool requires_dirfsync;
    int64_t connection_rate_window_size; /* seconds */
    struct slice crl_file;               /* coded */
    struct slice fallback_smart_host;
    struct slice auth_realm;
    struct slice crl_path; /* coded */
    struct slice helo_name;
    int64_t max_noop_commands;
    int64_t bad_rcpt_shutdown;
    int64_t bad_rcpt_shutdown_good;
    struct slice server_ssl_options;
    struct slice client_ssl_options;
    int64_t max_queue_age; /* seconds */
    bool reject_nul;
    bool use_compressed_ipv6_addresses;
    struct slice ssl_engine;
    struct slice ssl_engine_path; /* coded */
    bool tls_fallback_to_clear;
    bool set_cert_altnames;
    bool smtp_utf8;
    bool strict_transport_security;
    struct slice cipher_suites;
    char dane; /* 't' 'f' 'a' always */
    int64_t max_forward_entries;
    bool dont_lock_files_for_read;
    int64_t refuse_low_mem;
    int64_t queue_low_mem;
    struct slice memory_resource;
    struct slice message_accept;
    int64_t check_queue_runners;
    bool eight_bit_addr_ok;
    bool addr_type_modes;
    int64_t bad_rcpt_throttle_delay;
    bool fips_mode;
    struct slice bounce_queue;
    bool add_bcc;
    bool keep_bcc;
    struct slice name_server;
    struct slice name_search_list;
    int64_t hacks;
    struct slice client_ca_cert_file; /* coded */
    struct slice client_ca_cert_path; /* coded */
    struct slice remote_mode;
    struct VEC(struct daemon_port) daemon_ports; /* DaemonPortOptions, in order; may be empty */
    struct client_port client_ports[4];          /* ClientPortOptions, by enum socket_family */
};

/* Fill *o with the compiled defaults. */
void options_init(struct options *o, struct arena *in);

enum option_match { OPTION_UNKNOWN, OPTION_AMBIGUOUS, OPTION_ABBREVIATED, OPTION_EXACT };
/* By long name ("Timeout.iconnect" too), in any case, or by an unambiguous beginning of one. */
enum option_match option_find(struct slice name, const struct option **row);
/* NULL when no option has this letter. */
const struct option *option_find_letter(char letter);
/* Append the value as an O line would say it (macros as $x). */
void option_print(const struct options *o, const struct option *row, struct str *out);

static inline enum net_form option_net_form(const struct options *o)
{
    return o->use_compressed_ipv6_addresses ? NET_COMPRESSED : NET_FULL;
}

/* Pieces that other lines share. */
bool option_bool(struct slice value);
/* "1h30m", "-5", "now"; false (and *seconds as far as understood) when a unit is unknown. */
bool option_time(struct slice value, char unit, int64_t *seconds);
/* The account and the group (empty: the account's own); what begins with a digit is a number. */
bool option_user_find(struct slice name, struct slice group, struct arena *in,
                      struct option_user *user, struct err *err);
/* The same for "user[:group]" or "user.group". */
bool option_user_parse(struct slice value, struct arena *in, struct option_user *user,
                       struct err *err);
/* "Ea" -> "EE a": letters apart, upper case doubled. */
struct slice option_flags_macro(struct arena *in, struct slice letters);

#endif
