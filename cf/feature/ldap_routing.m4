dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`ldap_routing' [, `mailHost map' [, `mailRoutingAddress map' [, `passthru' | `bounce' | `sendertoo' [, `strip' | `preserve' [, `nodomain' [, `tempfail' | `queue']]]]]])
dnl
dnl Users of LDAPROUTE_DOMAIN are routed by a directory: mailRoutingAddress is the new address, mailHost the next host
dnl (mailertable may have a better way to it).
dnl   bounce     unknown users are refused, and with sendertoo unknown senders too; passthru (else) lets them go on
dnl   strip      user+detail is tried as user, the detail is lost; preserve keeps it
dnl   nodomain   the domain alone (@domain) is not tried
dnl   tempfail   a directory that cannot be asked makes the client wait; queue (else) keeps the mail
dnl Example:  FEATURE(`ldap_routing', , , `bounce')dnl  LDAPROUTE_DOMAIN(`example.com')dnl

ifdef(`confLDAP_DEFAULT_SPEC', `', `ifelse(eval(len(defn(`_ARG1_')) && len(defn(`_ARG2_'))), `0', `_WARNING(`FEATURE(ldap_routing) needs confLDAP_DEFAULT_SPEC or maps of its own')')')
define(`_LDAP_ROUTING_', `1')
define(`_LDAP_UNKNOWN_', ifelse(defn(`_ARG3_'), `', ``passthru'', `defn(`_ARG3_')'))
define(`_LDAP_DETAIL_', defn(`_ARG4_'))
define(`_LDAP_NODOMAIN_', defn(`_ARG5_'))
define(`_LDAP_TEMP_', defn(`_ARG6_'))
PUSHDIVERT(6)Kldapmh ifelse(defn(`_ARG1_'), `', `ldap -1 -T<TMPF> -v mailHost -k (&(objectClass=inetLocalMailRecipient)(mailLocalAddress=%0))', `_ARG1_')
Kldapmra ifelse(defn(`_ARG2_'), `', `ldap -1 -T<TMPF> -v mailRoutingAddress -k (&(objectClass=inetLocalMailRecipient)(mailLocalAddress=%0))', `_ARG2_')
C{SMTPOpModes}s d D
POPDIVERT
PUSHDIVERT(15)
# Directory: domains of LDAPROUTE_DOMAIN
R$+ < @ $={LDAPRoute} . >	$: $>LDAPExpand < $1 < @ $2 . > > < $1 @ $2 > < >
R$+ < @ $={LDAPRouteEquiv} . >	$: $>LDAPExpand < $1 < @ $2 . > > < $1 @ $M > < >
POPDIVERT
PUSHDIVERT(9)
# < address > < user@domain > < detail >: ask for the routing address and the host
SLDAPExpand
R< $+ > < $* @ $+ > < $* >	$: < $(ldapmra $2 @ $3 $: $) > < $(ldapmh $2 @ $3 $: $) > < $1 > < $2 @ $3 > < $4 >
# The failure itself keeps the mail; who waits for an answer may be told to try again.
R< $* < TMPF > > < $* > < $+ > < $* @ $* > < $* >	$: < later $&{opMode} $| $&{addr_type} > $3
R< $* > < $* < TMPF > > < $+ > < $* @ $* > < $* >	$: < later $&{opMode} $| $&{addr_type} > $3
ifelse(_LDAP_TEMP_, `tempfail', `R< later $={SMTPOpModes} $| > $+	$: < later $1 $| e r > $2
R< later $={SMTPOpModes} $| e r > $+	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
')dnl
R< later $* > $+ < @ $+ >	$@ $2 < @ $3 >
ifelse(_LDAP_DETAIL_, `', `', `R< > < > < $+ > < $+ + $* @ $+ > < $* >	$@ $>LDAPExpand < $1 > < $2 @ $4 > < + $3 >
')dnl
ifelse(_LDAP_NODOMAIN_, `nodomain', `', `R< > < > < $+ > < $+ @ $+ > < $* >	$@ $>LDAPExpand < $1 > < @ $3 > < $4 >
')dnl
ifelse(_LDAP_UNKNOWN_, `passthru', `', `R< > < > < $+ > < $* > < $* >	$: < > < > < $&{addr_type} > $1
R< > < > < e r > $+	$#error $@ nouser $: "550 User unknown"
ifelse(_LDAP_UNKNOWN_, `sendertoo', `R< > < > < e s > $+	$#error $@ nouser $: "550 User unknown"
')dnl
R< > < > < $* > $+ < @ $+ >	$@ $2 < @ $3 >
')dnl
R< $* > < $=w > < $+ > < $* > < $* >	$: < $1 > < > < $3 > < $4 > < $5 >
R< > < > < $+ > < $* > < $* >	$@ $1
R< > < $+ > < $+ > < $* > < $* >	$@ $>MailHost < $1 > $2
ifelse(_LDAP_DETAIL_, `preserve', `R< $+ @ $+ > < $* > < $+ > < $* > < $+ >	$: < $1 $6 @ $2 > < $3 > < $4 > < $5 > < >
')dnl
# The new address is looked at as if it had come first, but here it is not asked for again.
R< $+ > < > < $+ > < $* > < $* >	$@ $>Parse0 $>canonify $1
R< $+ > < $+ > < $+ > < $* > < $* >	$@ $>MailHost < $2 > $>canonify $1
POPDIVERT
