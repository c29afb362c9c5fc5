/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running a rule set. For each rule that matches, its right side is built in this order: what the
 * left side bound and run-time macros are put in, lookups are made from left to right, rule sets
 * are called from right to left. The rule is then tried again on the result, until it does not
 * match.
 *
 * Two buffers take turns: the workspace is in one while the next one is built in the other. What
 * the caller handed in is never written to.
 */
#include "rule/rule_private.h"

struct frame {
    struct rule_run *run;
    int set;
    struct tokens now;       /* the workspace */
    struct token_list next;  /* being built */
    struct token_list spare; /* holds `now`, once something was rewritten */
    int status;
    bool traced;           /* at a level that shows more than what goes in and comes out */
    size_t first_call;     /* in `next`, when nothing but the rule put calls there */
    struct tokens behind;  /* what stays behind the workspace if this rule fails for good */
    bool counted;          /* the workspace's words and pairs */
    uint64_t words, pairs; /* as in struct chance */
};

bool rule_tokens(const struct rule_run *run, struct slice text, enum token_mode mode, char stop,
                 struct tokens *out, size_t *used)
{
    struct token_scan scan = {.syntax = run->syntax,
                              .symbols = rules_symbols(run->rules),
                              .mode = mode,
                              .stop = stop,
                              .complaints = run->token_complaints,
                              .debug = run->debug};

    if (debug_wants(run->debug, 22, 11))
        rule_trace_pass_on(run);
    return token_scan(&scan, text, run->scratch, out, used);
}

/* compatible: a macro's value has always been cut in the place where the workspace of the outermost
 * rule set lies, which is then put back without its end. A rule that fails behind a longer value
 * leaves the rest of that. */
static void note_behind(struct frame *f, const struct tokens *value)
{
    if (f->run->depth == 1 && value->len >= f->now.len)
        f->behind = (struct tokens){&value->p[f->now.len], value->len - f->now.len};
}

static void leave_behind(struct frame *f)
{
    if (f->behind.len == 0)
        return;
    f->next.len = 0;
    token_list_add(&f->next, f->now.p, f->now.len);
    token_list_add(&f->next, f->behind.p, f->behind.len);
    f->now = (struct tokens){f->next.p, f->next.len};
}

static int too_long(struct frame *f)
{
    leave_behind(f);
    rule_complain(f->run, "554 5.3.0", "rewrite: expansion too long");
    return EX_DATAERR;
}

/* "$&*" and its like: from here on it counts as one that the rule wrote. */
static void add_operator(struct frame *f, enum meta meta, struct slice text, size_t room)
{
    struct token token = token_of_meta(meta);

    token.p = text.p;
    token.len = (uint32_t)text.len & 0x3ff;
    token.operand = 0;
    if (f->traced)
        rule_trace_words(f->run, &(struct tokens){&token, 1}, TOKENS_MAX - f->next.len);
    f->run->loose |= rule_loose(&token, 1);
    token_list_add(&f->next, &token, 1);
    token_list_room(&f->next, room);
}

/* A run-time macro's value; an unset one is nothing. Leaves `room` behind it. */
static int add_macro(struct frame *f, const struct token *what, size_t room)
{
    struct slice value = macros_unexpanded(f->run->macros, what->operand, f->run->scratch);
    enum meta own = macros_operator(f->run->macros, what->operand);
    struct tokens tokens;

    if (f->traced)
        rule_trace_macro(f->run, 'R', what->operand, value);
    if (value.len == 0)
        return EX_OK;
    if (own != META_NONE) {
        add_operator(f, own, value, room);
        return EX_OK;
    }
    /* compatible: text that has no token in it is as bad as text that cannot be cut, and takes the
     * workspace of the outermost rule set along. */
    if (!rule_tokens(f->run, value, TOKEN_COMMENTS, '\0', &tokens, NULL))
        return EX_DATAERR;
    if (tokens.len == 0) {
        f->now.len = f->run->depth > 1 ? f->now.len : 0;
        return EX_DATAERR;
    }
    if (f->traced)
        rule_trace_words(f->run, &tokens, TOKENS_MAX - f->next.len);
    note_behind(f, &tokens);
    token_list_add(&f->next, tokens.p, tokens.len);
    token_list_room(&f->next, room);
    return EX_OK;
}

static int out_of_bounds(struct frame *f, unsigned number)
{
    leave_behind(f);
    rule_complain(f->run, "554 5.3.5", "rewrite: ruleset %.*s: replacement $%u out of bounds",
                  SLICE_ARG(rules_name(f->run->rules, f->set)), number);
    return EX_CONFIG;
}

/* Copies what $1 bound; there is room. Returns where it ends. */
static inline struct token *add_bound(const struct frame *f, struct token *to, unsigned number,
                                      const struct bound *bound)
{
    const struct token *from = NULL; /* an empty workspace may have no memory to point into */

    if (bound->len > 0)
        from = &f->now.p[bound->at];
    if (f->traced && rule_traces(f->run, 15))
        rule_trace_bound(f->run, number, from, bound->len);
    copy_tokens(to, from, bound->len);
    return to + bound->len;
}

static int substitute(struct frame *f, const struct rule *rule, const struct bound *bound,
                      size_t count)
{
    const struct part *end = rule->parts + rule->nparts;
    size_t room = rule->ntext + rule->nbounds * f->now.len; /* more than that only macros take */
    struct token *to;

    f->next.len = f->behind.len = 0;
    f->first_call = SIZE_MAX;
    token_list_room(&f->next, room);
    to = f->next.p;
    for (const struct part *part = rule->parts; part < end; part++) {
        switch (part->kind) {
        case PART_BOUND:
            if (part->number == 0 || part->number > count)
                return out_of_bounds(f, part->number);
            to = add_bound(f, to, part->number, &bound[part->number - 1]);
            break;
        case PART_CALL:
            if (f->first_call == SIZE_MAX)
                f->first_call = (size_t)(to - f->next.p);
            *to++ = *part->from;
            break;
        case PART_TEXT:
            copy_tokens(to, part->from, part->len);
            to += part->len;
            break;
        case PART_MACRO: {
            int status;

            f->next.len = (size_t)(to - f->next.p);
            if (f->next.len == TOKENS_MAX) /* compatible: whatever the macro is */
                return too_long(f);
            status = add_macro(f, part->from, room);
            if (status != EX_OK)
                return status;
            to = f->next.p + f->next.len;
            if (f->next.len == TOKENS_MAX) /* compatible: behind a macro that is one too many */
                return too_long(f);
            break;
        }
        }
        if (to - f->next.p > TOKENS_MAX)
            return too_long(f);
    }
    f->next.len = (size_t)(to - f->next.p);
    return EX_OK;
}

/*
 * A rule that calls its own set and applies again after the call has failed would do so 100 to the
 * power of 50 times, as each level tries 100 times. The original does; a daemon must go on.
 */
static bool out_of_calls(const struct rule_run *run)
{
    return run->calls > (run->max_calls > 0 ? run->max_calls : RULE_CALLS_MAX);
}

static void note(struct frame *f, int status)
{
    if (f->status == EX_OK || status == EX_TEMPFAIL)
        f->status = status;
}

/* The workspace becomes what was built. */
static void turn(struct frame *f)
{
    struct token_list built = f->next;

    f->next = f->spare;
    f->spare = built;
    f->now = (struct tokens){built.p, built.len};
}

/* EX_OK, or the status with which the rule set ends at once. */
static int apply(struct frame *f, const struct rule *rule, const struct bound *bound, size_t count)
{
    int status = substitute(f, rule, bound, count);

    if (status != EX_OK)
        return status;
    /* What an earlier rule left as text counts as written here. */
    if ((rule->work | f->run->loose) & WORK_LOOKUPS) {
        struct token_list found = take_list(f->run);

        status = rule_lookups(f->run, (struct tokens){f->next.p, f->next.len}, &found);
        keep_list(f->run, &f->next);
        f->next = found;
        if (status == EX_DATAERR) {
            turn(f);
            return status;
        }
        if (status != EX_OK)
            f->status = status;
        if (rule->work & WORK_NESTED)
            f->run->loose |= WORK_LOOKUPS;
    }
    if (rule->ncalls > 0 || (f->run->loose & WORK_CALLS))
        note(f, rule_calls(f->run, rule, &f->next, f->first_call));
    turn(f);
    return out_of_calls(f->run) ? EX_CONFIG : EX_OK;
}

static bool is_resolved(const struct tokens *now)
{
    return now->len > 0 && token_is(&now->p[0], META_MAILER);
}

/* A trace shows the attempts that are bound to fail as well. */
static bool matches(const struct frame *f, const struct rule *rule, struct bound *bound,
                    size_t *count)
{
    bool yes;

    if (!f->traced) {
        *count = rule->plan.nbound;
        return rule_match(f->run, &rule->plan, f->now.p, f->now.len, bound);
    }
    rule_trace_try(f->run, rule);
    yes = rule_match_steps(f->run, rule, f->now.p, f->now.len, bound, count);
    rule_trace_tried(f->run, yes);
    return yes;
}

/* Number 0 is no rule's word: its bits may be set without harm. */
static void count_words(struct frame *f)
{
    const struct token *t = f->now.p, *end = t + f->now.len;
    uint64_t words = 0, pairs = 0;
    uint32_t left = 0;

    for (; t < end; t++) {
        uint32_t id = t->id;

        words |= word_bit(id);
        pairs |= pair_bit(left, id);
        left = id;
    }
    f->words = words;
    f->pairs = pairs;
    f->counted = true;
}

static inline bool has_words(struct frame *f, const struct chance *chance)
{
    if (chance->words == 0)
        return true;
    if (!f->counted)
        count_words(f);
    return ((chance->words & ~f->words) | (chance->pairs & ~f->pairs)) == 0;
}

/* The next rule that is worth a try, from `at` on. */
static size_t next_rule(struct frame *f, const struct rule_set *set, size_t at)
{
    const struct chance *c = set->chances.p;
    size_t len = f->now.len, count = set->rules.len;
    uint32_t first, last;

    if (f->traced)
        return at;
    first = len > 0 ? f->now.p[0].tag : 0;
    last = len > 0 ? f->now.p[len - 1].tag : 0;
    for (; at < count; at++) {
        /* The length is in range: one comparison, as unsigned numbers wrap. */
        if ((c[at].first == 0 || c[at].first == first) && len - c[at].least <= c[at].more &&
            (c[at].last == 0 || c[at].last == last) && has_words(f, &c[at]))
            break;
    }
    return at;
}

static int run_rules(struct frame *f)
{
    const struct rule_set *set = &f->run->rules->sets[f->set];
    size_t at = 0, tried = 0, loops = 0;

    while (!is_resolved(&f->now)) {
        const struct rule *rule;
        struct bound bound[RULE_BOUND_MAX];
        size_t count;
        int status;

        if (loops < RULE_LOOP_MAX)
            at = next_rule(f, set, at);
        if (at >= set->rules.len)
            break;
        rule = &set->rules.p[at];
        if (at != tried)
            loops = 0;
        tried = at;
        /* compatible: whether it would match once more is not asked. */
        if (loops == RULE_LOOP_MAX) {
            rule_trace_try(f->run, rule);
            rule_complain(f->run, "554 5.3.5", "Infinite loop in ruleset %.*s, rule %zu",
                          SLICE_ARG(rules_name(f->run->rules, f->set)), at + 1);
            rule_trace_endless(f->run, &f->now);
            break;
        }
        if (!matches(f, rule, bound, &count)) {
            at++;
            continue;
        }
        loops++;
        if (f->traced)
            rule_trace_match(f->run, rule);
        status = apply(f, rule, bound, count);
        if (status != EX_OK)
            return status;
        if (f->traced)
            rule_trace_rewritten(f->run, &f->now);
        if (rule->mode == MODE_RETURN || rule->mode == MODE_RESOLVE)
            break;
        if (rule->mode == MODE_ONCE)
            at++;
        f->counted = false;
    }
    return EX_OK;
}

int rule_run(struct rule_run *run, int set, struct tokens *workspace)
{
    struct frame f = {.run = run,
                      .set = set,
                      .now = *workspace,
                      .traced = run->trace != NULL &&
                                (run->trace->level >= 2 || run->trace->watch != NULL)};
    int status;

    if (set < 0 || set >= RULE_SETS) {
        rule_complain(run, "554 5.3.5", "rewrite: illegal ruleset number %d", set);
        return EX_CONFIG;
    }
    if (run->depth == 0)
        run->calls = run->complained = 0;
    if (out_of_calls(run))
        return EX_CONFIG;
    run->calls++;
    if (out_of_calls(run)) {
        run->complained = 0;
        rule_complain(run, "554 5.3.5", "rewrite: too many calls of rulesets, ruleset %.*s",
                      SLICE_ARG(rules_name(run->rules, set)));
        return EX_CONFIG;
    }
    rule_trace_enter(run, set, workspace);
    if (run->depth > run->max_recursion) {
        rule_complain(run, "554 5.3.5", "rewrite: excessive recursion (max %d), ruleset %.*s",
                      run->max_recursion, SLICE_ARG(rules_name(run->rules, set)));
        return EX_CONFIG;
    }
    if (run->depth++ == 0) {
        run->loose |= rule_loose(workspace->p, workspace->len);
        run->kept = arena_grow(run->scratch, NULL, 0, sizeof *run->kept);
        run->kept->count = 0;
    }
    f.next = take_list(run);
    f.spare = take_list(run);
    status = run_rules(&f);
    run->depth--;
    *workspace = f.now;
    /* The caller copies the workspace before it takes a list. */
    keep_list(run, &f.next);
    keep_list(run, &f.spare);
    if (status != EX_OK)
        return status;
    rule_trace_leave(run, set, workspace);
    if (run->depth == 0)
        rule_trace_pass_on(run);
    return f.status;
}
