/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * input -- the message on standard input, up to its end or the line with one dot.
 */
#ifndef SENDMAIL_SUBMIT_INPUT_H
#define SENDMAIL_SUBMIT_INPUT_H

#include "message/collect.h"
#include "os/traffic.h"

/* `dots`: a line "." ends the message; `crlf`: lines end in CR LF. `record` may be NULL. False when
 * reading failed. */
bool input_read(int fd, bool dots, bool crlf, struct collect *to, struct traffic_pieces *record,
                struct err *err);

#endif
