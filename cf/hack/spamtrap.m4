dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl HACK(`spamtrap')
dnl
dnl Addresses that only senders of unwanted mail know have To:user@host POISON in the access map. A message whose To: field
dnl names one is refused when the field is read; one that was sent to such a recipient, whatever its fields say, is
dnl refused at the end of its header, so that the sender does not learn which of the recipients it was.
dnl Needs FEATURE(`access_db') before it.
dnl Example:  HACK(`spamtrap')dnl   and in access  To:never-used@example.com  POISON

_NEEDS_ACCESS_FOR(`HACK(spamtrap)')
define(`_MACRO_MAP_', `1')
PUSHDIVERT(9)
HTo: $>CheckTo

SCheckTo
R$*			$: $1 $| $>Poison $1
R$* $| POISON		$#error $@ 5.7.1 $: 550 Mail sent by spamware is not accepted here
R$* $| $*		$@ $1

SLocal_check_rcpt
R$*			$: $1 $| $>Poison $1
R$* $| POISON		$: $1 $(macro {PoisonRecipient} $@ POISON $)
R$* $| $*		$: $1

# One message has been judged: the next of this client starts anew.
Scheck_eoh
R$*			$: < $&{PoisonRecipient} > $(macro {PoisonRecipient} $)
R< POISON > $*		$#error $@ 5.7.1 $: 550 Mail sent to spam lists is not accepted here
R$*			$@ OK

SPoison
R$* < $+ > $*		$: $2
R$+			$: $(access To : $1 $: ? $)
POPDIVERT
