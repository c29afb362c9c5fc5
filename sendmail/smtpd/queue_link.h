/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * queue_link -- a queue port that survives the queue process: when the master has started another
 * one, its socket takes the old one's place. A call that finds none waits some seconds for it
 * before it says "try again later".
 */
#ifndef SENDMAIL_SMTPD_QUEUE_LINK_H
#define SENDMAIL_SMTPD_QUEUE_LINK_H

#include "sendmail/proto/queue.h"

struct queue_link;

struct queue_link *queue_link_new(void);
/* From now on ask there; waits for calls under way on the old socket, which fail when it is dead.
 */
void queue_link_set(struct queue_link *link, int sock);
struct queue_port queue_link_port(struct queue_link *link);

#endif
