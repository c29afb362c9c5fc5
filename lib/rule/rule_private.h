/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the rule engine share: the shape of a compiled rule. Nobody else includes this.
 */
#ifndef RULE_PRIVATE_H
#define RULE_PRIVATE_H

#include "base/table.h"
#include "base/vec.h"
#include "rule/rule.h"

enum rule_mode { MODE_REPEAT, MODE_ONCE /* $: */, MODE_RETURN /* $@ */, MODE_RESOLVE /* $# */ };

/* What the right side may contain, so that what it does not is not looked for. */
enum rule_work {
    WORK_LOOKUPS = 1 << 0,
    WORK_CALLS = 1 << 1,
    WORK_NESTED = 1 << 2, /* a lookup within another, which may leave it as text */
};

/* One element of a left side, as the matcher sees it. */
struct element {
    uint32_t tag;     /* of a word's token; operator byte, which is less than any tag */
    uint32_t operand; /* macro id of $=x $~x $&x */
};
enum { ELEMENT_FIRST_WORD = SYMBOL_FIRST_WORD };

/* Elements between two operators that take any number of tokens ($* $+). */
struct piece {
    uint16_t at, len; /* elements */
    uint16_t rest;    /* fewest tokens that this piece and everything behind it take */
    bool some;        /* the operator in front takes one token at least */
    bool fixed;       /* each element takes exactly one token */
    uint8_t bound;    /* number of its first operator; the one in front of it has one less */
};

/* A left side, prepared (rule_plan.c). */
struct plan {
    bool all; /* "$*" or "$+" and nothing else */
    const struct element *elements;
    const struct piece *pieces; /* the first has no operator in front */
    uint16_t npieces;
    uint8_t nbound;
};

/* What a workspace must have for a rule to match: looked at for every rule of a set, so these lie
 * apart from the rest. */
struct chance {
    uint32_t first; /* tag the first token must have; 0: any */
    uint32_t last;  /* likewise the last */
    uint16_t least; /* fewest tokens the left side matches */
    uint16_t more;  /* how many more it may match; UINT16_MAX: any number */
    uint64_t words; /* a bit of each word on the left side */
    uint64_t pairs; /* a bit of each two that stand side by side */
};

/* A stretch of a right side. */
enum part_kind { PART_TEXT, PART_BOUND /* $1 */, PART_MACRO /* $&x */, PART_CALL /* $> */ };
struct part {
    const struct token *from;
    enum part_kind kind;
    uint16_t len;    /* tokens; one but for PART_TEXT */
    uint16_t number; /* of a PART_BOUND */
};

struct rule {
    struct plan plan;
    const struct part *parts; /* of `rhs` */
    uint16_t nparts, nbounds, ncalls;
    uint16_t ntext; /* tokens that are no PART_BOUND */
    struct tokens lhs;
    struct tokens rhs;       /* without a leading $: or $@ */
    struct tokens rhs_shown; /* with it */
    enum rule_mode mode;
    unsigned work; /* enum rule_work */
    int line;
};

enum { RULE_NAME_SHOWN = 16 };
struct rule_set {
    struct slice name;           /* empty: only its number */
    char shown[RULE_NAME_SHOWN]; /* what traces call it, cut or filled with blanks */
    struct VEC(struct rule) rules;
    struct VEC(struct chance) chances; /* of each rule */
};

struct rules {
    struct arena *in;
    struct macro_names *names;
    struct symbols *symbols;
    struct rule_set sets[RULE_SETS];
    struct table by_name;               /* value: pointer to the set, or to `known` */
    struct rule_set known;              /* of names that have no number yet */
    struct VEC(struct slice) unsettled; /* names that ever were `known`, in their order */
    int next_named;                     /* counts down */
};

/* What a left side bound, in order. */
struct bound {
    uint32_t at, len;
};

static inline uint64_t word_bit(uint32_t id)
{
    return (uint64_t)1 << (id & 63);
}
static inline uint64_t pair_bit(uint32_t left, uint32_t right)
{
    return (uint64_t)1 << ((left * 5 + right) & 63);
}

/* class_match as the run has it. */
static inline size_t rule_class_match(const struct rule_run *run, macro_id id,
                                      const struct token *tokens, size_t from, size_t max)
{
    const struct class_blank blank = {run->syntax, run->blank};

    return class_match(run->classes, id, tokens, from, max, blank);
}

/* Prepares a rule whose left side is known. */
void rule_plan(struct arena *in, struct rule *rule, struct chance *chance);
/* The matcher; bound[] gets plan.nbound entries. The workspace has a chance. */
bool rule_match(const struct rule_run *run, const struct plan *plan, const struct token *tokens,
                size_t len, struct bound bound[RULE_BOUND_MAX]);
/* The same, as traces show it. *count: how many of bound[] were filled. */
bool rule_match_steps(const struct rule_run *run, const struct rule *rule,
                      const struct token *tokens, size_t len, struct bound bound[RULE_BOUND_MAX],
                      size_t *count);
/* "$&x" on a left side: the macro's text, token by token, nothing between; compared as it is, so
 * macros in it are not expanded. Tokens taken, or SIZE_MAX. An unset macro takes none. */
size_t rule_match_macro(const struct rule_run *run, macro_id id, const struct token *tokens,
                        size_t len);

struct token_list;
/* Lookups of a right side (rule_lookup.c): `out`, which is empty, gets `tokens` with what was found
 * in place of each; EX_OK or EX_TEMPFAIL, or EX_DATAERR after a complaint, with
 * what is left of the workspace then. */
int rule_lookups(struct rule_run *run, struct tokens tokens, struct token_list *out);

/* Calls of a right side (rule_call.c), those that the rule wrote and those that were left as text
 * before: `list` gets what they give in place of each and all behind it. `first`: where to begin
 * looking when only the rule can have put calls there. EX_OK, EX_TEMPFAIL, or the status of a call
 * that failed for good. */
int rule_calls(struct rule_run *run, const struct rule *rule, struct token_list *list,
               size_t first);
/* Work whose operators are among the tokens. */
unsigned rule_loose(const struct token *tokens, size_t len);

/* The name in the token behind a call, without quotes and backslashes (rule_set.c); in `in` where
 * it is no piece of the token. */
struct slice rule_called_name(const struct token *token, struct arena *in);

/* Complaints and traces (rule_trace.c). */
void rule_complain(struct rule_run *run, const char *code, const char *fmt, ...) PRINTF(3, 4);
/* " a b c" and a line end. */
void rule_show_tokens(const struct tokens *tokens, enum token_look look, struct str *out);
void rule_trace_called(const struct rule_run *run, const struct token *name);
bool rule_is_unquoted(const struct rule_unquoted *of, const struct token *token);
void rule_trace_enter(struct rule_run *run, int set, const struct tokens *tokens);
void rule_trace_leave(const struct rule_run *run, int set, const struct tokens *tokens);
/* -d21.2 and up: each looks at the level itself, but for rule_trace_bound (15) and _step. */
void rule_trace_try(const struct rule_run *run, const struct rule *rule);
void rule_trace_tried(const struct rule_run *run, bool matches);
void rule_trace_match(const struct rule_run *run, const struct rule *rule);
void rule_trace_bound(const struct rule_run *run, unsigned number, const struct token *p,
                      size_t len);
void rule_trace_macro(const struct rule_run *run, char side, macro_id id, struct slice value);
/* No more than there is room for. */
void rule_trace_words(const struct rule_run *run, const struct tokens *tokens, size_t room);
void rule_trace_skip(const struct rule_run *run, const struct token *name, int set);
void rule_trace_rewritten(const struct rule_run *run, const struct tokens *tokens);
void rule_trace_endless(const struct rule_run *run, const struct tokens *tokens);
/* One step of the matcher, at levels 35 and 36. NULL: behind the end. */
void rule_trace_step(const struct rule_run *run, const char *what, const struct token *pattern,
                     const struct token *token);
/* -d60.1; .5 with arguments. */
void rule_trace_ask(const struct rule_run *run, struct slice map, const struct slice *args,
                    size_t nargs);
void rule_trace_lookup(const struct rule_run *run, struct slice map, struct slice key,
                       enum rule_answer answer, struct slice value, int status);
/* Where the levels' lines go. */
struct str *rule_trace_shown(const struct rule_run *run);
/* What was shown so far, to where it belongs: before somebody else says something. */
void rule_trace_pass_on(const struct rule_run *run);

static inline bool rule_traces(const struct rule_run *run, int level)
{
    return run->trace != NULL && run->trace->level >= level;
}

/* The list a run builds; limited to TOKENS_MAX. */
struct token_list {
    struct arena *in;
    struct token *p;
    size_t len, cap;
};

/* Lists of calls that are over, for the next ones of the same outermost call. */
struct rule_kept {
    struct token_list lists[8];
    size_t count;
};
static inline struct token_list take_list(const struct rule_run *run)
{
    struct token_list list = {.in = run->scratch};

    if (run->kept->count > 0)
        list = run->kept->lists[--run->kept->count];
    list.len = 0;
    return list;
}
static inline void keep_list(const struct rule_run *run, const struct token_list *list)
{
    if (list->cap > 0 && run->kept->count < COUNT(run->kept->lists))
        run->kept->lists[run->kept->count++] = *list;
}

void token_list_reserve(struct token_list *list, size_t more);
/* Most copies are of a few tokens: a call would take longer. */
static inline void copy_tokens(struct token *to, const struct token *from, size_t count)
{
    if (count > 8) {
        memcpy(to, from, count * sizeof *from);
        return;
    }
    while (count-- > 0)
        *to++ = *from++;
}
static inline void token_list_room(struct token_list *list, size_t more)
{
    if (list->cap - list->len < more)
        token_list_reserve(list, more);
}
static inline void token_list_add(struct token_list *list, const struct token *from, size_t count)
{
    if (count == 0) /* the list may have no memory yet */
        return;
    token_list_room(list, count);
    copy_tokens(&list->p[list->len], from, count);
    list->len += count;
}

#endif
