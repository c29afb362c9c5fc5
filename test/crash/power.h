/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * power -- what a disk may look like after a power cut.
 *
 * The process under test tells about every sync; what was synced then is kept aside, file by file
 * and directory by directory. A cut leaves of each file and each directory what its last sync wrote
 * or what was there at the end, as chance has it, and of files also some blocks of this and some of
 * that: a name without its content, content without its name, and a rename that never happened are
 * all possible. That is less than real file systems promise, and as much as POSIX does.
 */
#ifndef TEST_CRASH_POWER_H
#define TEST_CRASH_POWER_H

/* Watch the tree below `directory`; `store` is where synced states are kept. All that is there now
 * counts as synced. Before the process under test is forked. */
void power_watch(const char *directory, const char *store);
/* In that process: fd was synced; -1: everything was. Calls `step`, if there is one, whenever a new
 * state is about to count; a process that dies there, or anywhere in here, leaves the one before.
 * Any thread may call it. */
void power_synced(int fd, void (*step)(void));
/* After its death: makes the tree what the cut left. `keep` is how many of 100 unsynced states
 * survive. Nobody watches any more. */
void power_cut(int keep);

#endif
