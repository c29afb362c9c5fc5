#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What a person is told about trouble that shows only when mail moves: refusals for want of a name in the
# DNS, relaying, and what a mail log repeats.
#   47-why.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
export MAILWRIGHT_CF_DIR=$top/cf
cfcompile=$build/cfcompile/cfcompile

explain() { "$cfcompile" explain "$tmp/$1.mc" "${@:2}" >"$tmp/said" 2>&1; }

# ---- a name server of our own ----
cat >"$tmp/zone" <<'Z'
good.example A 192.0.2.11
11.2.0.192.in-addr.arpa PTR good.example
10.2.0.192.in-addr.arpa PTR liar.example
liar.example A 192.0.2.99
12.2.0.192.in-addr.arpa PTR gone.example
text.example TXT "nothing else"
broken.example SERVFAIL
Z
mkfifo "$tmp/end"
exec 9<>"$tmp/end"
python3 "$top/test/oracle/zone_server.py" "$tmp/zone" <"$tmp/end" 9>&- >"$tmp/port" 2>"$tmp/server" &
server=$!
for _ in $(seq 100); do
    [ -s "$tmp/port" ] && break
    sleep 0.1
done
echo "nameserver 127.0.0.1@$(cat "$tmp/port")" >"$tmp/resolv.conf"

mc() { # mc NAME: standard input is added to what all have
    cat - >"$tmp/$1.mc" <<MC
OSTYPE(\`linux')dnl
define(\`MAIL_SETTINGS_DIR', \`$tmp/')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`confBIND_OPTS', \`-DNSRCH -DEFNAMES file=$tmp/resolv.conf')dnl
define(\`confSERVICE_SWITCH_FILE', \`$tmp/switch')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit,GroupWritableDirPathSafe')dnl
$(cat)
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MC
}
printf 'hosts dns\naliases files\n' >"$tmp/switch"
mc access <<'MC'
FEATURE(`access_db')dnl
RELAY_DOMAIN(`partner.example.org')dnl
TRUST_AUTH_MECH(`PLAIN LOGIN')dnl
MC
mc plain </dev/null
mc delayed <<'MC'
FEATURE(`access_db')dnl
FEATURE(`delay_checks')dnl
MC
mc rdns <<'MC'
FEATURE(`access_db')dnl
FEATURE(`require_rdns')dnl
MC
mc own <<'MC'
FEATURE(`access_db')dnl
define(`confRELAY_MSG', `"550 this is not your mail host"')dnl
MC
: >"$tmp/access"
"$build/makemap/makemap" -s hash "$tmp/access" <"$tmp/access"

# ---- senders ----
# row host-06 host-07
explain access --from x@gone.example
says "host-06: no such name" "5.1.8 Domain of sender address x@gone.example does not exist" \
    "DNS      MX of gone.example: there is no such name" '"From:gone.example OK" in access'
silent "host-06: a name that is not there is asked for once" "A of gone.example"
explain access --from x@text.example
says "host-06: a name with other records" "MX of text.example: none" "A of text.example: none" "AAAA of text.example: none"
explain plain --from x@gone.example
says "host-06: without access_db" "FEATURE(\`accept_unresolvable_domains') takes such mail"
silent "host-06: no map that is off" "in access"
explain delayed --client 'good.example [192.0.2.11]' --from x@gone.example --to root@mail.example.com
says "host-06: behind delay_checks" "RCPT TO        refused 553 5.1.8" "MX of gone.example: there is no such name"
explain access --from x@broken.example
says "host-07: what failed, and who was asked" "later 451 4.1.8 Domain of sender address x@broken.example does not resolve" \
    "MX of broken.example: broken.example: name server failure (SERVFAIL); asked: 127.0.0.1@$(cat "$tmp/port")"
explain access --from x@good.example
silent "a sender that is fine needs no remedy" "DNS"

# ---- relaying ----
# row host-08 host-09
explain access --client 'good.example [192.0.2.11]' --from x@good.example --to y@far.example
says "host-08: what would let this client relay" "Relaying denied" "class R (RELAY_DOMAIN, relay-domains) has" \
    "partner.example.org" '"Connect:192.0.2.11 RELAY" in access' '"To:far.example RELAY" in access' "SMTP AUTH with"
explain plain --client 'good.example [192.0.2.11]' --to y@far.example
says "host-08: without access_db" "has no member" "RELAY_DOMAIN(\`192.0.2.11')" "TRUST_AUTH_MECH is not set"
explain own --client 'good.example [192.0.2.11]' --to y@far.example
says "host-08: with words of the site's own" "this is not your mail host" '"Connect:192.0.2.11 RELAY" in access'
explain access --client 192.0.2.13 --to y@far.example
says "host-09: no PTR record" "IP name lookup failed" "PTR of 192.0.2.13: there is no such name" \
    '"Connect:192.0.2.13 RELAY" in access'
explain access --client 192.0.2.10 --to y@far.example
says "host-09: a PTR record that lies" "PTR of 192.0.2.10: liar.example, but that name has other addresses: 192.0.2.99"
explain access --client 'liar.example [192.0.2.10] (may be forged)' --to y@far.example
says "host-09: forged" "IP name possibly forged" "PTR of 192.0.2.10: liar.example, but that name has other addresses: 192.0.2.99"
explain access --client 192.0.2.12 --to y@far.example
says "host-09: a PTR record that leads nowhere" "PTR of 192.0.2.12: gone.example, but the addresses of that name: there is no such name"
explain access --client 192.0.2.11 --to y@far.example
says "host-09: a name that was not given" 'ask with --client "good.example [192.0.2.11]"'
explain rdns --client 192.0.2.13 --from x@good.example
says "host-09: require_rdns" "refused 550" "PTR of 192.0.2.13: there is no such name"
explain access --json --client 192.0.2.13 --to y@far.example
says "the same for programs" '"remedies": [{"kind": "DNS"'
check "remedies are JSON" python3 -m json.tool "$tmp/said"

# ---- the advice is true ----
follow() { # follow KEY... : access has these keys alone
    printf '%s\n' "$@" | tr ' ' '\t' >"$tmp/access"
    "$build/makemap/makemap" -s hash "$tmp/access" <"$tmp/access"
}
follow "From:gone.example OK"
explain access --from x@gone.example
says "host-06: what was advised helps" "MAIL FROM      accepted"
for key in "Connect:192.0.2.11 RELAY" "To:far.example RELAY"; do
    follow "$key"
    explain access --client 'good.example [192.0.2.11]' --from x@good.example --to y@far.example
    says "host-08: what was advised helps: $key" "RCPT TO        accepted"
done
follow "Connect:192.0.2.10 RELAY"
explain access --client 'liar.example [192.0.2.10] (may be forged)' --to y@far.example
says "host-09: a rule for the address counts" "RCPT TO        accepted"

# ---- a map that somebody else may make ----
# row map-02
mkdir "$tmp/etc"
echo 'a b' >"$tmp/etc/access"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$tmp" "$tmp/etc"
    cp "$build/makemap/makemap" "$tmp/makemap"
    setpriv --reuid 65534 --regid 65534 --clear-groups "$tmp/makemap" -s hash "$tmp/etc/access" <"$tmp/etc/access" >"$tmp/said" 2>&1
    says "map-02" "error opening type hash map $tmp/etc/access: Permission denied" \
        "makemap: $tmp/etc/ belongs to $(id -un) (mode 0755): run this as $(id -un)"
else
    chmod 555 "$tmp/etc"
    [ "$(id -u)" = 0 ] || "$build/makemap/makemap" -s hash "$tmp/etc/access" <"$tmp/etc/access" >"$tmp/said" 2>&1
    [ "$(id -u)" = 0 ] || says "map-02" "makemap: $tmp/etc/ belongs to $(id -un)"
fi

exec 9>&-
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
finish why
