/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "cfcompile/lint.h"
#include "cfcompile/pem.h"
#include "os/file.h"

/* Made with openssl; the private keys are nobody's. */
static const char *const pem_folder = PEM_FOLDER;

static struct slice pem_file(const char *name, struct arena *in)
{
    struct slice text;
    struct err err = {0};

    cr_assert(file_read(arena_printf(in, "%s/%s", pem_folder, name).p, 1 << 20, in, &text, &err),
              "%s", err.text);
    return text;
}

static const struct {
    const char *certificate, *key;
    enum pem_key_state state;
    bool belongs;
} pairs[] = {
    {"rsa.crt", "rsa.key", PEM_KEY_PLAIN, true},
    {"rsa.crt", "other.key", PEM_KEY_PLAIN, false},
    {"rsa.crt", "ec.key", PEM_KEY_PLAIN, false},
    {"ec.crt", "ec.key", PEM_KEY_PLAIN, true},
    {"ec.crt", "rsa.key", PEM_KEY_PLAIN, false},
    {"ended.crt", "ec.key", PEM_KEY_PLAIN, true},
    {"ec.crt", "ec-locked.key", PEM_KEY_ENCRYPTED, false},
    {"rsa.crt", "rsa-locked.key", PEM_KEY_ENCRYPTED, false},
    {"rsa.crt", "rsa.crt", PEM_KEY_NONE, false},
    {"ed.crt", "ed.key", PEM_KEY_PLAIN, true},
    {"ec.crt", "ed.key", PEM_KEY_PLAIN, false},
    {"ec.crt", "ec-short.key", PEM_KEY_PLAIN, true}, /* without its public half */
};

Test(pem, a_key_belongs_to_its_certificate_only)
{
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct arena *in = arena_new();
        struct pem_certificate c;
        struct slice public;

        cr_assert(pem_certificate(pem_file(pairs[i].certificate, in), in, &c));
        cr_expect_gt(c.public.len, 40);
        cr_expect_eq(pem_key(pem_file(pairs[i].key, in), in, &public), pairs[i].state);
        cr_expect_eq(slice_eq(public, c.public), pairs[i].belongs, "%s %s", pairs[i].certificate,
                     pairs[i].key);
        arena_drop(in);
    }
}

Test(pem, both_forms_of_time_are_read)
{
    struct arena *in = arena_new();
    struct pem_certificate c;

    cr_assert(pem_certificate(pem_file("ended.crt", in), in, &c));
    cr_expect_eq(c.not_after, 1612310400); /* 2021-02-03 */
    cr_assert(pem_certificate(pem_file("ec.crt", in), in, &c));
    cr_expect_gt(c.not_after, INT64_C(4900000000));
    arena_drop(in);
}

/* Cut at every place, and with every byte spoilt: an answer, never a crash. */
Test(pem, no_bytes_do_harm)
{
    static const char *const files[] = {"ec.crt", "ec.key", "rsa.key", "rsa-locked.key"};

    for (size_t k = 0; k < COUNT(files); k++) {
        struct arena *in = arena_new();
        struct slice whole = pem_file(files[k], in), public;
        struct pem_certificate c;

        for (size_t n = 0; n <= whole.len; n++) {
            struct arena *scratch = arena_new();
            struct slice part = arena_copy(scratch, slice_part(whole, 0, n));

            (void)pem_certificate(part, scratch, &c);
            (void)pem_key(part, scratch, &public);
            if (n < whole.len) {
                char *spoilt = (char *)arena_copy(scratch, whole).p;
                spoilt[n] ^= 7;
                (void)pem_certificate(slice_of(spoilt, whole.len), scratch, &c);
                (void)pem_key(slice_of(spoilt, whole.len), scratch, &public);
            }
            arena_drop(scratch);
        }
        arena_drop(in);
    }
}

/* ---- SASL ------------------------------------------------------------------------------------ */

struct host {
    char root[32];
    struct arena *in;
    struct findings findings;
};

static struct host host_new(void)
{
    struct host h = {"/tmp/test-lint.XXXXXX", arena_new(), {0}};

    cr_assert_not_null(mkdtemp(h.root));
    h.findings = findings_new(h.in);
    return h;
}

static int remove_one(const char *path, const struct stat *st UNUSED, int type UNUSED,
                      struct FTW *at UNUSED)
{
    return remove(path);
}

static void host_drop(struct host *h)
{
    cr_expect_eq(nftw(h->root, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    arena_drop(h->in);
}

static void host_file(struct host *h, const char *dir, const char *name, const char *text)
{
    char path[200];
    FILE *f;

    for (size_t i = 1; i <= strlen(dir); i++)
        if (dir[i] == '/' || dir[i] == '\0') {
            snprintf(path, sizeof path, "%s%.*s", h->root, (int)i, dir);
            mkdir(path, 0755);
        }
    snprintf(path, sizeof path, "%s%s/%s", h->root, dir, name);
    f = fopen(path, "w");
    cr_assert_not_null(f);
    fputs(text, f);
    fclose(f);
}

static const struct {
    int refuse, queue, load;
    const char *word; /* NULL: nothing is said */
} loads[] = {{12, 8, 13, "RefuseLA=12"}, {12, 8, 12, "RefuseLA=12"}, {12, 8, 11, "QueueLA=8"},
             {12, 8, 7, NULL},           {0, 0, 99, NULL},           {0, 8, 99, "QueueLA=8"}};

Test(queue, a_load_above_a_limit_is_told)
{
    for (size_t i = 0; i < COUNT(loads); i++) {
        struct arena *in = arena_new();
        struct findings findings = findings_new(in);
        struct config *config = ARENA_NEW(in, struct config);
        struct lint l = {.findings = &findings, .in = in, .config = config};

        config->opt.refuse_la = loads[i].refuse;
        config->opt.queue_la = loads[i].queue;
        lint_load(&l, loads[i].load);
        cr_assert_eq(findings.list.len, loads[i].word != NULL, "%zu", i);
        if (loads[i].word != NULL) {
            cr_expect_str_eq(findings.list.p[0].id, "queue-02");
            cr_expect_neq(slice_search(findings.list.p[0].what, slice_from(loads[i].word)),
                          SIZE_MAX);
        }
        arena_drop(in);
    }
}

static const char *sasl_says(struct host *h, const char *cf)
{
    struct lint l = {.findings = &h->findings,
                     .in = h->in,
                     .cf = SLICE("/etc/mail/sendmail.cf"),
                     .cf_text = slice_from(cf)};

    h->findings.list.len = 0;
    lint_sasl(&l, h->root);
    return h->findings.list.len == 0 ? "" : h->findings.list.p[0].id;
}

Test(sasl, conf_and_daemon_are_looked_for_where_auth_is_wanted)
{
    static const char wants[] = "V10/Berkeley\nC{TrustAuthMech}PLAIN LOGIN\n";
    struct host h = host_new();

    cr_expect_str_eq(sasl_says(&h, "V10/Berkeley\n"), "");
    cr_expect_str_eq(sasl_says(&h, wants), "auth-02");
    cr_expect_str_eq(sasl_says(&h, "O AuthMechanisms=PLAIN\n"), "auth-02");
    host_file(&h, "/usr/lib/sasl2", "Sendmail.conf", "pwcheck_method: saslauthd\n");
    cr_expect_str_eq(sasl_says(&h, wants), "auth-03");
    cr_expect(h.findings.list.p[0].command);
    host_file(&h, "/var/run/saslauthd", "mux", "");
    cr_expect_str_eq(sasl_says(&h, wants), "");
    /* The first folder that has one counts, with the path it names. */
    host_file(&h, "/etc/sasl2", "Sendmail.conf",
              "pwcheck_method: saslauthd\nsaslauthd_path: /chroot/mux\n");
    cr_expect_str_eq(sasl_says(&h, wants), "auth-03");
    host_file(&h, "/chroot", "mux", "");
    cr_expect_str_eq(sasl_says(&h, wants), "");
    host_file(&h, "/etc/sasl2", "Sendmail.conf", "pwcheck_method: auxprop\n");
    cr_expect_str_eq(sasl_says(&h, wants), "");
    host_drop(&h);
}

/* ---- entries of tables ----------------------------------------------------------------------- */

static const struct {
    const char *map, *line, *id,
        *right; /* id NULL: nothing is said; right NULL: no line to write */
} entries[] = {
    {"access", "bad.example\tREJECT", NULL, NULL},
    {"access", "joe@\tREJECT", NULL, NULL},
    {"access", "@bad.example\tREJECT", "map-19", "bad.example\tREJECT"},
    {"access", "From:*@bad.example\tREJECT", "map-19", "From:bad.example\tREJECT"},
    {"access", "Connect:*.bad.example\tREJECT", "map-19", "Connect:bad.example\tREJECT"},
    {"access", "2001:db8::1\tRELAY", "map-19", "IPv6:2001:db8:0:0:0:0:0:1\tRELAY"},
    {"access", "Connect:2001:db8:0:0:0:0:0:1\tOK", "map-19",
     "Connect:IPv6:2001:db8:0:0:0:0:0:1\tOK"},
    {"access", "Connect:IPv6:2001:db8:0:0:0:0:0:1\tOK", NULL, NULL},
    {"access", "Connect:IPv6:2001:db8\tOK", NULL, NULL},
    {"access", "ClientRate:10.0.0.1\t10", NULL, NULL},
    {"access", "ClientRate:10.0.0.1\tten", "map-20", NULL},
    {"access", "GreetPause:\t5 s", "map-20", NULL},
    {"mailertable", ".\tesmtp:[10.0.0.1]", NULL, NULL},
    {"mailertable", ".a.example\tesmtp:[10.0.0.1]", NULL, NULL},
    {"mailertable", "*.a.example\tesmtp:[10.0.0.1]", "map-19", ".a.example\tesmtp:[10.0.0.1]"},
    {"mailertable", "@a.example\tesmtp:b", "map-19", "a.example\tesmtp:b"},
    {"mailertable", "a.example.\tesmtp:b", "map-19", "a.example\tesmtp:b"},
    {"virtusertable", "@a.example\tjoe", NULL, NULL},
    {"virtusertable", "joe@a.example\terror:5.1.1:550 gone, for good", NULL, NULL},
    {"virtusertable", "a.example\tjoe", "map-19", "@a.example\tjoe"},
    {"virtusertable", "*@a.example\tjoe", "map-19", "@a.example\tjoe"},
    {"virtusertable", "joe\tjoe@b.example", "map-19", NULL},
    {"virtusertable", "all@a.example\tjoe, bob", "map-20",
     "all@a.example\tall-list   and in aliases  all-list: joe, bob"},
    {"virtusertable", "p@a.example\t|/bin/p", "map-20",
     "p@a.example\tp-list   and in aliases  p-list: |/bin/p"},
    {"domaintable", "a.example\tb.example", NULL, NULL},
    {"domaintable", "a.example\t@b.example", "map-20", "a.example\tb.example"},
    {"domaintable", "@a.example\tb.example", "map-19", "a.example\tb.example"},
    {"authinfo", "AuthInfo:a.example\t\"U:x\" \"P:y\"", NULL, NULL},
    {"authinfo", "a.example\t\"U:x\" \"P:y\"", "map-19",
     "AuthInfo:a.example\twith the value that it has"},
};

Test(entries, keys_that_nobody_asks_for_and_other_values_are_told)
{
    for (size_t i = 0; i < COUNT(entries); i++) {
        struct host h = host_new();
        struct lint l = {.findings = &h.findings, .in = h.in};

        host_file(&h, "/t", "table", entries[i].line);
        lint_map_text(&l, slice_from(entries[i].map), arena_printf(h.in, "%s/t/table", h.root).p);
        cr_expect_eq(h.findings.list.len, entries[i].id != NULL, "%s", entries[i].line);
        if (h.findings.list.len == 1 && entries[i].id != NULL) {
            cr_expect_str_eq(h.findings.list.p[0].id, entries[i].id, "%s", entries[i].line);
            cr_expect(slice_is(h.findings.list.p[0].instead,
                               entries[i].right != NULL ? entries[i].right : ""),
                      "%s: %.*s", entries[i].line, SLICE_ARG(h.findings.list.p[0].instead));
        }
        host_drop(&h);
    }
}

static const struct {
    const char *class_name, *word, *id, *right;
} class_words[] = {
    {"w", "a.example", NULL, NULL},
    {"w", "a.example,", "class-03", "a.example"},
    {"w", "*.a.example", "class-03", "a.example"},
    {"w", "joe@a.example", "class-03", NULL},
    {"R", "192.0.2", NULL, NULL},
    {"R", "192.0.2.0/24", "map-09", "192.0.2"},
    {"R", "192.0.2.0/25", "map-09", NULL},
};

Test(entries, words_that_no_class_can_have_are_told)
{
    for (size_t i = 0; i < COUNT(class_words); i++) {
        struct host h = host_new();
        struct lint l = {.findings = &h.findings, .in = h.in};

        host_file(&h, "/t", "words", class_words[i].word);
        lint_class_file(&l, slice_from(class_words[i].class_name),
                        arena_printf(h.in, "%s/t/words", h.root).p);
        cr_assert_eq(h.findings.list.len, class_words[i].id != NULL, "%s", class_words[i].word);
        if (class_words[i].id != NULL) {
            cr_expect_str_eq(h.findings.list.p[0].id, class_words[i].id);
            cr_expect(slice_is(h.findings.list.p[0].instead,
                               class_words[i].right != NULL ? class_words[i].right : ""));
        }
        host_drop(&h);
    }
}
