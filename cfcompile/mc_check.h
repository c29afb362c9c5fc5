/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mc_check -- what a check of a .mc is made of: the row that names it, and how it looks at the scan
 * and says what it finds. mc_run.h runs them all.
 *
 * A check walks the items of the scan and says what it finds with check_say(); id, severity and
 * title come from its row. A new mistake is a function and a row.
 */
#ifndef CFCOMPILE_MC_CHECK_H
#define CFCOMPILE_MC_CHECK_H

#include "cfcompile/finding.h"
#include "cfcompile/mc.h"
#include "cfcompile/names.h"

struct mc_check;

struct checking {
    struct mc mc;
    struct names *names;
    struct findings *findings;
    const struct mc_check *row; /* of the check that runs */
    bool compiling;             /* what classic m4 let pass and may be in use is only a warning */
    struct arena *in;
};

struct mc_check {
    const char *id;
    enum severity severity;
    bool lenient; /* no reason to refuse compiling */
    const char *title;
    void (*run)(struct checking *c);
};

/* Tables of the topics, each ended by a row without an id. */
extern const struct mc_check quote_checks[], end_checks[], comma_checks[], call_checks[],
    dnl_checks[], order_checks[], name_checks[], setting_checks[], feature_checks[], value_checks[],
    daemon_checks[], rule_checks[], file_checks[], map_checks[], word_checks[], paren_checks[],
    milter_checks[], domain_checks[], relay_checks[];

/* For the checks. */
struct finding *check_say(struct checking *c, int file, size_t at, const char *fmt, ...)
    PRINTF(4, 5);
void check_instead(struct checking *c, struct finding *f, const char *fmt, ...) PRINTF(3, 4);
/* A change of the text that the finding names; the library's files are not changed. The changes of
 * one finding are made together or not at all. */
void check_edit(struct checking *c, struct finding *f, int file, size_t at, size_t len,
                struct slice text);
/* `len` bytes give way to `what`, which is also shown as the line to write. */
void check_replace(struct checking *c, struct finding *f, int file, size_t at, size_t len,
                   const char *what);
/* Deletes the lines of a call and puts them before the line of `before`; NULL: nothing is done. */
void check_move_line(struct checking *c, struct finding *f, const struct mc_item *call,
                     const struct mc_item *before);
void check_delete_line(struct checking *c, struct finding *f, const struct mc_item *call);

/* The next item of the kind, with that name unless NULL, from *i on; NULL at the end. */
const struct mc_item *check_next(const struct checking *c, size_t *i, enum mc_kind kind,
                                 const char *name);
/* The first call NAME(`value'...) at or behind item `from`, or NULL. value NULL: any. */
const struct mc_item *check_call(const struct checking *c, const char *name, const char *value);
/* The same for a value that may hold any byte. */
const struct mc_item *check_call_of(const struct checking *c, const char *name, struct slice value);
static inline bool check_has_feature(const struct checking *c, const char *feature)
{
    return check_call(c, "FEATURE", feature) != NULL;
}
/* The last define of that name, or NULL; undefine takes it away. */
const struct mc_item *check_define(const struct checking *c, const char *name);
/* An argument that runs on over the next lines because its first one misses the closing quote. */
const struct mc_arg *check_runaway(const struct mc_item *call);
/* A call that the apostrophe of a word in its text ends too early. */
bool check_ends_at_apostrophe(const struct checking *c, const struct mc_item *call);
/* The call as it should be written: every argument in quotes. */
struct slice check_quoted(struct checking *c, const struct mc_item *call);

/* ---- KEY=value, KEY=value ------------------------------------------------------------------- */

/* The next of a list; a piece without = has an empty key. */
bool check_next_equate(struct slice *rest, char between, struct slice *key, struct slice *value);
/* Tells where two of them have no comma between them. */
void check_separators(struct checking *c, const struct mc_item *call, const struct mc_arg *arg);

/* ---- names ---------------------------------------------------------------------------------- */

/* Argument n of the call becomes `name`, in the quotes it has; nothing when that is empty. */
void check_rename(struct checking *c, struct finding *f, const struct mc_item *call, size_t n,
                  struct slice name);
/* Letters, digits and _ only. */
bool check_is_plain(struct slice name);
/* A name in quotes of other languages or with a blank in front: those have checks of their own. */
bool check_is_told(const struct mc_arg *arg);
/* SMART_HOST, confX: given with define. */
bool check_is_setting(const struct checking *c, struct slice name);
/* What the call names goes with another word, define, FEATURE or MAILER. */
void check_other_word(struct checking *c, const struct mc_item *call, const char *word);

#endif
