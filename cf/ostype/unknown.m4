dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`unknown'): no system at all; what a .mc says that has not been fitted to its host.

_WARNING(`OSTYPE(unknown) is no system: name the one that this host has, or paths and flags will be wrong')
