dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl Questions to the access map. Every look-up has the same form, and sites may use it too:
dnl
dnl     $>D < key > < default > < mark tag > < rest >     gives   < value > < rest >
dnl
dnl     D   a host name, then its parent domains; [1.2.3.4] is shortened from the right
dnl     A   an IPv4 or IPv6 address, then its networks
dnl     F   user@host (with and without +detail)      U   user@
dnl     E   the key as it is; without one the tag alone: the default for a tag
dnl
dnl The mark is "+" (key with tag, then without) or "!" (only with tag). SearchList asks several in turn:
dnl
dnl     $>SearchList < mark tag > $| < F:user@host > < D:host > < >     gives   < value >, < ? > if none
dnl
dnl Judge turns a value into a decision.

dnl Rules that end a search. SKIP (FEATURE(access_db, ..., skip)) ends that of D and A; elsewhere it is a value.
define(`_ACCESS_TRIED', `R< ? > < `$'+ > < `$'* > < + `$'- > < `$'* >	`$': < `$'(access `$'1 `$': ? `$') > < `$'1 > < `$'2 > < + `$'3 > < `$'4 >')
define(`_ACCESS_ANSWER', `R< ? > < `$'* > < `$'* > < `$'- `$'- > < `$'* >	`$'@ < `$'2 > < `$'5 >
ifelse(`$1', `whole', `', `ifdef(`_ACCESS_SKIP_', `R< SKIP > < `$'* > < `$'* > < `$'- `$'- > < `$'* >	`$'@ < `$'2 > < `$'5 >
')')R< `$'* > < `$'* > < `$'* > < `$'- `$'- > < `$'* >	`$'@ < `$'1 > < `$'6 >')
divert(0)dnl

######  Questions to tables
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl

SD
R$*			$: < ? > $1
R< ? > < $+ > < $* > < $- $- > < $* >	$: < $(access $4 : $1 $: ? $) > < $1 > < $2 > < $3 $4 > < $5 >
_ACCESS_TRIED
ifdef(`_LOOKUP_DOT_DOMAIN_', `dnl
R< ? > < $+ . $+ > < $* > < $- $- > < $* >	$: < $(access $5 : . $2 $: ? $) > < $1 . $2 > < $3 > < $4 $5 > < $6 >
R< ? > < $+ . $+ > < $* > < + $- > < $* >	$: < $(access . $2 $: ? $) > < $1 . $2 > < $3 > < + $4 > < $5 >
')dnl
R< ? > < [ $+ . $- ] > < $* > < $- $- > < $* >	$@ $>D < [ $1 ] > < $3 > < $4 $5 > < $6 >
R< ? > < [ $+ : $- ] > < $* > < $- $- > < $* >	$@ $>D < [ $1 ] > < $3 > < $4 $5 > < $6 >
R< ? > < $+ . $+ > < $* > < $- $- > < $* >	$@ $>D < $2 > < $3 > < $4 $5 > < $6 >
_ACCESS_ANSWER

SA
R$*			$: < ? > $1
R< ? > < $+ > < $* > < $- $- > < $* >	$: < $(access $4 : $1 $: ? $) > < $1 > < $2 > < $3 $4 > < $5 >
_ACCESS_TRIED
R< ? > < $+ : : $- > < $* > < $- $- > < $* >	$@ $>A < $1 > < $3 > < $4 $5 > < $6 >
R< ? > < $+ : $- > < $* > < $- $- > < $* >	$@ $>A < $1 > < $3 > < $4 $5 > < $6 >
R< ? > < $+ . $- > < $* > < $- $- > < $* >	$@ $>A < $1 > < $3 > < $4 $5 > < $6 >
_ACCESS_ANSWER

SF
R$*			$: < ? > $1
R< ? > < $+ > < $* > < $- $- > < $* >	$: < $(access $4 : $1 $: ? $) > < $1 > < $2 > < $3 $4 > < $5 >
_ACCESS_TRIED
R< ? > < $+ + $* @ $+ > < $* > < $- $- > < $* >	$: < $(access $6 : $1 + * @ $3 $: ? $) > < $1 + $2 @ $3 > < $4 > < $5 $6 > < $7 >
R< ? > < $+ + $* @ $+ > < $* > < + $- > < $* >	$: < $(access $1 + * @ $3 $: ? $) > < $1 + $2 @ $3 > < $4 > < + $5 > < $6 >
R< ? > < $+ + $* @ $+ > < $* > < $- $- > < $* >	$: < $(access $6 : $1 @ $3 $: ? $) > < $1 + $2 @ $3 > < $4 > < $5 $6 > < $7 >
R< ? > < $+ + $* @ $+ > < $* > < + $- > < $* >	$: < $(access $1 @ $3 $: ? $) > < $1 + $2 @ $3 > < $4 > < + $5 > < $6 >
_ACCESS_ANSWER(`whole')

# The key ends in "@".
SU
R$*			$: < ? > $1
R< ? > < $+ > < $* > < $- $- > < $* >	$: < $(access $4 : $1 $: ? $) > < $1 > < $2 > < $3 $4 > < $5 >
_ACCESS_TRIED
R< ? > < $+ + $* @ > < $* > < $- $- > < $* >	$: < $(access $5 : $1 + * @ $: ? $) > < $1 + $2 @ > < $3 > < $4 $5 > < $6 >
R< ? > < $+ + $* @ > < $* > < + $- > < $* >	$: < $(access $1 + * @ $: ? $) > < $1 + $2 @ > < $3 > < + $4 > < $5 >
R< ? > < $+ + $* @ > < $* > < $- $- > < $* >	$: < $(access $5 : $1 @ $: ? $) > < $1 + $2 @ > < $3 > < $4 $5 > < $6 >
R< ? > < $+ + $* @ > < $* > < + $- > < $* >	$: < $(access $1 @ $: ? $) > < $1 + $2 @ > < $3 > < + $4 > < $5 >
_ACCESS_ANSWER(`whole')

SE
R$*			$: < ? > $1
R< ? > < $* > < $* > < $- $- > < $* >	$: < $(access $4 : $1 $: ? $) > < $1 > < $2 > < $3 $4 > < $5 >
_ACCESS_TRIED
_ACCESS_ANSWER(`whole')

SSearchList
R< $- $- > $| < >	$@ < ? >
R< $- $- > $| < $~{Src} : $* > $*	$@ < ? >
R< $- $- > $| < E : $* > $*	$: < $1 $2 > $4 $| $>E < $3 > < ? > < $1 $2 > < >
R< $- $- > $| < F : $+ > $*	$: < $1 $2 > $4 $| $>F < $3 > < ? > < $1 $2 > < >
R< $- $- > $| < D : $+ > $*	$: < $1 $2 > $4 $| $>D < $3 > < ? > < $1 $2 > < >
R< $- $- > $| < U : $+ > $*	$: < $1 $2 > $4 $| $>U < $3 > < ? > < $1 $2 > < >
ifdef(`_SEARCH_BY_ADDRESS_', `dnl
R< $- $- > $| < A : $+ > $*	$: < $1 $2 > $4 $| $>A < $3 > < ? > < $1 $2 > < >
')dnl
R< $- $- > $* $| < ? > < >	$@ $>SearchList < $1 $2 > $| $3
R< $- $- > $* $| < $+ > < >	$@ < $4 >
R$*			$@ < ? >

# A value that decides; anything else comes back unchanged.
SJudge
R< DISCARD >		$#discard $: discard
R< QUARANTINE : $+ >	$#error $@ quarantine $: $1
R< REJECT >		$#error ifdef(`confREJECT_MSG', `$: confREJECT_MSG', `$@ 5.7.1 $: "550 Access denied"')
R< ERROR : $- . $- . $- : $+ >	$#error $@ $1 . $2 . $3 $: $4
R< ERROR : $+ >		$#error $: $1
R< $* < TMPF > $* >	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R< ? >			$@ < ? >
R< $={Accept} >		$@ < $1 >
R< $+ >			$#error $: $1
')dnl

# An address as rules want it; what is no address comes back as $#error.
SCanonAddr
R$*			$: $>canonify $1
R$*			$: $>Parse0 $1
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R< @ $+ > $+		$@ $2 < @ $1 >
')dnl

# Where the client is: "here" when it is this host, or no client at all, or one of whom we ask nothing
# (Modifiers=u); else "there". "strict" and "stricthere": the same, and the listener wants host names with
# a domain (Modifiers=f).
SClientPlace
R$*			$: $&{client_name}
R$@			$@ here
R$=w			$@ here
R$*			$: $&{daemon_flags}
R$* u $* f $*		$@ stricthere
R$* f $* u $*		$@ stricthere
R$* u $*		$@ here
R$* f $*		$@ strict
R$*			$@ there

divert(-1)
