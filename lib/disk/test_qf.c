/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>

#include "disk/qf.h"
#include "disk/wire.h"
#include "os/file.h"

#define RECORDED TEST_SOURCE_ROOT "/test/oracle/spool/qf"

static struct envelope envelope_in(struct arena *in)
{
    return (struct envelope){.in = in};
}

/* Files whose writing was not the original's own, or that are damaged on purpose. */
static bool is_edited(const char *name)
{
    return strncmp(name, "edit-", 5) == 0 || strncmp(name, "quar-later", 10) == 0;
}

Test(qf, recorded_files_come_back_byte_for_byte)
{
    DIR *d = opendir(RECORDED);
    struct dirent *entry;
    int seen = 0;

    cr_assert_not_null(d);
    while ((entry = readdir(d)) != NULL) {
        struct arena *in = arena_new();
        struct envelope e = envelope_in(in);
        struct str out = str_new(in);
        struct slice text;
        struct err err = {0};
        char path[512];

        if (entry->d_name[0] == '.' || is_edited(entry->d_name)) {
            arena_drop(in);
            continue;
        }
        snprintf(path, sizeof path, RECORDED "/%s", entry->d_name);
        cr_assert(file_read(path, 1 << 20, in, &text, &err), "%s", err.text);
        cr_expect_eq(qf_read(text, &e, &err), QF_GOOD, "%s: %s", entry->d_name, err.text);
        qf_write(&e, &out);
        cr_expect(slice_eq(str_slice(&out), text), "%s:\n%s", entry->d_name, out.p);
        seen++;
        arena_drop(in);
    }
    closedir(d);
    cr_expect_gt(seen, 100);
}

/* What a qf says survives writing and reading again, also for files the original would not write.
 */
Test(qf, writing_is_stable)
{
    DIR *d = opendir(RECORDED);
    struct dirent *entry;

    while ((entry = readdir(d)) != NULL) {
        struct arena *in = arena_new();
        struct envelope first = envelope_in(in), second = envelope_in(in);
        struct str out = str_new(in), again = str_new(in);
        struct slice text;
        char path[512];

        snprintf(path, sizeof path, RECORDED "/%s", entry->d_name);
        if (entry->d_name[0] == '.' || !file_read(path, 1 << 20, in, &text, NULL) ||
            qf_read(text, &first, NULL) != QF_GOOD) {
            arena_drop(in);
            continue;
        }
        qf_write(&first, &out);
        cr_expect_eq(qf_read(str_slice(&out), &second, NULL), QF_GOOD, "%s", entry->d_name);
        qf_write(&second, &again);
        cr_expect(slice_eq(str_slice(&out), str_slice(&again)), "%s", entry->d_name);
        arena_drop(in);
    }
    closedir(d);
}

static const struct {
    const char *text;
    enum qf_verdict verdict;
    const char *why;
} verdicts[] = {
    {"V8\nT1\nSa\nRPFD:b\n.\n", QF_GOOD, NULL},
    {"T1\nSa\nRPFD:b\n.\n", QF_GOOD, NULL},
    {"V4\nT1\nSa\nRPFD:b\n.", QF_GOOD, NULL},
    {"V8\nT1\nSa\nRPFD:b\n", QF_UNFINISHED, "no end"},
    {"V8\nT1\nRPFD:b\n.\n", QF_UNFINISHED, "no sender"},
    {"", QF_UNFINISHED, "no end"},
    {"V8\nT1\nSa\n.\n", QF_DAMAGED, "no recipients"},
    {"V9\nT1\nSa\nRPFD:b\n.\n", QF_DAMAGED, "line 1: written by a newer program"},
    {"V8\nT1\nSa\nRalice\n.\n", QF_DAMAGED, "line 4: a recipient without an address"},
    {"V8\nT1\nSa\nRPFD:\n.\n", QF_DAMAGED, "line 4: a recipient without an address"},
    {"V8\nT1x\nSa\nRPFD:b\n.\n", QF_DAMAGED, "line 2: not a number that can be"},
    {"V8\nT99999999999999999999\nSa\nRPFD:b\n.\n", QF_DAMAGED, "line 2: not a number that can be"},
    {"V8\nxunknown\nSa\nRPFD:b\n.\n", QF_DAMAGED, "line 2: unknown kind of line"},
    {"V8\n${open\nSa\nRPFD:b\n.\n", QF_DAMAGED, "line 2: a macro name without end"},
    {"V8\nSa\nRPFD:b\nH?P\n.\n", QF_DAMAGED, "line 4: mailer flags of a header field without end"},
    {"V8\nSa\nRPFD:b\nH??nothing\n\tfolded\n.\n", QF_DAMAGED,
     "line 4: a header field without a name"},
};

Test(qf, a_file_is_good_or_unfinished_or_damaged)
{
    for (size_t i = 0; i < COUNT(verdicts); i++) {
        struct arena *in = arena_new();
        struct envelope e = envelope_in(in);
        struct err err = {0};

        cr_expect_eq(qf_read(slice_from(verdicts[i].text), &e, &err), verdicts[i].verdict, "%s",
                     verdicts[i].text);
        if (verdicts[i].why != NULL)
            cr_expect_str_eq(err.text, verdicts[i].why);
        arena_drop(in);
    }
}

static const char full[] =
    "V8\nT100\nK200\nN3\nP-5\nd/spool/q2\nI1/2/3\nB8BITMIME\nqheld\nMjob\nFw8bdn\n"
    "$_host [1.2.3.4]\n${auth_type}\nSa@b\nZx+2By\nA<>\n!\x11 900\n"
    "Calice:1:2:list\nMlater\nQrfc822;o@c\nrRFC822; f@c\nRPNSFD:<r@c>\nC\nRA:s@c\n"
    "H?P?Return-Path: <\x81g>\nH?${x}?X-If: 1\nH??Subject: \xff\x81\xff\x9f\xe4\n\tmore\n.\n";

Test(qf, every_line_has_its_place_in_the_envelope)
{
    struct arena *in = arena_new();
    struct envelope e = envelope_in(in);
    struct err err = {0};
    struct recipient *r;

    cr_assert_eq(qf_read(slice_from(full), &e, &err), QF_GOOD, "%s", err.text);
    cr_expect_eq(e.created_at, 100);
    cr_expect_eq(e.tried_at, 200);
    cr_expect_eq(e.attempts, 3);
    cr_expect_eq(e.priority, -5);
    cr_expect(slice_is(e.data_directory, "/spool/q2"));
    cr_expect_eq(e.body_type, BODY_8BITMIME);
    cr_expect(slice_is(e.quarantine, "held"));
    cr_expect(slice_is(e.message, "job"));
    cr_expect_eq(e.flags,
                 ENV_WARNED | ENV_HAS_8BIT | ENV_DELETE_BCC | ENV_RET_GIVEN | ENV_NO_BODY_RETURN);
    cr_expect_eq(e.ret, RET_HDRS);
    cr_expect(slice_is(e.envid, "x+2By"));
    cr_expect_eq(e.deliver_by, 900);
    cr_expect_eq(e.deliver_by_flags, 0x11);
    cr_assert_eq(e.rcpts.len, 2);
    r = &e.rcpts.p[0];
    cr_expect(slice_is(r->control, "alice:1:2:list"));
    cr_expect(slice_is(r->message, "later"));
    cr_expect(slice_is(r->orcpt, "rfc822;o@c"));
    cr_expect(slice_is(r->final, "RFC822; f@c"));
    cr_expect_eq(r[1].control.len, 0);
    cr_expect_eq(r[1].message.len, 0);
    cr_assert_eq(e.headers.len, 3);
    cr_expect(e.headers.p[0].ours && slice_is(e.headers.p[0].value, " <\x81g>"));
    cr_expect(slice_is(e.headers.p[1].macro, "x"));
    cr_expect(!e.headers.p[2].ours && slice_is(e.headers.p[2].value, " \x81\x9f\xe4\n\tmore"));
    arena_drop(in);
}

Test(qf, any_flipped_or_cut_byte_is_survived)
{
    struct arena *in = arena_new();
    size_t len = sizeof full - 1;

    for (size_t i = 0; i < len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct envelope e = envelope_in(in);
            char *copy = arena_bytes(in, len);
            struct str out = str_new(in);

            memcpy(copy, full, len);
            copy[i] = (char)(copy[i] ^ (1 << bit));
            if (qf_read(slice_of(copy, len), &e, NULL) == QF_GOOD)
                qf_write(&e, &out);
            arena_reset(in);
        }
        struct envelope e = envelope_in(in);
        if (i + 3 < len)
            cr_expect_neq(qf_read(slice_of(full, i), &e, NULL), QF_GOOD, "cut at %zu", i);
        arena_reset(in);
    }
    arena_drop(in);
}

/* Text that holds a line end must not become a line of its own. */
Test(qf, no_value_can_write_a_line)
{
    struct arena *in = arena_new();
    struct envelope e = envelope_in(in), back = envelope_in(in);
    struct str out = str_new(in);

    e.sender.text = SLICE("a\nRP:evil");
    e.message = SLICE("one\n.\ntwo");
    envelope_add_rcpt(&e, SLICE("b\nSroot"));
    *VEC_ADD(&e.headers, in) = (struct header){.name = SLICE("X"), .value = SLICE(" 1\nRP:evil\n")};
    qf_write(&e, &out);
    cr_assert_eq(qf_read(str_slice(&out), &back, NULL), QF_GOOD);
    cr_expect_eq(back.rcpts.len, 1);
    cr_expect(slice_is(back.sender.text, "a RP:evil"));
    cr_expect(slice_is(back.message, "one . two"));
    arena_drop(in);
}

Test(qf, only_open_recipients_are_written)
{
    static const enum rcpt_state states[] = {RCPT_PENDING, RCPT_SENT,     RCPT_DEFERRED,
                                             RCPT_FAILED,  RCPT_EXPANDED, RCPT_DROPPED};
    struct arena *in = arena_new();
    struct envelope e = envelope_in(in), back = envelope_in(in);
    struct str out = str_new(in);

    for (size_t i = 0; i < COUNT(states); i++)
        envelope_add_rcpt(&e, arena_printf(in, "r%zu", i))->state = states[i];
    qf_write(&e, &out);
    cr_assert_eq(qf_read(str_slice(&out), &back, NULL), QF_GOOD);
    cr_assert_eq(back.rcpts.len, 2);
    cr_expect(slice_is(back.rcpts.p[1].addr.text, "r2"));
    arena_drop(in);
}

Test(wire, an_envelope_travels_whole)
{
    struct arena *in = arena_new();
    struct envelope e = envelope_in(in), back = envelope_in(in);
    struct str out = str_new(in), again = str_new(in);
    struct err err = {0};

    cr_assert_eq(qf_read(slice_from(full), &e, &err), QF_GOOD, "%s", err.text);
    memcpy(e.id, "6ALKOSMj004895", 15);
    e.rcpts.p[0].addr = (struct address){SLICE("<r@c>"), 4, SLICE("c"), SLICE("r@c")};
    e.rcpts.p[1].parent = 0;
    e.rcpts.p[1].state = RCPT_FAILED;
    e.rcpts.p[1].reply = SLICE("550\n5.1.1");
    envelope_pack(&e, &out);
    cr_assert(envelope_unpack(str_slice(&out), &back, &err), "%s", err.text);
    envelope_pack(&back, &again);
    cr_expect(slice_eq(str_slice(&out), str_slice(&again)));
    cr_expect_str_eq(back.id, e.id);
    cr_expect_eq(back.rcpts.p[0].addr.mailer, 4);
    cr_expect(slice_is(back.rcpts.p[1].reply, "550\n5.1.1"));
    envelope_unresolve(&back);
    cr_expect_eq(back.rcpts.p[0].addr.mailer, -1);
    for (size_t i = 0; i < out.len; i++) {
        struct envelope cut = envelope_in(in);

        cr_expect_not(envelope_unpack(slice_of(out.p, i), &cut, NULL), "cut at %zu", i);
    }
    arena_drop(in);
}
