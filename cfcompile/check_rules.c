/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LOCAL_* sections: rules want tabs between their parts, and lines of other kinds their own form.
 */
#include "base/str.h"
#include "cfcompile/mc_check.h"

/* A rule, if this text begins its line and the next line does not continue it. */
static bool is_rule(const struct checking *c, const struct mc_item *item, struct slice *line)
{
    struct slice text = c->mc.files.p[item->file].text;
    size_t end;

    if (item->kind != MC_TEXT || item->divert < 0 || item->depth > 0 ||
        mc_line_start(&c->mc, item->file, item->at) != item->at || text.p[item->at] != 'R')
        return false;
    *line = mc_line_at(&c->mc, item->file, item->at);
    end = item->at + line->len + 1;
    return end >= text.len || (text.p[end] != '\t' && text.p[end] != ' ');
}

/* Where the blanks between LHS and RHS are: two or more in a row, else those before what an RHS
 * begins with; SIZE_MAX when neither is there. */
static size_t gap_of(struct slice line, size_t *len)
{
    for (size_t i = 1; i + 1 < line.len; i++) {
        size_t end = i;
        while (end < line.len && line.p[end] == ' ')
            end++;
        *len = end - i;
        if (*len >= 2 && end < line.len)
            return i;
    }
    for (size_t i = 1; i + 2 < line.len; i++)
        if (line.p[i] == ' ' && line.p[i + 1] == '$' &&
            slice_find(SLICE(":@#>"), line.p[i + 2]) != SIZE_MAX) {
            *len = 1;
            return i;
        }
    return SIZE_MAX;
}

static void spaces_for_tabs(struct checking *c)
{
    for (size_t i = 0; i < c->mc.items.len; i++) {
        const struct mc_item *item = &c->mc.items.p[i];
        struct slice line;
        size_t len, gap;
        if (!is_rule(c, item, &line) || slice_find(line, '\t') != SIZE_MAX ||
            slice_trim(line).len < 2 || slice_find(line, '$') == SIZE_MAX)
            continue;
        gap = gap_of(line, &len);
        struct finding *f = check_say(c, item->file, item->at + (gap == SIZE_MAX ? 0 : gap),
                                      "a rule wants a tab between its two sides; here are blanks");
        if (gap == SIZE_MAX)
            continue;
        check_instead(c, f, "%.*s\t%.*s", (int)gap, line.p,
                      SLICE_ARG(slice_from_at(line, gap + len)));
        check_edit(c, f, item->file, item->at + gap, len, SLICE("\t"));
    }
}

static void rule_without_set(struct checking *c)
{
    for (size_t i = 0; i < c->mc.items.len; i++) {
        const struct mc_item *item = &c->mc.items.p[i];
        struct slice line;
        bool has_set = false;
        if (!is_rule(c, item, &line) || !slice_is(item->section, "LOCAL_RULESETS"))
            continue;
        for (size_t k = i; k-- > 0;) {
            const struct mc_item *before = &c->mc.items.p[k];
            if (mc_is(before, MC_WORD, "LOCAL_RULESETS"))
                break;
            has_set =
                has_set || (before->kind == MC_TEXT && slice_starts(before->text, SLICE("S")) &&
                            mc_line_start(&c->mc, before->file, before->at) == before->at);
        }
        if (has_set)
            continue;
        check_instead(
            c,
            check_say(c, item->file, item->at,
                      "this rule belongs to no rule set: a line with S and its name comes "
                      "first"),
            "SLocal_check_mail");
        return;
    }
}

const struct mc_check rule_checks[] = {
    {"rule-01", SEVERITY_ERROR, false, "blanks instead of a tab in a rule", spaces_for_tabs},
    {"rule-02", SEVERITY_ERROR, true, "a rule outside of a rule set", rule_without_set},
    {0},
};
