/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * from -- the From_ lines that UUCP hosts put before a message, and the way back they tell.
 *
 * Each host on the way has added one line: "From USER DATE remote from HOST", the older ones behind
 * ">", or has written itself before the user: "From HOST!USER DATE". Together they are the path by
 * which an answer goes: HOST!HOST!USER, the last host first. Pure.
 */
#ifndef RMAIL_FROM_H
#define RMAIL_FROM_H

#include "base/err.h"
#include "base/str.h"

struct from {
    struct str path;   /* "hosta!hostb!", or empty */
    struct slice host; /* who gave us the message; empty and !has_host when nothing says so */
    struct slice user; /* as the oldest line has it; "<>" when it names nobody */
    bool has_host;
    struct slice added; /* hosts that the last line told, empty if none */
    bool remote;        /* it told them by "remote from" */
    struct arena *in;
};

void from_init(struct from *f, struct arena *in);
/* "From " or ">From " begins the line. */
bool from_is(struct slice line);
/* Adds what such a line (without its LF) says. False with EX_DATAERR when it says nothing. */
NODISCARD bool from_add(struct from *f, struct slice line, struct err *err);
/* A recipient for sendmail's command line: one that has a comma is kept together by brackets. */
struct slice from_recipient(struct slice text, struct arena *in);

#endif
