#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What features decide: a few lines of .mc, tables, and questions to test mode with their answers.
#   41-cf-features.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"

# with "title" <<MC: the configuration of the questions that follow; @T@.NAME is a table that `table NAME` writes.
with() {
    title=$1
    rm -f "$tmp"/t.*
    {
        echo "OSTYPE(\`linux')dnl"
        echo "define(\`confDOMAIN_NAME', \`mail.example.com')dnl"
        echo "define(\`confDONT_PROBE_INTERFACES', \`True')dnl"
        echo "define(\`confCR_FILE', \`-o $tmp/none')dnl"
        echo "define(\`confDONT_BLAME_SENDMAIL', \`MapInUnsafeDirPath,TextFileInUnsafeDirPath,ClassFileInUnsafeDirPath')dnl"
        sed "s#@T@#$tmp/t#g"
    } >"$tmp/x.mc"
    m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/x.mc" 2>&1 >"$tmp/x.cf" | sed '/ makes an open relay/d' >"$tmp/said"
    [ ! -s "$tmp/said" ] || fail "$title: m4 says" "$tmp/said"
}
table() { # table NAME <<LINES
    cat >"$tmp/t.$1"
    "$build/makemap/makemap" -s -C /dev/null hash "$tmp/t.$1" <"$tmp/t.$1" || fail "$title: no table $1"
}
# asked <<LINES: "question => the last workspace"; a line that begins with .D sets a macro; $| is what stands
# between two arguments.
asked() {
    local line question answer got
    : >"$tmp/set"
    while IFS= read -r line; do
        case $line in
        .D*) echo "$line" >>"$tmp/set" && continue ;;
        esac
        question=${line%% => *} answer=${line#* => }
        got=$(printf '%s\n%s\n' "$(cat "$tmp/set")" "$question" | "$build/sendmail/sendmail" -bt -C "$tmp/x.cf" 2>&1 |
            sed -n 's/^.* returns: *//p' | tail -1)
        if [ "$got" = "$answer" ]; then
            pass
        else
            fail "$title: $question"
            printf '  wanted %s\n  got    %s\n' "$answer" "$got"
        fi
    done
}

with "prefixmod" <<'MC'
FEATURE(`prefixmod', `now.', `e')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
3,0 now.joe => $# local $: joe
3,0 now.a.b@far.example.net => $# esmtp $@ far . example . net $: a . b < @ far . example . net >
3,0 nowjoe => $# local $: nowjoe
3,0 a.now.joe => $# local $: a . now . joe
END

with "vnet" <<'MC'
FEATURE(`vnet')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
DAgate.example.com
MC
asked <<'END'
3,0 joe@node.vnet => $# relay $@ gate . example . com $: joe < @ node . VNET . >
3,0 joe@node.vnet.ibm.com => $# relay $@ gate . example . com $: joe < @ node . VNET . >
3,0 joe@node.rscs => $# relay $@ gate . example . com $: joe < @ node . VNET . >
3,0 joe@x.ibm.com => $# relay $@ x . ibm . com $: joe < @ x . ibm . com >
3,0 joe@vnet => $# esmtp $@ vnet $: joe < @ vnet >
END

with "bcc" <<'MC'
FEATURE(`bcc', `hash @T@.bcc', `[archive.example.com]')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table bcc <<'END'
copied.example yes
.below.example yes
END
asked <<'END'
bcc joe@copied.example => joe @ copied . example
bcc <joe@copied.example> => joe @ copied . example
bcc joe@a.below.example => joe @ a . below . example
bcc joe@below.example => 
bcc joe@other.example => 
3,0 joe@copied.example => $# esmtp $@ copied . example $: joe < @ copied . example >
.D{addr_type}e b
3,0 joe@copied.example => $# relay $@ [ archive . example . com ] $: joe < @ copied . example >
END

with "domainmap beside LOCAL_USER" <<'MC'
LOCAL_DOMAIN(`example.org')dnl
LOCAL_USER(`root')dnl
FEATURE(`domainmap', `example.org', `hash @T@.users')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table users <<'END'
joe alice
END
asked <<'END'
3,0 joe@example.org => $# local $: alice
3,0 root@example.org => $# local $: @ root
3,0 nobody@example.org => $# error $@ 5 . 1 . 1 $: "550 email address lookup in domain map failed"
END

with "domainmap: a LOCAL_USER of a domain that is not ours is looked up" <<'MC'
LOCAL_USER(`root')dnl
FEATURE(`domainmap', `example.org', `hash @T@.users')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table users <<'END'
root alice
END
asked <<'END'
parse Root<@example.org.> => $# local $: alice
parse ann<@example.org.> => $# error $@ 5 . 1 . 1 $: "550 email address lookup in domain map failed"
3,0 root@localhost => $# local $: @ root
END

with "mail11" <<'MC'
MAILER(`local')dnl
MAILER(`smtp')dnl
MAILER(`mail11')dnl
MC
asked <<'END'
3,Mail11From,final joe@vax1.DECNET => vax1 : : joe
3,Mail11From,final joe@mail.example.com => joe
3,Mail11From,final joe@far.example.net => joe @ far . example . net
3,Mail11To,final joe@vax1.DECNET => vax1 : : joe
END

with "fax" <<'MC'
MAILER(`local')dnl
MAILER(`fax')dnl
MC
asked <<'END'
3,0 5551234@office.FAX => $# fax $@ office $: 5551234
14,final 5551234<@office.FAX.> => 5551234 @ office . FAX
24,final 5551234<@office.FAX.> => 5551234 @ office . FAX
END

with "sts" <<'MC'
FEATURE(`sts', `hash -T<TMPF> @T@.sts')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
C{cert_altnames}mx.one.example a.two.example
MC
table sts <<'END'
one.example secure match=mx.one.example
two.example secure match=mx.far.example:.two.example
sni.example secure match=mx.one.example servername=sni.one.example
none.example none
END
asked <<'END'
.D{server_name}mx.one.example
.D{server_addr}192.0.2.1
.D{rcpt_addr}joe@one.example
tls_rcpt joe@one.example => joe @ one . example
tls_rcpt joe@two.example => $# error $@ 4 . 7 . 0 $: 450 mx . one . example not found in " " mx . far . example : . two . example
tls_rcpt joe@none.example => joe @ none . example
tls_rcpt joe@unknown.example => joe @ unknown . example
tls_server NONE => $# error $@ 4 . 7 . 0 $: 403 " other side does not support STARTTLS"
.D{server_name}mx.far.example
tls_rcpt joe@two.example => $# error $@ 4 . 7 . 0 $: 450 mx . far . example not listed in SANs
.D{server_name}a.two.example
tls_rcpt joe@two.example => joe @ two . example
.D{server_name}b.a.two.example
tls_rcpt joe@two.example => $# error $@ 4 . 7 . 0 $: 450 b . a . two . example not found in " " mx . far . example : . two . example
.D{rcpt_addr}joe@none.example
tls_server NONE => OK
END

with "a UUCP name is a domain" <<'MC'
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_RULE_3
UUCPSMTP(bellcore,	bellcore.example)
MC
asked <<'Q'
3 bellcore!joe => joe < @ bellcore . example >
3 other!joe => joe < @ other . UUCP . >
Q

with "a UUCP neighbour does not read its own name" <<'MC'
define(`UUCP_RELAY', `uucp-new:hub')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MAILER(`uucp')dnl
MC
asked <<'END'
EnvToSMTP joe < @ far . UUCP . > => far ! joe < @ hub >
.Dhfar
EnvToSMTP joe < @ far . UUCP . > => joe < @ far . UUCP . >
EnvToSMTP next ! joe < @ far . UUCP . > => joe < @ next . UUCP . >
EnvToSMTP next . example ! joe < @ far . UUCP . > => joe < @ next . example >
EnvToSMTP joe < @ other . UUCP . > => other ! joe < @ hub >
END

with "UUCP hosts are reached through the host of SITECONFIG Y, too" <<'MC'
SITECONFIG(`uucp.cogsci', `gate.example', `Y')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
EnvToSMTP joe < @ far . UUCP . > => far ! joe < @ gate . example >
END

with "spamtrap" <<'MC'
FEATURE(`access_db', `hash -T<TMPF> @T@.access')dnl
HACK(`spamtrap')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table access <<'END'
To:trap@mail.example.com POISON
To:other@mail.example.com REJECT
END
asked <<'END'
CheckTo "A Trap" <trap@mail.example.com> => $# error $@ 5 . 7 . 1 $: 550 Mail sent by spamware is not accepted here
CheckTo joe@mail.example.com => joe @ mail . example . com
CheckTo other@mail.example.com => other @ mail . example . com
check_rcpt,check_eoh <trap@mail.example.com> => $# error $@ 5 . 7 . 1 $: 550 Mail sent to spam lists is not accepted here
check_rcpt,check_eoh <joe@mail.example.com> => OK
END

with "nodns" <<'MC'
HACK(`nodns')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
canonify joe@nosuch.example => joe < @ nosuch . example . >
canonify joe@host => joe < @ host >
END

with "who has proven himself passes delay_checks" <<'MC'
FEATURE(`delay_checks')dnl
FEATURE(`access_db', `hash -T<TMPF> @T@.access')dnl
TRUST_AUTH_MECH(`PLAIN')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table access <<'END'
Connect:192.0.2.1 REJECT
joe+tag@ 550 untagged whole
From:joe@ 550 tagged plain
TLS_Rcpt: VERIFY
END
asked <<'END'
.D{client_addr}192.0.2.1
.D{client_name}client.example
.D{client_resolve}OK
.Dfjane@mail.example.com
check_rcpt <jane@localhost> => $# error $@ 5 . 7 . 1 $: "550 Access denied"
.D{auth_type}PLAIN
check_rcpt <jane@far.example> => $# RELAY
check_rcpt <jane@localhost> => $# RELAY
.D{verify}CONFIG
check_rcpt <jane@far.example> => $# error $@ 4 . 7 . 0 $: "454 STARTTLS temporarily not possible."
checkmail <joe+tag@mail.example.com> => $# error $@ 4 . 7 . 0 $: "454 STARTTLS temporarily not possible."
tls_rcpt <> => $# error $@ 4 . 7 . 0 $: 454 " STARTTLS temporarily not possible."
END

with "delay_checks by the sender as it was written" <<'MC'
define(`_FFR_MAIL_MACRO', `1')dnl
FEATURE(`delay_checks')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
.D{client_addr}203.0.113.1
.D{client_name}client.example
.D{client_resolve}OK
.Dfjane@mail.example.com
.D{mail_from}<jane>
check_rcpt <jane@localhost> => $# error $@ 5 . 5 . 4 $: "553 Domain name required for sender address " jane @ mail . example . com
.D{mail_from}<jane@localhost>
.D{daemon_flags}u
check_rcpt <jane@localhost> => OK
END

with "a result of Local_check_rcpt is asked for TLS behind delay_checks" <<'MC'
FEATURE(`delay_checks')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_RULESETS
SLocal_check_rcpt
R$* nice $*	$#OK
MC
asked <<'END'
.D{client_addr}192.0.2.1
check_rcpt joe@nice.example => $# OK
.D{verify}SOFTWARE
check_rcpt joe@nice.example => $# error $@ 4 . 7 . 0 $: "454 TLS handshake failed."
END

with "lists and limits in the order of the .mc, then reverse DNS" <<'MC'
FEATURE(`access_db', `hash -T<TMPF> @T@.access')dnl
FEATURE(`require_rdns')dnl
FEATURE(`ratecontrol')dnl
FEATURE(`conncontrol', `', `terminate')dnl
define(`confREJECT_MSG', `"554 not here"')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_RULESETS
SAsk
R$*	$: $>"check_relay" client.example $| $1
MC
table access <<'END'
ClientRate:192.0.2 3
ClientConn:192.0.2.1 3
Connect:192.0.2.9 REJECT
END
asked <<'END'
.D{client_addr}192.0.2.1
.D{client_resolve}FAIL
.D{client_connections}5
.D{client_rate}5
Ask 192.0.2.1 => $# error $@ 4 . 3 . 2 $: 452 Connection rate limit exceeded .
Ask 192.0.2.9 => $# error $: "554 not here"
.D{client_rate}1
Ask 192.0.2.1 => $# error $@ 4 . 3 . 2 $: 421 Too many open connections .
.D{client_connections}1
Ask 192.0.2.1 => $# error $@ 5 . 7 . 1 $: 550 Fix reverse DNS for 192 . 0 . 2 . 1
END

with "relaytofulladdress: users, then their hosts" <<'MC'
FEATURE(`access_db', `hash -T<TMPF> @T@.access', `relaytofulladdress')dnl
FEATURE(`nopercenthack', `reject')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table access <<'END'
To:bob@ RELAY
To:b.example RELAY
To:rob@b.example REJECT
To:joe%x@c.example RELAY
END
asked <<'END'
.D{client_addr}203.0.113.1
.D{client_resolve}OK
check_rcpt bob@a.example => RELAY
check_rcpt bob+x@a.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt joe+x@b.example => RELAY
check_rcpt joe+@x.b.example => RELAY
check_rcpt rob@b.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt joe%x@c.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
END

with "relay_hosts_only means names and whole addresses" <<'MC'
FEATURE(`access_db', `hash -T<TMPF> @T@.access', `relaytofulladdress')dnl
FEATURE(`relay_hosts_only')dnl
RELAY_DOMAIN(`10.1 rel.example')dnl
LOCAL_DOMAIN(`[203.0.113.9]')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table access <<'END'
Connect:192.0.2 RELAY
To:ann@a.example RELAY
To:bob@ RELAY
To:b.example RELAY
To:rob@b.example REJECT
To:rob@rel.example REJECT
END
asked <<'END'
.D{client_addr}203.0.113.1
.D{client_resolve}OK
check_rcpt ann@a.example => RELAY
check_rcpt ann+x@a.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt bob@a.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt joe@b.example => RELAY
check_rcpt joe@x.b.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt rob@b.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt rob@rel.example => RELAY
.D{client_addr}192.0.2.7
check_rcpt joe@far.example => RELAY
.D{client_addr}10.1.7.7
check_rcpt joe@far.example => RELAY
.D{client_addr}203.0.113.9
check_rcpt joe@far.example => RELAY
END

with "a name without domain is asked for TLS as a user" <<'MC'
FEATURE(`access_db', `hash -T<TMPF> @T@.access')dnl
FEATURE(`greet_pause', `700')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table access <<'END'
TLS_Rcpt:mail.example.com ENCR:128
TLS_Rcpt:joe@ ENCR:128
END
asked <<'END'
tls_rcpt ann => OK
tls_rcpt ann@mail.example.com => $# error $@ 4 . 7 . 0 $: 454 " encryption too weak " 0 " less than " 128
tls_rcpt joe => $# error $@ 4 . 7 . 0 $: 454 " encryption too weak " 0 " less than " 128
END

with "what cannot be looked up" <<'MC'
FEATURE(`delay_checks')dnl
FEATURE(`access_db', `hash -T<TMPF> @T@.nosuch')dnl
FEATURE(`greet_pause', `700')dnl
FEATURE(`ratecontrol', `nodelay')dnl
FEATURE(`queuegroup')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_RULESETS
SAsk
R$*	$: $>"greet_pause" client.example $| $1
MC
asked <<'END'
.D{client_addr}192.0.2.1
Ask 192.0.2.1 => OK
check_relay client.example $| 192.0.2.1 => $# error $@ 4 . 3 . 0 $: "451 Temporary system failure. Please try again later."
queuegroup Name <joe@far.example> => $# temp
END

for only in '' "FEATURE(\`relay_hosts_only')dnl"; do
    with "an access map that fails counts more than MX records $only" <<MC
FEATURE(\`access_db', \`hash -T<TMPF> @T@.nosuch')dnl
FEATURE(\`relay_based_on_MX')dnl
$only
MAILER(\`local')dnl
MAILER(\`smtp')dnl
LOCAL_CONFIG
Kmxserved hash @T@.mx
MC
    table mx <<'END'
served.example mx.far.example.:mail.example.com.
END
    asked <<'END'
.D{client_addr}192.0.2.1
.D{client_resolve}OK
MayRelayByMX served.example => RELAY
check_rcpt joe@served.example => $# error $@ 4 . 3 . 0 $: "451 Temporary system failure. Please try again later."
check_rcpt joe@far.example => $# error $@ 4 . 3 . 0 $: "451 Temporary system failure. Please try again later."
Rcpt_ok joe@far.example => $# TEMP $@ 4 . 3 . 0 $: "451 Temporary system failure. Please try again later."
.D{client_addr}127.0.0.1
check_rcpt joe@served.example => RELAY
END
done

with "an access map that fails does not matter to promiscuous_relay" <<'MC'
FEATURE(`access_db', `hash -T<TMPF> @T@.nosuch')dnl
FEATURE(`promiscuous_relay')dnl
FEATURE(`block_bad_helo')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
.D{client_addr}203.0.113.1
.Dsmail.example.com
check_rcpt joe@far.example => $# error $@ 5 . 7 . 1 $: "550 bogus HELO name used: " mail . example . com
.Dsclient.example
check_rcpt joe@far.example => RELAY
END

with "ldap_routing" <<'MC'
FEATURE(`ldap_routing', `hash @T@.host', `hash @T@.addr', `bounce', `preserve')dnl
LDAPROUTE_DOMAIN(`mail.example.com')dnl
LDAPROUTE_EQUIVALENT(`[192.0.2.9].')dnl
LDAPROUTE_EQUIVALENT(`equiv.uucp')dnl
MASQUERADE_AS(`mail.example.com')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table host <<'END'
host@mail.example.com	hub.example.net
here@mail.example.com	mail.example.com
both@mail.example.com	hub.example.net
odd@mail.example.com	smtp:hub.example.net
END
table addr <<'END'
addr@mail.example.com	new@far.example
same@mail.example.com	same@mail.example.com
next@mail.example.com	addr@mail.example.com
route@mail.example.com	joe%far.example@mail.example.com
both@mail.example.com	new@far.example
END
asked <<'END'
3,0 host+x@localhost => $# relay $@ hub . example . net $: host + x < @ mail . example . com . >
3,0 here@localhost => $# local $: here
3,0 addr+x@localhost => $# esmtp $@ far . example $: new + x < @ far . example >
3,0 both+x@localhost => $# relay $@ hub . example . net $: new + x < @ far . example >
3,0 same@localhost => $# local $: same
3,0 next@localhost => $# local $: addr
3,0 route@localhost => $# esmtp $@ far . example $: joe < @ far . example >
3,0 odd@localhost => $# relay $@ smtp : hub . example . net $: odd < @ mail . example . com . >
3,0 nobody@localhost => $# error $@ nouser $: "550 User unknown"
3,0 addr@equiv.uucp => $# esmtp $@ far . example $: new < @ far . example >
3,0 nobody@equiv.uucp => $# error $@ nouser $: "550 User unknown"
.D{addr_type}e s
3,0 nobody@localhost => $# local $: nobody
EnvToL joe+detail => joe
.D{addr_type}e r
3,0 nobody@localhost => $# error $@ nouser $: "550 User unknown"
EnvToL joe+detail => joe + detail
END

with "the mailer table knows the way to a host of the directory; senders of mapped domains stay" <<'MC'
FEATURE(`ldap_routing', `hash @T@.host', `hash @T@.addr')dnl
LDAPROUTE_DOMAIN(`mail.example.com')dnl
FEATURE(`mailertable', `hash @T@.mailers')dnl
FEATURE(`domainmap', `b.example.org', `hash @T@.addr')dnl
FEATURE(`virtusertable', `hash @T@.virtual')dnl
VIRTUSER_DOMAIN(`b.example.org')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table host <<'END'
joe@mail.example.com	hub.example.net
ann@mail.example.com	sub.hub.example.net
bob@mail.example.com	other.example.net
END
table addr <<'END'
ann@mail.example.com	new@far.example
END
table mailers <<'END'
hub.example.net	smtp:gate.example.net
.hub.example.net	smtp8:%1.gate
END
table virtual <<'END'
@b.example.org	%3
END
asked <<'END'
3,0 joe@localhost => $# smtp $@ gate . example . net $: joe < @ mail . example . com . >
3,0 ann@localhost => $# smtp8 $@ sub . gate $: new < @ far . example >
3,0 bob@localhost => $# relay $@ other . example . net $: bob < @ mail . example . com . >
parse joe<@b.example.org.> => $# error $@ 5 . 1 . 1 $: "550 email address lookup in domain map failed"
VirtualUser joe<@b.example.org.> => joe < @ b . example . org . >
.D{addr_type}e s
parse joe<@b.example.org.> => $# smtp $@ b . example . org . $: joe @ b . example . org .
END

with "a mailer table: names that end in a dot, values without a mailer" <<'MC'
FEATURE(`ldap_routing', `hash @T@.host', `hash @T@.addr')dnl
LDAPROUTE_DOMAIN(`mail.example.com')dnl
FEATURE(`mailertable', `hash @T@.mailers')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table host <<'END'
dot@mail.example.com	hub.example.net.
ann@mail.example.com	hub.example.net
bob@mail.example.com	alias.example.net
END
table addr </dev/null
table mailers <<'END'
hub.example.net	smtp:gate.example.net
alias.example.net	hub.example.net
other.example.net	x.hub.example.net
whole.example.net	hub.example.net.
.hub.example.net	relay:%1.below
.	smtp8:%1.rest
END
asked <<'END'
3,0 ann@localhost => $# smtp $@ gate . example . net $: ann < @ mail . example . com . >
3,0 dot@localhost => $# smtp8 $@ hub . example . net . . rest $: dot < @ mail . example . com . >
3,0 bob@localhost => $# smtp8 $@ hub . example . net . rest $: bob < @ mail . example . com . >
3,0 joe@hub.example.net => $# smtp $@ gate . example . net $: joe < @ hub . example . net >
3,0 joe@a.b.hub.example.net => $# relay $@ a . b . below $: joe < @ a . b . hub . example . net >
3,0 joe@other.example.net => $# relay $@ x . below $: joe < @ other . example . net >
3,0 joe@whole.example.net => $# smtp8 $@ hub . example . net . . rest $: joe < @ whole . example . net >
Mailertable < hub.example.net > joe<@x.example.> => $# smtp8 $@ hub . example . net . rest $: joe < @ x . example . >
END

with "a directory that cannot be asked" <<'MC'
FEATURE(`ldap_routing', `hash -T<TMPF> @T@.nosuch', `hash -T<TMPF> @T@.nosuch', `bounce', `', `', `tempfail')dnl
LDAPROUTE_DOMAIN(`mail.example.com')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
.D{opMode}m
3,0 joe@localhost => $# local $: joe
.D{opMode}s
3,0 joe@localhost => $# error $@ 4 . 3 . 0 $: "451 Temporary system failure. Please try again later."
.D{addr_type}e s
3,0 joe@localhost => $# local $: joe
END

with "what genericstable says with a host stays" <<'MC'
FEATURE(`genericstable', `hash @T@.generics')dnl
GENERICS_DOMAIN(`example.org')dnl
MASQUERADE_AS(`masq.example')dnl
MASQUERADE_DOMAIN(`example.net')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table generics <<'END'
joe	j.user@example.net
ann	anne
@example.org	@example.net
END
asked <<'END'
HdrFromSMTP joe => j . user < @ example . net . >
HdrFromSMTP ann => anne < @ masq . example . >
HdrFromSMTP bob => bob < @ masq . example . >
HdrFromSMTP x<@example.org.> => < @ example . net . >
END

with "UUCP senders: the next host of the path is told nothing that it knows" <<'MC'
MAILER(`local')dnl
MAILER(`smtp')dnl
MAILER(`uucp')dnl
MC
asked <<'END'
FromU joe<@far.example> => mail . example . com ! far . example ! joe
.Dhfar.example
FromU joe<@far.example> => far . example ! joe
FromU uu!joe<@far.example> => uu ! joe
FromU <@> => mail . example . com ! MAILER-DAEMON
EnvFromUD <@> => MAILER-DAEMON < @ mail . example . com . >
FromU : ; <@> => 
HdrToU joe<@a.UUCP.> => mail . example . com ! a ! joe
EnvToU joe<@a.b.UUCP.> => a . b . UUCP ! joe
EnvToU joe<@far.example.>:x => joe < @ far . example > : x
final list : ; <@> => list :
END

with "relays with our own name" <<'MC'
define(`UUCP_RELAY', `mail.example.com')dnl
define(`BITNET_RELAY', `localhost')dnl
FEATURE(`mailertable', `hash @T@.mailers')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MAILER(`mail11')dnl
MC
table mailers <<'END'
.com	local.host
.	relay:%1.gate
END
asked <<'END'
3,0 uu!joe => $# relay $@ uu . UUCP . gate $: joe < @ uu . UUCP . >
3,0 node::joe => $# mail11 $@ node $: joe
3,0 joe@far.com => $# relay $@ far . local . host . gate $: joe < @ far . com >
END

with "relays with our own name, no table" <<'MC'
define(`UUCP_RELAY', `mail.example.com')dnl
define(`BITNET_RELAY', `localhost')dnl
FEATURE(`stickyhost')dnl
define(`MAIL_HUB', `localhost')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
3,0 uu!joe => $# esmtp $@ uu . UUCP . $: joe < @ uu . UUCP . >
3,0 joe@h.bitnet => $# esmtp $@ h . BITNET . $: joe < @ h . BITNET . >
3,0 joe@localhost => $# local $: joe
EnvToSMTP,final joe%mail.example.com<@h.UUCP.> => h ! joe @ mail . example . com
END

with "stickyhost and domainmap: what is no plain user" <<'MC'
FEATURE(`stickyhost')dnl
FEATURE(`domainmap', `example.org', `hash @T@.users')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
table users <<'END'
joe	alice
END
asked <<'END'
3,0 joe@localhost => $# local $: @ joe
3,0 joe+x@localhost => $# local $: joe + x
DomainMapLookup joe%far.example<@example.org.> => $# esmtp $@ far . example $: joe < @ far . example >
3,0 @a.example,@[IPv6:2001:db8::1]:joe@far.example => $# esmtp $@ far . example $: joe < @ far . example >
END

with "bestmx_is_local: the access map knows a domain by the name of its best MX" <<'MC'
FEATURE(`access_db', `hash -T<TMPF> @T@.access')dnl
FEATURE(`blocklist_recipients')dnl
FEATURE(`bestmx_is_local')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
Kbestmx hash @T@.mx
MC
table mx <<'END'
served.example mail.example.com.
END
table access <<'END'
To:joe@ 550 joe
To:ann@mail.example.com 550 ann
To:bob@served.example 550 bob
To:served.example 550 nobody there
END
asked <<'END'
.D{client_addr}203.0.113.1
.D{client_resolve}OK
check_rcpt joe+tag@served.example => $# error $: 550 joe
check_rcpt ann@served.example => $# error $: 550 ann
check_rcpt bob@served.example => RELAY
check_rcpt joe%far.example@served.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt joe%mail.example.com@served.example => $# error $: 550 joe
check_rcpt joe@far.example => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
END

with "addresses in brackets, behind the name of a list, and with routes" <<'MC'
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
canonify <list:joe@x.example> => list : joe < @ x . example >
canonify list:joe@x.example => joe < @ x . example >
canonify list: Joe <joe@x.example>; => joe < @ x . example >
canonify list: => : ; < @ >
canonify <list:;> => list : ; < @ >
canonify <@[IPv6:2001:db8::1]:joe@[192.0.2.9]> => joe < @ [ 192 . 0 . 2 . 9 ] >
canonify list:joe@[IPv6:2001:db8::1] => joe < @ [ IPv6 : 2001 : db8 : : 1 ] >
canonify <list:joe@[192.0.2.9]> => list : joe < @ [ 192 . 0 . 2 . 9 ] >
canonify list: <@a.example:joe@x.example> [remark] => joe < @ x . example >
canonify node::joe@x.example => node : : joe < @ x . example >
canonify <joe@a:x.example> => joe < @ a : x . example >
canonify a.!joe => joe < @ a . >
canonify a.example!joe@ => joe @ < @ a . example >
canonify <@a.example:@b.example:joe> => joe
3,0 <list:joe@localhost> => $# local $: list : joe
3,0 <joe@a:x.example> => $# error $@ 5 . 1 . 3 $: "553 Colon illegal in host name part"
3,0 <joe@:> => $# error $@ 5 . 1 . 3 $: "553 Colon illegal in host name part"
MasqSMTP,final joe%mail.example.com => joe @ mail . example . com
END

with "source routes that are followed" <<'MC'
define(`_USE_DEPRECATED_ROUTE_ADDR_', `1')dnl
LOCAL_DOMAIN(`here.example')dnl
FEATURE(`nocanonify')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
canonify <@a.example,@[192.0.2.9]:joe@x.example> => < @ a . example . > : @ [ 192 . 0 . 2 . 9 ] : joe @ x . example
canonify,final <@a.example,@b.example:joe@x.example> => @ a . example , @ b . example : joe @ x . example
3,0 <@a.example:joe@x.example> => $# esmtp $@ a . example . $: < @ a . example . > : joe @ x . example
3,0 <@here.example,@b.example:joe@x.example> => $# esmtp $@ b . example . $: < @ b . example . > : joe @ x . example
3,0 <@here.example:joe> => $# local $: joe
EnvToSMTP < @ a.example . > : joe @ x.example => < @ a . example . > : joe @ x . example
.D{client_addr}203.0.113.1
.D{client_resolve}OK
check_rcpt <@a.example:joe@here.example> => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
check_rcpt <@here.example:joe@here.example> => RELAY
END

with "whole addresses, where a listener asks for them" <<'MC'
define(`_REQUIRE_QUAL_RCPT_', `1')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
.D{client_addr}203.0.113.1
.D{client_name}client.example
.D{client_resolve}OK
check_rcpt <a.b> => RELAY
.D{daemon_flags}r
check_rcpt <a.b> => $# error $@ 5 . 5 . 4 $: "553 Fully qualified domain name required"
check_rcpt <joe%localhost> => $# error $@ 5 . 5 . 4 $: "553 Fully qualified domain name required"
check_rcpt <joe@localhost> => RELAY
check_rcpt <postmaster> => RELAY
.D{client_name}localhost
check_rcpt <joe> => RELAY
END

with "nopercenthack, nouucp: the last word counts" <<'MC'
FEATURE(`nopercenthack', `reject')dnl
FEATURE(`nopercenthack', `nospecial')dnl
FEATURE(`nouucp', `nospecial')dnl
FEATURE(`nouucp', `reject')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
.D{client_addr}203.0.113.1
.D{client_resolve}OK
check_rcpt <joe%x@localhost> => RELAY
check_rcpt <x!joe@localhost> => $# error $@ 5 . 7 . 1 $: "550 Relaying denied"
END

with "DECnet addresses" <<'MC'
define(`DECNET_RELAY', `gate.example.com')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
asked <<'END'
3,0 node::joe => $# relay $@ gate . example . com $: joe < @ node . DECNET . >
3,0 a.node::joe => $# relay $@ gate . example . com $: joe < @ a . node . DECNET . >
3,0 <node::joe%x> => $# relay $@ gate . example . com $: joe % x < @ node . DECNET . >
canonify node::a!joe => joe < @ node : : a . UUCP . >
canonify <node::joe@x.example> => node : : joe < @ x . example >
END

finish cf-features
