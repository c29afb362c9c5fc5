dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl SITECONFIG(`uucp.old.arpa', `ucbarpa', `W'): UUCP neighbours of ucbarpa at an earlier time.

SITE(`endotsew fateman interlan metron')
