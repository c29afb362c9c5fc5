/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source -- a configuration to ask questions of, and where its parts were written.
 *
 * A .mc is run through m4 and the result is read from memory; a .cf is read as it is. When the .mc
 * beside a .cf still makes that .cf, its lines are known too. Nothing is written.
 */
#ifndef CFCOMPILE_SOURCE_H
#define CFCOMPILE_SOURCE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "cfcompile/origin.h"
#include "cfcompile/run_m4.h"
#include "conf/config.h"

struct source {
    const char *path; /* as given */
    struct config *config;
    struct slice text;      /* of the .cf, without marks */
    const char *mc;         /* NULL: not known */
    struct slice mc_text;   /* of `mc` */
    const char *cf_dir;     /* of the library, for telling its lines from the site's */
    struct origins origins; /* empty when `mc` is not known */
};

/* `host`: a host name instead of the system's, or NULL. What the reader has to say goes to standard
 * error; a file with mistakes is used as far as it goes. False: it cannot be used at all. */
NODISCARD bool source_open(struct source *s, const char *path, const struct m4_request *m4,
                           const char *host, struct arena *in, struct err *err);
/* The same with the result of a .mc that was compiled already. */
NODISCARD bool source_open_text(struct source *s, const char *mc, struct slice text,
                                const struct origins *origins, const struct m4_request *m4,
                                const char *host, struct arena *in, struct err *err);
void source_close(struct source *s);
/* For a .cf that was read: `path`, `cf_dir` and `text` are set, the rest is found. */
void source_find_mc(struct source *s, const struct m4_request *m4, struct arena *in);

/* The text of a .mc's result, with where each line came from. False after m4's complaints, which
 * were printed unless `silent`. */
NODISCARD bool source_compile(const struct m4_request *m4, bool silent, struct arena *in,
                              struct slice *text, struct origins *origins, struct err *err);

/* What somebody wrote that is behind a line of the .cf. */
struct cause {
    struct slice file; /* empty: only the .cf is known */
    int line;
    struct slice words; /* that line, trimmed */
};
struct cause source_cause(const struct source *s, int cf_line, struct arena *in);
/* The line of the .mc that says WORD(`argument'...; `argument` may be empty. */
struct cause source_find(const struct source *s, struct slice word, struct slice argument);
/* Line of the .cf that begins with `start` followed by a blank, a comma, "=" or its end; 0: none.
 * `from`: 0, or the last one found. */
int source_line(const struct source *s, struct slice start, int from);
/* A line of the .cf by number, empty when there is none. */
struct slice source_text(const struct source *s, int cf_line);

/* Neither a V line, which stands at the head of every .cf since 8.1, nor a mailer: what an m4 that
 * failed leaves behind, or no .cf at all. */
bool source_is_cut_off(struct slice text);

#endif
