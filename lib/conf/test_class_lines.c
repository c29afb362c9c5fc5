/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C, F and T lines.
 */
#include <criterion/criterion.h>
#include <unistd.h>

#include "conf/test_read.h"
#include "os/file.h"
#include "rule/class.h"
#include "rule/macro.h"

TestSuite(class_lines, .init = test_read_begin, .fini = test_read_end);

Test(class_lines, classes_from_words_files_programs_and_maps)
{
    struct slice path = arena_printf(test.in, "%s/words", test.dir);
    const char *text = arena_printf(test.in,
                                    "CXone $m\nCY$=X two\nFZ%s\nF{A}%s %%[^:]\nFB|\"/bin/echo b1 "
                                    "b2\"\nFE\"|/bin/echo e1 e2\" %%*s %%s\n"
                                    "FCk@text:-v1 %s\nFD-o /nonexistent\n",
                                    path.p, path.p, path.p)
                           .p;
    cr_assert(file_replace(path.p, SLICE("# no\nfirst second\nk value:x\n"), 0644, NULL));
    struct config *c = test_read_text(text);
    static const struct {
        const char *name, *word;
        bool in;
    } rows[] = {
        {"X", "ONE", true},
        {"X", "example.com", true},
        {"Y", "one", true},
        {"Y", "two", true},
        {"Z", "first", true},
        {"Z", "second", false},
        {"Z", "#", false},
        {"A", "second", true},
        {"A", "value", true},
        {"A", "value:x", false},
        {"B", "b1", true},
        {"B", "b2", false},
        {"E", "e1", true},
        {"E", "e2", false},
        {"C", "value:x", true},
        {"w", "localhost", false},
        {"w", "mail.example.com", true},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        macro_id id = macro_names_find(c->names, slice_from(rows[i].name));
        cr_expect_eq(class_has(c->classes, id, slice_from(rows[i].word)), rows[i].in, "$=%s %s",
                     rows[i].name, rows[i].word);
    }
    config_drop(c);
    unlink(path.p);
}

Test(class_lines, words_of_classes_are_cut_after_macros_became_their_values)
{
    struct config *c =
        test_read_text("Dxone $y\nDytwo $z\nDzthree\nCA$x $$x a$$b\nCB$=A four\nTme $x\n");
    static const struct {
        char name;
        const char *words;
    } rows[] = {
        {'A', "one two three $x a$b"}, {'B', "one two three $x a$b four"}, {'t', "me \x81x"}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slice words = slice_from(rows[i].words), word;
        size_t count = 0, all;

        for (; slice_word(&words, &word); count++)
            cr_expect(class_has(c->classes, rows[i].name, word), "%c: %.*s", rows[i].name,
                      SLICE_ARG(word));
        (void)class_list(c->classes, rows[i].name, test.in, &all);
        cr_expect_eq(all, count, "%c", rows[i].name);
    }
    config_drop(c);
}
