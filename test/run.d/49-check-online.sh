#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# cfcompile check --online: hosts, ports, MX records, lists and servers, asked of a name server and of servers on
# loopback; and that what cannot be told just now is not called wrong.
#   49-check-online.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
cfcompile=$build/cfcompile/cfcompile
export TMPDIR=$tmp
command -v python3 >/dev/null || {
    skip "no python3 for a name server"
    finish check-online
}

cat >"$tmp/zone" <<'ZONE'
ours.example MX 10 mx.ours.example
mx.ours.example A 127.0.0.1
good.example A 127.0.0.1
shut.example A 127.0.0.1
loops.example MX 10 mx.ours.example
relayed.example MX 5 mx.ours.example
routed.example MX 5 mx.ours.example
away.example MX 10 other.example
other.example A 192.0.2.77
here.example MX 20 mx.ours.example
here.example MX 10 other.example
nomail.example MX 0 .
broken.example SERVFAIL
2.0.0.127.alive.example A 127.0.0.2
1.0.0.127.everybody.example A 127.0.0.2
2.0.0.127.everybody.example A 127.0.0.2
alive.example A 192.0.2.1
dead.example A 192.0.2.1
sub.empty.example A 192.0.2.1
ZONE

# A mail server that greets, one that refuses to, one that says nothing, a port where nobody is; the name server goes
# with them when this script ends.
cat >"$tmp/servers.py" <<'PY'
import os, socket, sys, threading
sys.path[:0] = sys.argv[1:3]
from ports import free_port
from zone_server import start_dns

def serve(words):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('127.0.0.1', 0))
    s.listen(20)
    def run():
        kept = []
        while True:
            c = s.accept()[0]
            if words is None:
                kept.append(c)
                continue
            c.sendall(words)
            threading.Thread(target=lambda: (c.recv(100), c.close()), daemon=True).start()
    threading.Thread(target=run, daemon=True).start()
    return s.getsockname()[1]

# A name server that hears and never answers.
deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
deaf.bind(('127.0.0.1', 0))
print(start_dns(sys.argv[3], 0), serve(b'220-mx.ours.example ESMTP\r\n220 ready\r\n'), serve(b'554 5.7.1 no\r\n'),
      free_port(), deaf.getsockname()[1], flush=True)
sys.stdin.read()
PY
mkfifo "$tmp/end"
exec 9<>"$tmp/end"
python3 "$tmp/servers.py" "$top/test" "$top/test/oracle" "$tmp/zone" <"$tmp/end" 9>&- >"$tmp/ports" 2>"$tmp/server" &
server=$!
trap 'exec 9>&-; kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
for ((i = 0; i < 600; i++)); do
    [ -s "$tmp/ports" ] && break
    sleep 0.1
done
read -r dns greets refuses nobody deaf <"$tmp/ports" || fail "the servers start" "$tmp/server"
echo "nameserver 127.0.0.1@$dns" >"$tmp/resolv.conf"
echo "127.0.0.1 localhost" >"$tmp/hosts"

# asks "the sentence" <<MC: the configuration between its head and its mailers; what is said stands in $tmp/told.
asks() {
    title=$1
    {
        echo "OSTYPE(\`linux')dnl"
        echo "define(\`confDOMAIN_NAME', \`${name:-mx.ours.example}')dnl"
        echo "define(\`confBIND_OPTS', \`-DNSRCH -DEFNAMES file=$tmp/resolv.conf')dnl"
        echo "define(\`confHOSTS_FILE', \`$tmp/hosts')dnl"
        echo "define(\`confDONT_PROBE_INTERFACES', \`True')dnl"
        echo "define(\`RELAY_MAILER_ARGS', \`TCP \$h ${port:-$greets}')dnl"
        echo "define(\`confCR_FILE', \`-o $tmp/relays')dnl"
        echo "define(\`confDONT_BLAME_SENDMAIL', \`MapInUnsafeDirPath,ClassFileInUnsafeDirPath')dnl"
        cat
        echo "MAILER(\`local')dnl"
        echo "MAILER(\`smtp')dnl"
    } >"$tmp/x.mc"
    timeout 120 "$cfcompile" check --online -C "$top/cf" "$tmp/x.mc" >"$tmp/told" 2>&1
    code=$?
    [ $code = 0 ] || [ $code = 78 ] || fail "$title: exit status $code" "$tmp/told"
}
tells() { # tells LINE:COLUMN "what is said" ID
    if grep -E "^$tmp/x.mc:$1: (error|warning): $2.*\[$3\]\$" "$tmp/told" >/dev/null; then
        pass
    else
        fail "$title: $3 at $1" "$tmp/told"
    fi
}
no() { check "$title: no $1" bash -c "! grep -q '\[$1\]' $tmp/told"; }

asks "a smart host that takes mail" <<'MC'
define(`SMART_HOST', `good.example')dnl
MASQUERADE_AS(`ours.example')dnl
LOCAL_DOMAIN(`ours.example here.example')dnl
FEATURE(`dnsbl', `alive.example')dnl
MC

check "$title: nothing is said" diff /dev/null "$tmp/told"

asks "a smart host that there is not" <<'MC'
define(`SMART_HOST', `[gone.example]')dnl
MC
tells 9:23 "the smart host .gone.example.: there is no such host" online-01
check "$title: an error is an exit status" test $code = 78

asks "one whose name cannot be looked up just now" <<'MC'
define(`SMART_HOST', `broken.example')dnl
MC
tells 9:23 "the smart host broken.example" online-03
no online-01
check "$title: a warning is none" test $code = 0

port=$nobody
asks "one where nobody listens" <<'MC'
define(`SMART_HOST', `relay:[good.example]')dnl
MC
tells 9:29 "the smart host .good.example.: .127.0.0.1. port $nobody: Connection refused" online-02
port=$refuses
asks "one that greets with a refusal" <<'MC'
define(`MAIL_HUB', `good.example')dnl
MC
tells 9:21 "MAIL_HUB good.example: .127.0.0.1. port $refuses greets with: 554 5.7.1 no" online-02
port=

asks "the second of two takes it" <<'MC'
define(`SMART_HOST', `gone.example:good.example')dnl
MC
check "$title: that is enough" bash -c "! grep . $tmp/told"

asks "one whose MX is this host" <<'MC'
define(`SMART_HOST', `loops.example')dnl
LOCAL_DOMAIN(`mx.ours.example')dnl
MC
tells 9:23 "the smart host: the best mail exchange of loops.example is mx.ours.example, which is this host" map-15

asks "one that takes no mail at all" <<'MC'
define(`SMART_HOST', `nomail.example')dnl
MC
tells 9:23 "the smart host nomail.example: its MX record says that it takes no mail" online-01

asks "masquerading as what is not in the DNS" <<'MC'
MASQUERADE_AS(`nowhere.example')dnl
MC
tells 9:[0-9]* "mail is masqueraded as nowhere.example, and others refuse such senders: there is no such name" host-06
asks "as a name that has other names below it only" <<'MC'
MASQUERADE_AS(`empty.example')dnl
MC
tells 9:[0-9]* "mail is masqueraded as empty.example.*neither an MX record nor an address" host-06

name=unknown.ours.example
asks "a host name that is not in the DNS" <<'MC'
MC
tells 2:28 "this host calls itself unknown.ours.example, and others look for it in vain: there is no such name" online-04
name=

asks "domains whose mail goes elsewhere" <<'MC'
LOCAL_DOMAIN(`away.example here.example mx.ours.example')dnl
FEATURE(`virtusertable', `null')dnl
VIRTUSER_DOMAIN(`away.example')dnl
MC
tells 9:[0-9]* "away.example is local here, but its mail goes to other.example" online-05
check "$title: a second exchange that is ours will do" bash -c "! grep -q 'here.example is local' $tmp/told"

printf 'relayed.example\n# no.example\nother.example\nrouted.example\n192.0.2\n' >"$tmp/relays"
printf 'routed.example\tesmtp:[127.0.0.1]\n' | "$build/makemap/makemap" -s -C /dev/null hash "$tmp/mailertable" >"$tmp/made" 2>&1
printf 'routed.example\tesmtp:[127.0.0.1]\nx.example\trelay:[gone.example]\ny.example\trelay:good.example\n' >"$tmp/mailertable"
asks "domains that are relayed to this host" <<MC
LOCAL_DOMAIN(\`mx.ours.example')dnl
FEATURE(\`mailertable', \`hash -o $tmp/mailertable')dnl
MC
check "$title: in the file and line of the class" grep -q "^$tmp/relays:1: warning: the best mail exchange of relayed.example is mx.ours.example.*\[map-15\]" "$tmp/told"
check "$title: not where mailertable knows better" bash -c "! grep -q 'exchange of routed' $tmp/told"
check "a route to a host that there is not" grep -q "^$tmp/mailertable:2: error: mail for x.example goes to .gone.example.: there is no such host.*\[online-01\]" "$tmp/told"
check "and nothing of the one that is there" bash -c "! grep -q 'mailertable:3' $tmp/told"
: >"$tmp/relays"

asks "lists of the DNS" <<'MC'
FEATURE(`dnsbl', `alive.example')dnl
FEATURE(`dnsbl', `dead.example')dnl
FEATURE(`enhdnsbl', `everybody.example')dnl
FEATURE(`dnsbl', `broken.example')dnl
MC
tells 10:[0-9]* "the list dead.example does not have its test entry 127.0.0.2" feature-05
tells 11:[0-9]* "the list everybody.example has 127.0.0.1 on it" feature-05
check "$title: a living one is told nothing" bash -c "! grep -q alive $tmp/told"

asks "servers of filters and maps" <<MC
INPUT_MAIL_FILTER(\`up', \`S=inet:$greets@localhost, F=T')dnl
INPUT_MAIL_FILTER(\`down', \`S=inet:$nobody@127.0.0.1, F=T')dnl
define(\`confLDAP_DEFAULT_SPEC', \`-H ldap://good.example:$greets -b dc=example')dnl
LOCAL_CONFIG
Kone ldap -H ldap://gone.example -b dc=example -k (uid=%0) -v mail
Ktwo ldap -H "ldap://127.0.0.1:$nobody" -b dc=example -k (uid=%0) -v mail
MC
tells 10:[0-9]* "filter down: 127.0.0.1: .127.0.0.1. port $nobody: Connection refused" milter-04
tells 13:[0-9]* "the LDAP server gone.example: there is no such host" online-02
tells 14:[0-9]* "the LDAP server 127.0.0.1: .127.0.0.1. port $nobody: Connection refused" online-02
check "$title: what is up is told nothing" bash -c "! grep -q 'filter up\|good.example' $tmp/told"

# Without --online none of that is asked.
check "without --online nothing is asked" bash -c "! $cfcompile check -C $top/cf $tmp/x.mc | grep 'online\|milter-04'"

# A .cf has the same told at its own lines, and in a directory the .cf alone is asked about.
mkdir "$tmp/etc"
sed "s/^INPUT.*down.*/define(\`SMART_HOST', \`[gone.example]')dnl/" "$tmp/x.mc" >"$tmp/etc/sendmail.mc"
"$cfcompile" compile -u -C "$top/cf" -o "$tmp/etc/sendmail.cf" "$tmp/etc/sendmail.mc" >/dev/null 2>&1
timeout 120 "$cfcompile" check --online -C "$top/cf" "$tmp/etc" >"$tmp/told" 2>&1
check "a directory: at the line of the .mc" grep -q "^$tmp/etc/sendmail.mc:10: error: the smart host .gone.example.*\[online-01\]" "$tmp/told"
check "once" test "$(grep -c 'the smart host' "$tmp/told")" = 1

# No name server: one sentence, no error, and it ends.
echo "nameserver 127.0.0.1@$deaf" >"$tmp/resolv.conf"
asks "no name server answers" <<'MC'
define(`SMART_HOST', `good.example')dnl
MASQUERADE_AS(`nowhere.example')dnl
FEATURE(`dnsbl', `dead.example')dnl
MC
check "$title: it is said once" test "$(grep -c 'no name server answers.*\[online-03\]' "$tmp/told")" = 1
check "$title: and nothing is called wrong" bash -c "! grep -q 'error:\|online-0[1245]\|host-06\|feature-05' $tmp/told"
check "$title: the exit status is 0" test $code = 0

finish check-online
