/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * macro -- $x and ${name}: names, scopes of values, and the text that holds them.
 *
 * A name is a number: a one-character macro is its byte, a long name has a number from 256 up.
 * Names the program itself uses are in the enum below; others get theirs when the configuration is
 * read. Names keep their case.
 *
 * A scope holds values and looks outward for what it does not hold: configuration <- session <-
 * transaction. A value is either plain (from a peer, a map, the program: a "$" in it means nothing)
 * or coded (from the configuration: it may name other macros, which are looked up when it is
 * expanded). Only coded values are expanded, so nobody outside can smuggle a macro in.
 *
 * Coded text has each "$x" of a configuration line as an operator byte and its operand (meta.h).
 */
#ifndef RULE_MACRO_H
#define RULE_MACRO_H

#include "base/str.h"
#include "rule/meta.h"

typedef unsigned macro_id; /* 0: no macro */

/* Long names the program sets or reads: MACRO_CLIENT_ADDR is ${client_addr}. */
#define MACRO_LONG_NAMES(X)                                                                        \
    X(ADDR_TYPE, "addr_type")                                                                      \
    X(ALG_BITS, "alg_bits")                                                                        \
    X(AUTH_AUTHEN, "auth_authen")                                                                  \
    X(AUTH_AUTHOR, "auth_author")                                                                  \
    X(AUTH_SSF, "auth_ssf")                                                                        \
    X(AUTH_TYPE, "auth_type")                                                                      \
    X(BODYTYPE, "bodytype")                                                                        \
    X(CERT_FP, "cert_fp")                                                                          \
    X(CERT_ISSUER, "cert_issuer")                                                                  \
    X(CERT_MD5, "cert_md5")                                                                        \
    X(CERT_SUBJECT, "cert_subject")                                                                \
    X(CIPHER, "cipher")                                                                            \
    X(CIPHER_BITS, "cipher_bits")                                                                  \
    X(CLIENT_ADDR, "client_addr")                                                                  \
    X(CLIENT_CONNECTIONS, "client_connections")                                                    \
    X(CLIENT_FLAGS, "client_flags")                                                                \
    X(CLIENT_NAME, "client_name")                                                                  \
    X(CLIENT_PORT, "client_port")                                                                  \
    X(CLIENT_PTR, "client_ptr")                                                                    \
    X(CLIENT_RATE, "client_rate")                                                                  \
    X(CLIENT_RESOLVE, "client_resolve")                                                            \
    X(CN_ISSUER, "cn_issuer")                                                                      \
    X(CN_SUBJECT, "cn_subject")                                                                    \
    X(CURR_HEADER, "currHeader")                                                                   \
    X(DAEMON_ADDR, "daemon_addr")                                                                  \
    X(DAEMON_FAMILY, "daemon_family")                                                              \
    X(DAEMON_FLAGS, "daemon_flags")                                                                \
    X(DAEMON_INFO, "daemon_info")                                                                  \
    X(DAEMON_NAME, "daemon_name")                                                                  \
    X(DAEMON_PORT, "daemon_port")                                                                  \
    X(DELIVERY_MODE, "deliveryMode")                                                               \
    X(DSN_ENVID, "dsn_envid")                                                                      \
    X(DSN_NOTIFY, "dsn_notify")                                                                    \
    X(DSN_RET, "dsn_ret")                                                                          \
    X(ENVID, "envid")                                                                              \
    X(HDR_NAME, "hdr_name")                                                                        \
    X(HDRLEN, "hdrlen")                                                                            \
    X(IF_ADDR, "if_addr")                                                                          \
    X(IF_ADDR_OUT, "if_addr_out")                                                                  \
    X(IF_FAMILY, "if_family")                                                                      \
    X(IF_FAMILY_OUT, "if_family_out")                                                              \
    X(IF_NAME, "if_name")                                                                          \
    X(IF_NAME_OUT, "if_name_out")                                                                  \
    X(LOAD_AVG, "load_avg")                                                                        \
    X(MAIL_ADDR, "mail_addr")                                                                      \
    X(MAIL_FROM, "mail_from")                                                                      \
    X(MAIL_HOST, "mail_host")                                                                      \
    X(MAIL_MAILER, "mail_mailer")                                                                  \
    X(MSG_ID, "msg_id")                                                                            \
    X(MSG_SIZE, "msg_size")                                                                        \
    X(NBADRCPTS, "nbadrcpts")                                                                      \
    X(NRCPTS, "nrcpts")                                                                            \
    X(NTRIES, "ntries")                                                                            \
    X(OP_MODE, "opMode")                                                                           \
    X(QUARANTINE, "quarantine")                                                                    \
    X(QUEUE, "queue")                                                                              \
    X(QUEUE_INTERVAL, "queue_interval")                                                            \
    X(RCPT_ADDR, "rcpt_addr")                                                                      \
    X(RCPT_FLAGS, "rcpt_flags")                                                                    \
    X(RCPT_HOST, "rcpt_host")                                                                      \
    X(RCPT_MAILER, "rcpt_mailer")                                                                  \
    X(SENDMAIL_MTA_CLUSTER, "sendmailMTACluster")                                                  \
    X(SERVER_ADDR, "server_addr")                                                                  \
    X(SERVER_NAME, "server_name")                                                                  \
    X(STS_SNI, "sts_sni")                                                                          \
    X(TIME, "time")                                                                                \
    X(TLS_VERSION, "tls_version")                                                                  \
    X(TOTAL_RATE, "total_rate")                                                                    \
    X(VERIFY, "verify")

#define MACRO_ENUM(name, text) MACRO_##name,
enum { MACRO_BEFORE_LONG = 255, MACRO_LONG_NAMES(MACRO_ENUM) MACRO_KNOWN_END };
#undef MACRO_ENUM

enum { MACRO_NAME_MAX = 25, MACRO_NESTING_MAX = 10 };

/* Names are added while a configuration is read (and in test mode); after that any thread may look.
 */
struct macro_names;
struct macro_names *macro_names_new(struct arena *in);
/* -d35: `debug` hears of definitions and expansions in all scopes of these names. */
struct debug;
void macro_names_watch(struct macro_names *names, const struct debug *debug);
const struct debug *macro_names_watcher(const struct macro_names *names);
/* `name` without "$" and braces: "j", "client_addr". 0 when it was never named. */
macro_id macro_names_find(const struct macro_names *names, struct slice name);
macro_id macro_names_intern(struct macro_names *names, struct slice name);
struct slice macro_names_text(const struct macro_names *names, macro_id id);
/* One more than the largest number given out. */
macro_id macro_names_end(const struct macro_names *names);

/* What is wrong with a name in a configuration, in the words sites know; NULL: nothing. */
enum macro_fault {
    MACRO_FINE,
    MACRO_NAME_MISSING,
    MACRO_NAME_LONG,
    MACRO_BRACE_MISSING,
    MACRO_BAD_CHAR
};
/* Takes "x" or "{name}" from the front of *in. "{x}" is "x". On a fault *in is left alone. */
enum macro_fault macro_parse_name(struct slice *in, struct slice *name);

/* Who hears what is wrong with names in text that a person typed, in the words sites know. */
struct macro_faults {
    void *ctx;
    void (*say)(void *ctx, const char *words);
};
/* The same for test mode, forgiving: bytes that no name may have are passed over after a word about
 * them. 0 when no name is left; *in is then behind what was looked at. */
macro_id macro_take_name(struct macro_names *names, struct slice *in,
                         const struct macro_faults *faults);

/* The same for threads: a name that is fine but has no number gives *id 0. False after a complaint.
 */
bool macro_find_name(const struct macro_names *names, struct slice text,
                     const struct macro_faults *faults, macro_id *id);

/* A scope; it must not outlive `outer` (NULL for the outermost). */
struct macros;
struct macros *macros_new(struct arena *in, struct macro_names *names, const struct macros *outer);
struct macro_names *macros_names(const struct macros *scope);
/* Plain values. The text is copied into the scope's arena; it stays readable as long as that lives,
 * also when the macro is set again. */
void macros_set(struct macros *scope, macro_id id, struct slice value);
/* A value of the configuration, as macro_encode made it. */
void macros_set_coded(struct macros *scope, macro_id id, struct slice coded);
/* Not set in this scope any more: an outer value shows again. */
void macros_unset(struct macros *scope, macro_id id);
/* Hides an outer value: as if the macro had never been set. */
void macros_hide(struct macros *scope, macro_id id);
/* The value, looking outward; coded values come as they are. p == NULL: not set. */
struct slice macros_get(const struct macros *scope, macro_id id);
bool macros_is_coded(const struct macros *scope, macro_id id);
/* The operator that this macro stands for by being named like it ("*"); META_NONE: for none. */
enum meta macros_operator(const struct macros *scope, macro_id id);
/* The value fully expanded; not copied when it is plain. */
struct slice macros_expanded(const struct macros *scope, macro_id id, struct arena *in);
/* The value as "$&x" puts it into an address: nothing is expanded, and what would be an operator is
 * META_MACRO and the operator's character. Not copied when it has none but $x. */
struct slice macros_unexpanded(const struct macros *scope, macro_id id, struct arena *in);
/* By name, for rare uses. */
struct slice macros_get_name(const struct macros *scope, struct slice name);

/* "$x ${name} $?x..$|..$. $* $=w" of a configuration line to coded text; a lone byte 0x80..0x9f is
 * quoted, "$$" is a dollar. Names are interned. */
struct slice macro_encode(struct arena *in, struct macro_names *names, struct slice text);
/* A configuration line up to the "#" that begins a comment: one that is not its first byte, is no
 * name behind a dollar and was not written "\#", which becomes "#". Lines that continue it stay. */
struct slice macro_strip_comment(struct slice text, struct arena *in);
/* Bytes of the operator, or of the single character, at the front of such a line; 0: empty. */
size_t macro_operator_len(struct slice text);
/* With macro_take_name for the names; text behind one that is none is dropped. */
struct slice macro_encode_typed(struct arena *in, struct macro_names *names, struct slice text,
                                const struct macro_faults *faults);
/* The other way, for people: "$x", "${name}". */
void macro_decode(struct slice coded, struct str *out);
/* Coded text with all macros and conditionals replaced. Other operators vanish, as text cannot hold
 * them. Nesting deeper than MACRO_NESTING_MAX is cut. */
void macro_expand(const struct macros *scope, struct slice coded, struct str *out);
/* Only the macros ($x) replaced, the other operators kept: what a rule or class line needs when it
 * is read. The result is coded text again. False: something was cut, MACRO_TOO_DEEP says so. */
#define MACRO_TOO_DEEP "expand: recursion too deep (10 max)"
bool macro_expand_rule(const struct macros *scope, struct slice coded, struct str *out);

#endif
