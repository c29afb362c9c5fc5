/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * newaliases -- sendmail -bi: make the database of every alias file that has one.
 */
#ifndef SENDMAIL_TOOL_NEWALIASES_H
#define SENDMAIL_TOOL_NEWALIASES_H

#include "conf/config.h"

/*
 * Reads the text behind each entry of AliasFile and puts a new database in the old one's place.
 * Prints to standard output what was made and what is wrong, with file and line. A file with bad
 * lines gives no new database where an old one exists: that stays in use. The exit status: EX_OK,
 * EX_SOFTWARE after bad lines, or why a file could not be read or written.
 */
int newaliases(const struct config *cfg);

#endif
