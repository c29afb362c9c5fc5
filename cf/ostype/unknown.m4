_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`unknown'): nothing is known, nothing is set: define what differs in the .mc.

