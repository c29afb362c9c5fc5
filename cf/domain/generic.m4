dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`generic'): sensible choices for a site without its own domain file; copy it to make one.
dnl .forward+detail files, names of this host from a file, REDIRECT aliases, a limit on headers, root not masqueraded.

define(`confFORWARD_PATH', `$z/.forward.$w+$h:$z/.forward+$h:$z/.forward.$w:$z/.forward')
define(`confMAX_HEADERS_LENGTH', `32768')
FEATURE(`redirect')
FEATURE(`use_cw_file')
EXPOSED_USER(`root')
