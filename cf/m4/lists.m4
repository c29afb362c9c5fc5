dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl The vocabulary of a .mc file, part two: lists of names. NAME(`a b c') puts names into a class,
dnl NAME_FILE(`[-o ]path') reads the class from a file or a map when the daemon starts.

dnl _CLASS_LIST(MACRO, class, then): defines MACRO and MACRO_FILE; `then' runs at each use.
define(`_CLASS_LIST', `_CLASS_MACRO(`$1', `C', `$2', `$3')_CLASS_MACRO(`$1_FILE', `F', `$2', `$3')')
define(`_CLASS_MACRO', `define(`$1', `_IN_CLASS(`$1', `$2', `$3', `$4', $'`#, $'`@)')')
define(`_IN_CLASS', `ifelse(`$5', 0, ``$1'', `$4ifelse(`$3', `M', `_NO_LAST_DOT_(`$1', `$6')')_CAUSED_BY(`$1')PUSHDIVERT(5)$2{$3}$6
POPDIVERT()popdef(`_CAUSE_')')')

_CLASS_LIST(`MASQUERADE_DOMAIN', `M')
_CLASS_LIST(`MASQUERADE_EXCEPTION', `N', `define(`_MASQUERADE_EXCEPTIONS_', `1')')
_CLASS_LIST(`EXPOSED_USER', `E')
_CLASS_LIST(`LOCAL_USER', `L')
_CLASS_LIST(`LOCAL_DOMAIN', `w')
_CLASS_LIST(`RELAY_DOMAIN', `R')
_CLASS_LIST(`CANONIFY_DOMAIN', `Canonify', `define(`_CANONIFY_DOMAINS_', `1')')
_CLASS_LIST(`GENERICS_DOMAIN', `G')
_CLASS_LIST(`LDAPROUTE_DOMAIN', `LDAPRoute', `define(`_LDAPROUTE_DOMAINS_', `1')')
_CLASS_LIST(`LDAPROUTE_EQUIVALENT', `LDAPRouteEquiv')

dnl Virtual domains may be relayed to, so they are in class R too.
_CLASS_LIST(`VIRTUSER_DOMAIN', `VirtHost', `define(`_VIRTUSER_DOMAINS_', `1')')

dnl SITECONFIG files: SITE(`names') adds UUCP neighbours to the class that SITECONFIG gave.
define(`SITE', `ifelse($#, 0, ``SITE'', `ifdef(`_SITE_CLASS_', `PUSHDIVERT(5)C`'_SITE_CLASS_ $1
POPDIVERT()')')')
dnl UUCPSMTP(`uucphost', `domain') belongs into LOCAL_RULE_3: that UUCP name is really this domain.
define(`UUCPSMTP', `R$`'* < @ $1 .UUCP > $`'*		$`'1 < @ $2 > $`'2')
