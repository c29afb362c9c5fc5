/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map -- keyed lookups for rule sets, aliases and access checks.
 *
 * A map is declared when the configuration is read (K line, AliasFile) and opened at its first
 * lookup; it lives as long as the configuration. Any thread may look up; a class whose library is
 * not thread-safe locks inside. A database file that was rebuilt is noticed within a second.
 *
 * "Absent" is an answer. "Failed" is not, and must never be read as absent: a key that could not be
 * looked up has to turn into "try again later", or mail is lost when a server is down.
 *
 * This floor knows neither rule sets nor the resolver; what it needs of them comes as struct
 * map_hooks.
 */
#ifndef MAP_MAP_H
#define MAP_MAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

struct net_addresses;
struct map;
struct maps;
struct str;

enum map_answer { MAP_FOUND, MAP_ABSENT, MAP_FAILED };

/* What lies above this floor. Any pointer may be NULL: classes that need it answer MAP_FAILED. */
struct map_hooks {
    void *ctx;
    /* Records of `type` (RFC 1035 number) as text in presentation form, best first where order
     * counts: "10 mx.example." for MX, "192.0.2.1" for A. MAP_ABSENT: the name has none. */
    enum map_answer (*dns)(void *ctx, struct slice name, unsigned type, struct arena *in,
                           struct slice **records, size_t *count, struct err *err);
    /* The name behind all CNAMEs when `name` has an address (or MX) record, search list applied. */
    enum map_answer (*canonical)(void *ctx, struct slice name, struct arena *in,
                                 struct slice *canonical, struct err *err);
    /* The name of an address ("192.0.2.1", "IPv6:2001:db8::1"): hosts file or PTR. */
    enum map_answer (*reverse)(void *ctx, struct slice address, struct arena *in,
                               struct slice *name, struct err *err);
    /* Where a map's server is: addresses of `host`, of one family (AF_INET ...), without port. Over
     * by deadline_ms of clock_monotonic_ms. */
    enum map_answer (*server)(void *ctx, struct slice host, int family, int64_t deadline_ms,
                              struct arena *in, struct net_addresses *addresses, struct err *err);
};

/* One question. Zeroed fields are fine. */
struct map_query {
    struct slice key;
    const struct slice *args; /* %1, %2 ...; also the second operand of class arith */
    size_t nargs;
    bool raw;            /* test mode: -t and -T are not applied */
    bool deferred;       /* delivery mode d: maps with -D answer MAP_FAILED */
    bool all;            /* every value of a key that has several, commas between: database files */
    unsigned depth;      /* the engine's own: groups around the map that is asked */
    struct slice domain; /* class host: instead of the settings' when p != NULL, also when empty */
    /* Class macro sets a macro (empty `value` and `set` false: removes it) through this. The name
     * is "x" or "{name}"; false: it is none. */
    bool (*set_macro)(void *ctx, struct slice name, struct slice value, bool set);
    /* Somebody looks on: what is wrong with a map, once, and with an answer. EX_OSERR: the system
     * said so, in the words of an errno; EX_OK: nothing failed; else EX_SOFTWARE. NULL: the failure
     * alone is logged. */
    void (*say)(void *ctx, struct slice words, int status);
    /* bestmx: is this host name one of ours ($=w)? */
    bool (*is_local)(void *ctx, struct slice host);
    void *ctx;
};

/*
 * On MAP_FOUND, *value is a copy that lives in `in`, %0..%9 already put in, -a text appended; a map
 * with -m gives the key itself. On MAP_FAILED, err is set. -t and -T of the map are applied here:
 * callers never see them. On MAP_ABSENT, err->status is the number that test mode prints, and
 * err->text is empty but for what people should hear: a CNAME loop, a failure that -T made absent,
 * a field that an expression does not have. May block on files and servers.
 */
NODISCARD enum map_answer map_lookup(struct map *map, const struct map_query *query,
                                     struct arena *in, struct slice *value, struct err *err);

/* Test mode before a question of its own: opens what the first lookup would; only `say` of the
 * question counts. False: there is nothing to ask, because the declaration was wrong or an optional
 * file is not there. */
bool map_open(struct map *map, const struct map_query *query);

struct slice map_name(const struct map *map);
struct slice map_class_name(const struct map *map);
/* "map access (hash): /etc/mail/access, flags <...>" for -d38, -bt. */
struct slice map_describe(const struct map *map, struct arena *in);
/* For callers that make a key out of tokens: what goes between two words (-S, else BlankSub), and
 * whether double quotes stay in it (-q; otherwise the caller takes them out). */
char map_blank(const struct map *map);
bool map_keeps_quotes(const struct map *map);
bool map_is_optional(const struct map *map);     /* -o */
bool map_is_not_deferred(const struct map *map); /* -D */
/* The file as written; empty for classes without one. */
struct slice map_file(const struct map *map);
/* True when lookups connect to a socket in the file tree. */
bool map_has_local_socket(const struct map *map);
/* True when the class may hold aliases; false ones are a configuration error there. */
bool map_can_alias(const struct map *map);
/* AliasFile names it: of class implicit it is read as text for as long as it has no database. */
void map_serve_aliases(struct map *map);

/* File checks and surroundings that all maps of one configuration share. */
struct map_settings {
    uint64_t dont_blame; /* bits of os/safe_path.h */
    uid_t trusted_uid;   /* TrustedUser */
    uid_t run_as_uid;    /* RunAsUser */
    uid_t default_uid;   /* DefaultUser: programs that maps run are his */
    gid_t default_gid;
    bool compressed_ipv6; /* UseCompressedIPv6Addresses */
    char blank_sub;       /* BlankSub: what replaces blanks between the words of a key */
    struct slice hosts_file;
    struct slice service_switch_file;
    struct slice domain; /* what class host puts behind a name without a dot; may be empty */
    struct slice user_database_spec; /* UserDatabaseSpec */
    const struct map_hooks *hooks;
};

/* Somebody with more rights who opens what this process cannot: a descriptor for reading of a file
 * that a map names, after the same checks; or -1 with *err (EX_NOINPUT: there is none). */
typedef int map_opener(void *ctx, const char *path, struct err *err);

/* Somebody who knows addresses looks at an alias file that is read as text. May run rule sets. */
struct alias_entry;
struct map_alias_judge {
    void *ctx;
    void (*begin)(void *ctx, struct slice words); /* before the file that has no database is read */
    /* What alias_scan_line found. False: it is left out; else *entry has its key, in `in`. NULL:
     * the names are the keys. */
    bool (*take)(void *ctx, const char *path, struct alias_entry *entry, struct arena *in);
};

/* The classes that are built in, one after the other; NULL behind the last. */
const char *maps_class_name(size_t n);

struct maps *maps_new(struct arena *in);
/* -d38 and -d39: `debug` hears of what is opened, asked and closed. */
struct debug;
void maps_watch(struct maps *maps, const struct debug *debug);
/* Call once, when all O lines were read and before the first lookup. */
void maps_configure(struct maps *maps, const struct map_settings *settings);
/* LDAPDefaultSpec: what maps of class ldap that are declared from now on start with. False: each
 * mistake is a line of *wrong, and nothing is set. */
NODISCARD bool maps_ldap_defaults(struct maps *maps, struct slice spec, struct str *wrong);
/* K line: `spec` is everything behind the class. A known name is replaced. False: *err says what
 * is wrong with class or arguments (EX_CONFIG). Such a map is there all the same, unless the class
 * is unknown (*map is NULL): with a wrong flag it works without it, else it never has a key. */
NODISCARD bool maps_declare(struct maps *maps, struct slice name, struct slice map_class,
                            struct slice spec, struct map **map, struct err *err);
/* All that was wrong with a declaration, a line each; the first is what *err said. */
struct slice map_mistakes(const struct map *map);
/* Likewise, what was odd about it but no reason to refuse it. */
struct slice map_warnings(const struct map *map);
/* NULL when no map has this name. Names compare without case. */
struct map *maps_find(const struct maps *maps, struct slice name);
/* For a process that gives up rights: before the first thread and the first lookup. */
void maps_set_opener(struct maps *maps, map_opener *opener, void *ctx);
/* For a process with one thread: before the first lookup, and until `judge` is over. */
void maps_set_alias_judge(struct maps *maps, const struct map_alias_judge *judge);
/* For the process that opens for it. No map names that path: EX_PROTOCOL, nothing is opened. */
int maps_open_file(const struct maps *maps, const char *path, struct err *err);
bool maps_name_file(const struct maps *maps, const char *path);
/* The next map in order of declaration; start with *at = 0; NULL at the end. */
struct map *maps_next(const struct maps *maps, size_t *at);
/* Gives back files and connections; the arena's owner drops the memory. */
void maps_close(struct maps *maps);

#endif
