dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`berkeley-only'): complains: the sample domains of Berkeley are not for other sites.

_ERROR(`the domains of Berkeley are samples: make a file of your own in domain/ and name that')
