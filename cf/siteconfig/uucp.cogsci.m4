dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl SITECONFIG(`uucp.cogsci', `cogsci', `U'): UUCP neighbours of cogsci as they once were.

SITE(`contessa emind ferdy hoptoad nkainc well')
