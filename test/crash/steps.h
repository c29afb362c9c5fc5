/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * steps -- kill this process just before its Nth step.
 */
#ifndef TEST_CRASH_STEPS_H
#define TEST_CRASH_STEPS_H

/* Before the first fork: the count is shared with children. */
void steps_init(void);
/* From now on count; die before step `at` (0: never). */
void steps_arm(long at);
long steps_taken(void);

#endif
