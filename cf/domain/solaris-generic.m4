dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`solaris-generic'): what the sendmail.mc of Solaris and illumos name: DOMAIN(`generic'), and hosts of the own
dnl domain may relay, senders need neither a domain nor one that the DNS knows. DOMAIN(`solaris-antispam') is stricter.

DOMAIN(`generic')
FEATURE(`relay_entire_domain')
FEATURE(`accept_unqualified_senders')
FEATURE(`accept_unresolvable_domains')
