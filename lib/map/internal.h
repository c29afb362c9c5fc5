/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * internal -- what map classes share and nobody outside lib/map sees.
 */
#ifndef MAP_INTERNAL_H
#define MAP_INTERNAL_H

#include <pthread.h>

#include "base/str.h"
#include "base/table.h"
#include "base/vec.h"
#include "map/map.h"

enum map_bits {
    BIT_OPTIONAL = 1 << 0,     /* -o */
    BIT_MATCH_ONLY = 1 << 1,   /* -m */
    BIT_KEEP_CASE = 1 << 2,    /* -f */
    BIT_KEEP_QUOTES = 1 << 3,  /* -q */
    BIT_WITH_NUL = 1 << 4,     /* -N */
    BIT_WITHOUT_NUL = 1 << 5,  /* -O */
    BIT_NOT_DEFERRED = 1 << 6, /* -D */
    BIT_TEMP_ABSENT = 1 << 7,  /* -t */
    BIT_APPEND = 1 << 8,       /* -A */
    BIT_ALIASES = 1 << 9,      /* AliasFile names it */
};

/* compatible: what these classes ask for is no longer: hash, btree, cdb, text; socket without -f.
 * Nor are the columns of a text. */
enum { MAP_KEY_MAX = 256 };

/* A file that could not be opened is told of once, where somebody looks on. */
enum map_unopened { NEVER_UNOPENED, UNOPENED_BUSY, UNOPENED_NEWS, UNOPENED_TOLD };

struct map_class {
    const char *name;
    bool can_alias;
    /* The result is final: no %n, no -m, no -a (the class does what it does of these itself). */
    bool plain;
    bool keeps_quotes; /* the key comes with its double quotes, as with -q */
    /* Flags with a meaning of the class's own, in the order of its `flag`; others are the general
     * ones. NULL: none. */
    const char *own_flags;
    /* One own flag and its text; false with *err. */
    bool (*flag)(struct map *m, char flag, struct slice text, struct err *err);
    /* What stands behind the flags; NULL: kept as file name and rest. */
    bool (*declare)(struct map *m, struct slice spec, struct err *err);
    enum map_answer (*lookup)(struct map *m, const struct map_query *q, struct arena *in,
                              struct slice *value, struct err *err);
    void (*close)(struct map *m); /* NULL: nothing to give back */
    bool folds_key;               /* compatible: with -m the value is the key in lower case */
    const char *spaced_flags;     /* whose text may stand behind a blank; NULL: none */
    bool one_flag;                /* compatible: all but the first are ignored */
    /* What must be there before anything can be asked; false with *err. Lookups do it themselves;
     * this is for test mode, which tells of it first. EX_NOINPUT: there is nothing, and with -o
     * that is fine. NULL: nothing can go wrong. */
    bool (*open)(struct map *m, struct err *err);
    /* The general flags that are none of own_flags and no mistake; "": any letter is fine. NULL:
     * all general ones. */
    const char *known_flags;
    bool lenient; /* compatible: answers what it can also when the declaration was wrong */
    const char *worded_flags; /* the only ones with text behind them; NULL: any may have some */
    const char *quoted_flags; /* whose text may stand in double quotes; NULL: none */
    const char *heeded_flags; /* general flags that mean something; NULL: all */
    bool reads_flags;         /* `declare` gets all behind the class's name, flags included */
    /* Into *m, which was not declared yet: what an older declaration of the same class has said
     * with flags of its own. NULL: nothing. */
    void (*inherit)(struct map *m, const struct map *old);
    /* Asks a server behind a socket in the file tree; NULL: never. */
    bool (*has_local_socket)(const struct map *m);
};

struct map {
    struct maps *all;
    struct slice name;
    const struct map_class *class;
    unsigned bits;
    bool broken;         /* the declaration was not understood: answers "absent" */
    bool invalid;        /* what stands behind the flags was wrong; of a lenient class not broken */
    struct slice append; /* -a */
    struct slice on_failure; /* -T; p == NULL: not given */
    bool fails_with_text;    /* -T was given */
    int64_t timeout_ms;      /* -d; 0: not given */
    char blank;              /* -S: between the words of a key; 0: not given */
    struct slice flags_text; /* as written, for descriptions */
    struct slice file;       /* first word behind the flags */
    struct slice rest;
    _Atomic int64_t told_at; /* when a failure was last logged; 0: never */
    _Atomic int unopened;    /* enum map_unopened */
    _Atomic int traced;      /* map_trace.c's own */
    struct arena *news_in;   /* of `news`; NULL: none */
    struct slice news;       /* set before `unopened` says so */
    int news_status;         /* EX_OSERR or EX_SOFTWARE, as map_query's `say` has it */
    struct str mistakes;     /* of the declaration, a line each */
    struct slice warnings;   /* likewise; it holds all the same */
    void *state;             /* the class's own, in the maps' arena */
    struct map *text;        /* of an implicit map: the file itself */
    pthread_mutex_t lock;    /* guards `state` where the class needs it */
};

struct maps {
    struct arena *in;
    struct table by_name;
    struct VEC(struct map *) list;
    struct map_settings settings;
    bool configured;
    map_opener *opener; /* NULL: what we cannot open cannot be opened */
    void *opener_ctx;
    struct map_alias_judge alias_judge;
    const struct debug *debug; /* NULL: nobody watches */
    struct ldap_shared *ldap;  /* map_ldap.c's own; NULL: no map of that class yet */
};

/* One of several things that are wrong with the declaration; *err, which may be NULL, gets the
 * first. */
void map_add_mistake(struct map *m, struct err *err, const struct err *one);

/* "Absent", with the detail that test mode prints in parentheses. */
enum map_answer map_absent(struct err *err, int status);
/* "Failed": *err is set to EX_TEMPFAIL and the text. */
enum map_answer map_failed(struct err *err, const char *fmt, ...) PRINTF(2, 3);

/* The same for what could not be opened, which is told where somebody looks on. `status` as
 * map_query's `say` has it: EX_OSERR when the words end in those of an errno, else EX_SOFTWARE. */
enum map_answer map_cannot_open(struct map *m, struct err *err, int status, const char *fmt, ...)
    PRINTF(4, 5);
void map_tell_unopened(struct map *m, struct slice text, int status);
/* Once, to whoever looks on, what was found when it was opened; map_ask does it behind a lookup. */
void map_tell_news(struct map *m, const struct map_query *q);

/* An answer that is none: "failed", and told where somebody looks on, each time. */
enum map_answer map_bad_answer(const struct map_query *q, struct err *err, int status,
                               const char *fmt, ...) PRINTF(4, 5);

/* The answer of a class whose library the build lacks. */
enum map_answer map_not_built(struct map *m, const char *package, struct err *err);

/* Opens a map's file for reading after the checks that DontBlameSendmail relaxes: -1 with *err
 * (EX_NOINPUT: there is none). */
int map_open_file(struct map *m, const char *path, struct err *err);

/* One general flag (-a, -T, -o ...), for classes that read their flags themselves; false with *err.
 */
bool map_general_flag(struct map *m, char flag, struct slice text, struct err *err);

/* The lookup of another map from inside one (sequence, switch): flags of the inner one hold. */
enum map_answer map_ask(struct map *m, const struct map_query *q, struct arena *in,
                        struct slice *value, struct err *err);

/* One row a class; defined beside its code. */
extern const struct map_class map_class_hash, map_class_btree, map_class_text, map_class_null,
    map_class_dequote, map_class_macro, map_class_arith, map_class_arpa, map_class_syslog,
    map_class_regex, map_class_user, map_class_program, map_class_sequence, map_class_switch,
    map_class_implicit, map_class_stab, map_class_host, map_class_dns, map_class_bestmx,
    map_class_socket, map_class_cdb, map_class_userdb, map_class_nis, map_class_nisplus,
    map_class_hesiod, map_class_lmdb, map_class_sqlite, map_class_pgsql, map_class_redis,
    map_class_ldap;

#endif
