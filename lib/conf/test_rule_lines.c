/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * R and S lines, and which characters are operators in them.
 */
#include <criterion/criterion.h>

#include "conf/test_read.h"
#include "rule/rule.h"

TestSuite(rule_lines, .init = test_read_begin, .fini = test_read_end);

/* What is wrong in a rule, where the caret stands (counted from 0), and the line shown. */
static const struct {
    const char *line, *words;
    int caret;
    const char *shown;
    int shown_line;
} faults[] = {
    {"R$* $1\tx", "Inappropriate use of $1-$9 on LHS", 4, "R$* $1\tx", 7},
    {"R$*\ta $2", "replacement $2 out of bounds", 6, "R$*\ta $2", 7},
    {"R$*\tfoo$2", "replacement $2 out of bounds", 7, "R$*\tfoo$2", 7},
    {"R$*\t$=w", "Inappropriate use of $= on RHS", 4, "R$*\t$=w", 7},
    {"R$*\tx${m} $+", "Inappropriate use of $+ on RHS", 10, "R$*\tx${m} $+", 7},
    {"R$*\t${op}", "Inappropriate use of $- on RHS", 4, "R$*\t${op}", 7},
    {"R$*\t$(dq $(dq $1 $) $)", "cannot nest map lookups", 9, "R$*\t$(dq $(dq $1 $) $)", 7},
    {"R$*\t$(m k$@$@$@$@$@$@$@$@$@$@$)", "too many arguments for map lookup", 27,
     "R$*\t$(m k$@$@$@$@$@$@$@$@$@$@$)", 7},
    {"R$*\ta ${}", "Name required for macro/class", 6, "R$*\ta ${}", 7},
    {"R$*\ta ${x-y}", "Invalid macro/class character -", 9, "R$*\ta ${x-y}", 7},
    {"R$*\ta $[ $1", "missing map closing token", 6, "R$*\ta $[ $1", 7},
    {"R$- $- $- $- $- $- $- $- $- $*\tx", "R line: too many wildcards", 28,
     "R$- $- $- $- $- $- $- $- $- $*\tx", 7},
    {"R$*\t", "invalid rewrite line \"R\x81*\" (tab expected)", 3, "R$*", 7},
    {"Ra b   $1",
     "invalid rewrite line \"Ra b   \x81"
     "1\" (tab expected)",
     4, "Ra b   $1", 7},
    {"R$*\t\xc3\xa4 $1 $3", "replacement $3 out of bounds", 10, "R$*\t\xc3\xa4 $1 $3", 7},
    {"R$*\n\ta $2", "replacement $2 out of bounds", 3, "\ta $2", 8},
};

Test(rule_lines, a_fault_in_a_rule_is_pointed_to)
{
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct slice text = arena_printf(test.in, "D{m}a $b\nD{op}$-\nSt\n%s\n", faults[i].line),
                     line;
        struct str want = str_new(test.in);
        int width;

        test_read_with(text.p, NULL, 0);
        str_printf(&want, "%s/t.cf:%d: ", test.dir, faults[i].shown_line + 2);
        width = (int)want.len;
        str_printf(&want, "%s\n%*s", faults[i].shown, width, "");
        for (int k = 0; k < faults[i].caret; k++)
            if ((faults[i].shown[k] & 0xc0) != 0x80)
                str_add_char(&want, faults[i].shown[k] == '\t' ? '\t' : ' ');
        str_printf(&want, "^ %s\n", faults[i].words);
        cr_expect_str_eq(test.pointed.p, want.p, "%s:\n%s", faults[i].line, test.pointed.p);
        line = slice_of(test.logged.p, test.logged.len);
        cr_expect_eq(slice_find(line, '\n'), SIZE_MAX, "one line in the log");
        cr_expect_neq(slice_search(line, slice_from(faults[i].words)), SIZE_MAX);
    }
}

Test(rule_lines, a_rule_set_keeps_the_number_it_had)
{
    struct config *c;

    cr_expect_null(test_read_with("Sone=7\nSone=5\nR$*\tx\n", NULL, 0));
    cr_expect_str_eq(test.said.p, "7: one=5: ruleset changed value (old 7, new 5)\n");
    c = test_read_text("V8\nSold\nR$* (x)\ty\nV10\nR$* (x)\ty\n");
    cr_expect_eq(rules_count(c->rules, rules_define(c->rules, SLICE("old"), NULL)), 2);
    config_drop(c);
}

Test(rule_lines, operator_characters_count_until_the_first_rule)
{
    static const struct {
        const char *text, *chars;
        bool warns;
    } rows[] = {
        {"O OperatorChars=%\nSx\nR$*\tx\n", "%", false},
        {"Sx\nO OperatorChars=%\nR$*\tx\n", "%", false},
        {"O OperatorChars=%\nSx\nR$*\tx\nO OperatorChars=!\nSy\nR$*\tx\n", "%", true},
        {"O OperatorChars=%\nO OperatorChars=!\nSy\nR$*\tx\n", "!", true},
        {"V6\nDo!\nSx\nR$*\tx\nV10\n", "!", false},
        {"V6\nDo%\nO OperatorChars=!\nSx\nR$*\tx\nV10\n", "!", false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct config *c = test_read_text(rows[i].text);
        const struct token_syntax want = token_syntax_of(slice_from(rows[i].chars));

        cr_expect_arr_eq(c->syntax->type, want.type, sizeof want.type, "%s", rows[i].text);
        cr_expect_eq(test.said.len > 0, rows[i].warns, "%s says %s", rows[i].text, test.said.p);
        config_drop(c);
    }
}

Test(rule_lines, operator_characters_of_the_command_line_are_not_redefined_by_the_file)
{
    const struct config_override override = {.kind = OVERRIDE_OPTION,
                                             .text = SLICE("OperatorChars=!")};
    struct config *c = test_read_with("Sx\nR$*\tx\nO OperatorChars=%\n", &override, 1);
    const struct token_syntax want = token_syntax_of(SLICE("!"));

    cr_assert_not_null(c);
    cr_expect_arr_eq(c->syntax->type, want.type, sizeof want.type);
    cr_expect_str_eq(test.said.p, "", "%s", test.said.p);
    config_drop(c);
}
