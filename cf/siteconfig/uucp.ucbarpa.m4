dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl SITECONFIG(`uucp.ucbarpa', `ucbarpa', `X'): ucbarpa has no UUCP neighbours left; the file stays for those who name it.


