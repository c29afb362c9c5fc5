dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`bcc' [, `class [flags] file' | `access' [, `host' [, `recipient' [, `map']]]])
dnl
dnl Domains whose mail is copied to somebody nobody sees: a domain, or .parent of it, has an entry in the table (its value
dnl does not matter); with access it is bcc:domain, or one of its parents, in the access map. The table is a map class with
dnl its file; without it DATABASE_MAP_TYPE (hash) and /etc/mail/bcctable.
dnl   host       where copies go, or mailer:host; else where the address of the copy leads
dnl   recipient  takes all copies; else a copy has the address of the recipient
dnl   map        from addresses to those of their copies; who is not in it is not copied
dnl Only a binary that knows option AddBcc asks for it.
dnl Example:  FEATURE(`bcc', `hash /etc/mail/bcctable', `archive.example.com')dnl

define(`_BCC_', `1')
ifelse(defn(`_ARG1_'), `access', `_NEEDS_ACCESS(`bcc')', `_TABLE(`bcctable', `bcctable', defn(`_ARG1_'))')
ifelse(defn(`_ARG2_'), `', `', `PUSHDIVERT(6)DA`'_ARG2_
POPDIVERT')
ifelse(defn(`_ARG4_'), `', `', `PUSHDIVERT(6)KcanonicalRcpt _ARG4_
C{SMTPOpModes}s d D
POPDIVERT')
PUSHDIVERT(17)
R$*			$: $>ParseBcc $1
POPDIVERT
PUSHDIVERT(9)
# user@domain -> the address of the copy, or nothing
Sbcc
R< $+ >			$: $1
R$+ @ $+		$: $1 @ $2 $| ifelse(defn(`_ARG1_'), `access', `$>D < $2 > < ? > < ! bcc > < >', `$>BCC $2')
R$* $| < ? > $*		$@
R$* $| < $* > $*	$: ifelse(defn(`_ARG3_'), `', `$1', `_ARG3_')
ifelse(defn(`_ARG4_'), `', `', `R$+ @ $+		$: $(canonicalRcpt $1 @ $2 $: $)
')dnl

ifelse(defn(`_ARG1_'), `access', `', `dnl
# < value > of a domain, or of the domain above it when it begins with a dot
SBCC
R$+			$: < $(bcctable $1 $: ? $) > $1
R< ? > $- . $+		$: < $(bcctable . $2 $: ? $) > $1 . $2
R< $* > $*		$@ < $1 >

')dnl
# Copies go to the host for copies.
SParseBcc
ifelse(defn(`_ARG2_'), `', `', `dnl
R$*			$: $&{addr_type} $| $1
Re b $| $*		$@ $>MailerToTriple < $A > $1
R$* $| $*		$@ $2
')dnl
POPDIVERT
