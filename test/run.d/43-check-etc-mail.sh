#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# cfcompile check of a whole /etc/mail: the texts of maps, their databases, aliases, classes, what an
# upgrade left behind, and the rights of every path, each fault once and with the command for it.
#   43-check-etc-mail.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
chmod 755 "$tmp"
umask 022
cfcompile=$build/cfcompile/cfcompile
etc=$tmp/etc/mail
export TMPDIR=$tmp

tells() { # tells "the sentence" PATTERN: a check of the directory says so
    "$cfcompile" check -C "$top/cf" "$etc" >"$tmp/findings" 2>&1
    check "$1" grep -qE -- "$2" "$tmp/findings"
}

mkdir -p "$etc" "$tmp/bin" "$tmp/queue" "$tmp/smrsh"
chmod 700 "$tmp/queue"
ln -s "$cfcompile" "$build/makemap/makemap" "$tmp/bin/"
ln -s "$build/sendmail/sendmail" "$tmp/bin/newaliases"
fresh() { # a good directory, built
    rm -rf "$etc"
    mkdir -p "$etc"
    cp "$top"/cf/etc-mail/* "$etc/"
    cat >"$etc/sendmail.mc" <<MC
OSTYPE(\`linux')dnl
define(\`MAIL_SETTINGS_DIR', \`$etc/')dnl
define(\`QUEUE_DIR', \`$tmp/queue')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`confPID_FILE', \`$tmp/pid')dnl
define(\`confTRUSTED_USER', \`$(id -un)')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit')dnl
define(\`LOCAL_MAILER_PATH', \`/bin/cat')dnl
define(\`PROCMAIL_MAILER_PATH', \`/bin/cat')dnl
FEATURE(\`local_procmail', \`/bin/cat')dnl
FEATURE(\`access_db')dnl
FEATURE(\`mailertable')dnl
FEATURE(\`virtusertable')dnl
VIRTUSER_DOMAIN(\`v.example')dnl
FEATURE(\`genericstable')dnl
GENERICS_DOMAIN(\`g.example')dnl
FEATURE(\`use_cw_file')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MC
    make -s all -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin" >/dev/null 2>&1
    touch -d '1 hour ago' "$etc"/*
    touch -d '30 minutes ago' "$etc"/*.cf "$etc"/*.db
}
text() { # text MAP: standard input becomes its text, and is older than its database
    cat >"$etc/$1"
    touch -d '1 hour ago' "$etc/$1"
}

fresh
check "a good directory is told nothing" status 0 "$cfcompile" check -C "$top/cf" "$etc"
check "nothing at all" test ! -s "$tmp/said"

# ---- texts ----
text access <<'MAP'
Connect:192.0.2.1	REJECT
Connect:192.0.2.1	RELAY
Connect:192.0.2.2
 Connect:192.0.2.3	REJECT
10.1.	RELAY
Connect:192.168.1.0/24	RELAY
From:spam@example.org	REJCT
Srv_Features:	g
AuthInfo:smtp.example.com	user password
MAP
tells "a key that is there twice" 'access:2: error: .*already that of line 1 \[map-03\]'
tells "a key without a value" 'access:3: error: .*no value \[map-03\]'
tells "a line that begins with a blank" 'access:4: error: .*blank.* \[map-03\]'
tells "an address with a dot at its end" 'access:5: error: .* \[map-09\]'
tells "a network with a mask" 'access:6: error: .* \[map-09\]'
check "with the line to write" grep -q "write: Connect:192.168.1.RELAY" "$tmp/findings"
tells "an action that is misspelt" 'access:7: warning: .*did you mean REJECT. \[map-10\]'
tells "bare line ends from everybody" 'access:8: warning: .* \[security-01\]'
tells "a password in the wrong form" 'access:9: error: .* \[auth-04\]'
check "a wrong text is an exit status" status 78 "$cfcompile" check -C "$top/cf" "$etc"
fresh
text mailertable <<'MAP'
a.example	smtp:[192.0.2.1]
b.example	smpt:[192.0.2.1]
c.example	relay.example.com
d.example	esmtp:[192.0.2.1
e.example	esmtp:relay.example.com:587
MAP
tells "a mailer that there is not" 'mailertable:2: error: .*did you mean smtp. \[map-11\]'
tells "a route without a mailer" 'mailertable:3: warning: .* \[map-12\]'
tells "a bracket that does not close" 'mailertable:4: warning: .* \[map-13\]'
tells "a port behind a host" 'mailertable:5: error: .* \[map-14\]'
check "a good route is told nothing" bash -c "! grep -q mailertable:1: $tmp/findings"
text virtusertable <<'MAP'
info@v.example	alice
info@w.example	bob
@w.example	bob
MAP
tells "a virtual domain that is none" 'virtusertable:2: warning: .*w.example.* \[feature-10\]'
check "one that is one" bash -c "! grep -q virtusertable:1: $tmp/findings"
text genericstable <<'MAP'
alice	alice@example.com
bob@g.example	bob@example.com
bob@h.example	bob@example.com
MAP
tells "a generics domain that is none" 'genericstable:3: warning: .*h.example.* \[feature-11\]'
text relay-domains <<'MAP'
example.org
192.0.2.0/24
example.net.
MAP
tells "a mask in relay-domains" 'relay-domains:2: error: .* \[map-09\]'
tells "a dot in relay-domains" 'relay-domains:3: error: .* \[map-09\]'
text aliases <<'MAP'
postmaster: root
root: a
a: b, \b, c@elsewhere.example
b: a
twice: x
twice: y
list: :include:/nowhere/list
MAP
tells "aliases that lead back to themselves" 'aliases:[0-9]+: warning: .*a -> b -> a \[map-16\]|b -> a -> b \[map-16\]'
tells "an alias that is there twice" 'aliases:6: error: .* \[map-03\]'
tells "a list that is not there" 'aliases:7: warning: .* \[alias-02\]'

# ---- databases ----
fresh
touch "$etc/access" "$etc/aliases"
tells "a text newer than its database" 'access: error: .*newer than its database.* \[map-01\]'
check "with the command" grep -q "run: make -C $etc access.db" "$tmp/findings"
tells "aliases newer than theirs" 'aliases: warning: .* \[map-08\]'
rm "$etc/virtusertable.db"
tells "a database that is missing" 'virtusertable: error: .*is missing.* \[map-05\]'
echo "this is no database" >"$etc/mailertable.db"
tells "a file that is none" 'mailertable.db: error: .* \[map-06\]'
cp "$etc/genericstable.db" "$etc/aliases.db"
tells "aliases of another program" 'aliases.db: warning: .*@:@ is missing \[map-07\]'
fresh
sed -i '/genericstable/d' "$etc/sendmail.mc"
touch -d '1 hour ago' "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc"
echo 'alice	alice@example.com' | text genericstable
tells "a table that nothing reads" 'genericstable: warning: 1 entry that nothing reads.* \[feature-09\]'
touch -d '1 minute' "$etc/sendmail.mc"
tells "a .mc newer than its .cf" 'sendmail.mc: warning: newer than .* \[service-01\]'
touch "$etc/sendmail.cf.rpmnew"
tells "what an upgrade left behind" 'sendmail.cf.rpmnew: warning: .* \[service-04\]'
touch -d '40 minutes ago' "$tmp/pid"
touch "$etc/local-host-names"
tells "a class changed after the daemon read it" 'local-host-names: warning: .* \[map-17\]'
rm -f "$tmp/pid"
fresh
echo 'Kwrong nosuchclass /x' >>"$etc/sendmail.cf"
tells "a mistake in a .cf has its line" "sendmail.cf:$(wc -l <"$etc/sendmail.cf"):[0-9]*: error: .* \[cf-syntax-05\]"

# ---- rights: all of them at once ----
fresh
chmod g+w "$etc" "$tmp/etc" "$etc/aliases"
chmod o+w "$etc/mailertable.db" "$tmp/queue"
tells "a directory the group may write" "$etc: error: .* \[perm-01\]"
check "with the command" grep -q "run: chmod g-w $etc\$" "$tmp/findings"
tells "the one above too" "$tmp/etc: error: .* \[perm-01\]"
tells "a database everybody may write" 'mailertable.db: error: .* \[perm-02\]'
tells "aliases the group may write" 'aliases: error: .* \[perm-02\]'
tells "a queue others may write" "queue: error: .* \[perm-06\]"
check "each once" test "$(grep -c "^$etc: error" "$tmp/findings")" = 1
grep '^    run: chmod' "$tmp/findings" | sed 's/^    run: //' >"$tmp/mend"
check "the commands mend it" bash -e "$tmp/mend"
check "and nothing is left to tell" status 0 "$cfcompile" check -C "$top/cf" "$etc"
rmdir "$tmp/queue"
tells "a queue that is missing" "queue: error: .* \[perm-07\]"
mkdir -m 700 "$tmp/queue"
cat >>"$etc/sendmail.mc" <<MC
INPUT_MAIL_FILTER(\`scan', \`S=local:$tmp/scan.sock, F=T')dnl
define(\`confSERVER_KEY', \`$tmp/key.pem')dnl
define(\`confSERVER_CERT', \`$tmp/cert.pem')dnl
MC
touch "$tmp/key.pem" "$tmp/cert.pem"
chmod 640 "$tmp/key.pem"
sed -i 's#/bin/cat#/nowhere/deliver#' "$etc/sendmail.mc"
"$cfcompile" compile -q -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc" >/dev/null 2>&1 ||
    "$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc"
tells "a milter without a socket" 'scan.sock: warning: .* \[milter-04\]'
tells "a key that others may read" 'key.pem: error: .* \[tls-02\]'
tells "a mailer that is not there" 'mailer local runs /nowhere/deliver.* \[queue-05\]'
check "--json of a directory" bash -c "$cfcompile check --json -C $top/cf $etc | python3 -c 'import json,sys; assert len(json.load(sys.stdin)) >= 3'"

# ---- classes, names, routes ----
fresh
sed -i "s#FEATURE(.use_cw_file.)dnl#&\ndefine(\`confCW_FILE', \`-o $etc/local-host-name')#" "$etc/sendmail.mc"
make -s all -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin" >/dev/null 2>&1
tells "a file of a class that may be missing, and is" 'sendmail.mc:[0-9]+: warning: .*local-host-name is not there.* \[class-02\]'
rm -f "$etc/relay-domains"
tells "but relay-domains need not be there" local-host-name
check "no word about it" bash -c "! grep -q relay-domains $tmp/findings"
fresh
sed -i "s#^define(.confCW_FILE.*##; s#^FEATURE(.access_db.).*#&\ndefine(\`SMART_HOST', \`smtp:mail.example.com')dnl#" "$etc/sendmail.mc"
make -s all -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin" >/dev/null 2>&1
text mailertable <<'MAP'
a.example	smtp:[mail.example.com]
b.example	smtp:other.example:mail.example.com
c.example	smtp:[other.example]
d.example	smtp:[127.0.0.1]
mail.example.com	local:
MAP
tells "a smart host that is this host" 'sendmail.mc:[0-9]+: warning: .*mail.example.com is this host.* \[map-15\]'
tells "a route back here" 'mailertable:1: warning: .*a.example would come back.* \[map-15\]'
tells "also as the second host" 'mailertable:2: warning: .* \[map-15\]'
check "others are none" bash -c "! grep -q 'mailertable:[345].*map-15' $tmp/findings"
fresh
sed -i "s#^define(.confDOMAIN_NAME.*#define(\`confDOMAIN_NAME', \`mail')dnl#" "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc"
tells "a host name without a domain" 'sendmail.cf: warning: the host name mail has no domain.* \[host-01\]'
rm "$etc/sendmail.cf"
tells "no sendmail.cf at all" 'sendmail.cf: error: .*not there.* \[cf-syntax-16\]'
check "with the command that makes it" grep -q "run: make -C $etc" "$tmp/findings"

# ---- sendmail.cf edited by hand, and a second one ----
fresh
sed -i 's/^O MaxHopCount=.*/O MaxHopCount=7/; s/^#O MaxHopCount=.*/O MaxHopCount=7/' "$etc/sendmail.cf"
line=$(grep -n '^O MaxHopCount=7' "$etc/sendmail.cf" | cut -d: -f1)
tells "a line edited by hand" "sendmail.cf:$line: warning: edited by hand.* \[cf-syntax-17\]"
touch "$etc/sendmail.mc"
check "make makes it anew" make -s all -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin"
check "and shows what goes" grep -q '^-O MaxHopCount=7' "$tmp/said"
check "and keeps it" grep -q '^O MaxHopCount=7' "$etc/sendmail.cf.edited"
check "it is told once" bash -c "touch $etc/sendmail.mc; make -s all -C $etc CFDIR=$top/cf BINDIR=$tmp/bin 2>&1 | { ! grep -q edited; }"
cp "$etc/sendmail.cf" "$tmp/etc/sendmail.cf"
"$cfcompile" check -C "$top/cf" "$etc" >"$tmp/findings" 2>&1
check "the same file twice is no mistake" bash -c "! grep -q cf-syntax-18 $tmp/findings"
echo '# old' >>"$tmp/etc/sendmail.cf"
tells "a second sendmail.cf" "$tmp/etc/sendmail.cf: warning: left over.* \[cf-syntax-18\]"
rm "$tmp/etc/sendmail.cf"

# ---- sendmail.cf and submit.cf ----
submit() { # submit "FEATURE(msp...)" [MORE]: submit.mc of these lines, compiled
    mkdir -p -m 770 "$tmp/client"
    printf '%s\n' "OSTYPE(\`linux')dnl" "define(\`MSP_QUEUE_DIR', \`$tmp/client')dnl" \
        "define(\`confDOMAIN_NAME', \`mail.example.com')dnl" "define(\`confPID_FILE', \`$tmp/cpid')dnl" \
        "define(\`confTRUSTED_USER', \`$(id -un)')dnl" "define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit')dnl" \
        "${@:2}" "$1" >"$etc/submit.mc"
    "$cfcompile" compile -q -u -C "$top/cf" -o "$etc/submit.cf" "$etc/submit.mc"
}
fresh
submit "FEATURE(\`msp', \`[127.0.0.1]')dnl"
"$cfcompile" check -C "$top/cf" "$etc" >"$tmp/findings" 2>&1
check "two that fit are told nothing" bash -c "! grep -qE 'host-13|service-03|masq-06' $tmp/findings"
submit "FEATURE(\`msp', \`[127.0.0.1]', \`MSA')dnl"
"$cfcompile" check -C "$top/cf" "$etc" >"$tmp/findings" 2>&1
check "nor with the submission port" bash -c "! grep -q host-13 $tmp/findings"
sed -i "1a DAEMON_OPTIONS(\`Port=smtp, Addr=192.0.2.1, Name=MTA')dnl\nFEATURE(\`no_default_msa')dnl" "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc"
tells "nobody listens where submit.cf hands its mail to" 'submit.mc:7: warning: .*port 587.* \[host-13\]'
submit "FEATURE(\`msp', \`[IPv6:::1]')dnl"
tells "nor at the other loopback" 'submit.mc:7: warning: .* \[host-13\]'
check "with the line to write" grep -q 'write: DAEMON_OPTIONS(`Port=25, Addr=::1, Family=inet6' "$tmp/findings"
fresh
sed -i "s/^MAILER(.local.*/FEATURE(\`no_default_msa')dnl\nDAEMON_OPTIONS(\`Port=26, Name=MTA')dnl\n&/" "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc"
submit "FEATURE(\`msp', \`[127.0.0.1]')dnl"
tells "a listener with another port" 'submit.mc:7: warning: .*port 25.* \[host-13\]'
fresh
sed -i "s/^FEATURE(.access_db.).*/&\ndefine(\`SMART_HOST', \`smtp.example.net')dnl/" "$etc/sendmail.mc"
make -s all -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin" >/dev/null 2>&1
submit "FEATURE(\`msp', \`old.example.net')dnl"
tells "mail of programs past the smart host" 'submit.mc:7: warning: .*old.example.net.*past the smart host smtp.example.net.* \[service-03\]'
submit "FEATURE(\`msp', \`smtp.example.net')dnl"
"$cfcompile" check -C "$top/cf" "$etc" >"$tmp/findings" 2>&1
check "straight to it is no mistake" bash -c "! grep -q service-03 $tmp/findings"
submit "FEATURE(\`msp', \`[127.0.0.1]')dnl" "MASQUERADE_AS(\`example.org')dnl"
tells "a name that only submit.mc puts on" 'submit.mc:7: warning: .*example.org.* \[masq-06\]'
sed -i "s/^FEATURE(.access_db.).*/&\nMASQUERADE_AS(\`example.net')dnl/" "$etc/sendmail.mc"
make -s all -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin" >/dev/null 2>&1
tells "two names" 'submit.mc:7: warning: .*example.org.*example.net.* \[masq-06\]'
submit "FEATURE(\`msp', \`[127.0.0.1]')dnl"
"$cfcompile" check -C "$top/cf" "$etc" >"$tmp/findings" 2>&1
check "the daemon's alone is none" bash -c "! grep -q masq-06 $tmp/findings"

# ---- TLS ----
pem=$top/test/check/pem
tls() { # tls CERTIFICATE KEY
    cp "$pem/$1" "$tmp/cert.pem"
    cp "$pem/$2" "$tmp/key.pem"
    chmod 600 "$tmp/key.pem"
    touch -d '1 hour ago' "$tmp/cert.pem" "$tmp/key.pem"
}
fresh
sed -i "1a define(\`confSERVER_CERT', \`$tmp/cert.pem')dnl\ndefine(\`confSERVER_KEY', \`$tmp/key.pem')dnl" "$etc/sendmail.mc"
"$cfcompile" compile -q -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc" >/dev/null 2>&1
for pair in 'rsa.crt rsa.key' 'ec.crt ec.key'; do
    tls $pair
    "$cfcompile" check -C "$top/cf" "$etc" >"$tmp/findings" 2>&1
    check "$pair: told nothing" test ! -s "$tmp/findings"
done
tls rsa.crt other.key
tells "a key of another certificate" 'key.pem: error: .*not the key.* \[tls-03\]'
tls ec.crt ec-locked.key
tells "a key with a passphrase" 'key.pem: error: .*passphrase.* \[tls-03\]'
tls rsa.key rsa.crt
tells "certificate and key in each other's place" 'cert.pem: error: .*only a key \[tls-03\]'
tls ended.crt ec.key
tells "a certificate that has ended" 'cert.pem: error: .*ended on 2021-02-03 \[tls-04\]'
tls ec.crt ec.key
touch -d '2 hours ago' "$tmp/pid"
tells "a renewed certificate" 'cert.pem: warning: renewed after.* \[tls-04\]'
rm "$tmp/pid" "$tmp/key.pem"
tells "a key that is not there" 'key.pem: warning: .*not there.* \[tls-01\]'

# ---- who may read, room, programs of aliases ----
fresh
mkdir -m 777 "$tmp/sockets"
sed -i "1a INPUT_MAIL_FILTER(\`scan', \`S=local:$tmp/sockets/scan, F=T')dnl\ndefine(\`confMIN_FREE_BLOCKS', \`9000000000000000')dnl" "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc" >/dev/null 2>&1
tells "less room than is wanted" "queue: error: .*MinFreeBlocks.* \[queue-01\]"
fresh
sed -i "1a define(\`confHOST_STATUS_DIRECTORY', \`$tmp/hosts')dnl\ndefine(\`confTO_HOSTSTATUS', \`30m')dnl" "$etc/sendmail.mc"
make -s all -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin" >/dev/null 2>&1
mkdir -p "$tmp/hosts/example./down." "$tmp/hosts/example./up." "$tmp/hosts/example./old."
status_of() { printf 'V0\nE%s\nH0\nS%s\nD4.4.1\nRDeferred: Connection refused\nU%s\n.\n' "$2" "$3" "$4" >"$tmp/hosts/example./$1./mx"; }
now=$(date +%s)
status_of down 111 75 $((now - 60))
status_of up 0 0 $((now - 60))
status_of old 111 75 $((now - 3600))
printf 'V8\nT%s\nK0\nN9\nP30000\nSa@example.com\nRPFD:b@example.com\n.\n' $((now - 8 * 86400)) >"$tmp/queue/qf0AAAAAAA000001"
printf 'V8\nT%s\nK0\nN9\nP30000\nSa@example.com\nRPFD:b@example.com\n.\n' $((now - 86400)) >"$tmp/queue/qf0AAAAAAA000002"
tells "a host that counts as down, and until when" "hosts: warning: mx.down.example counts as down until $(date -d "@$((now - 60 + 1800))" +%H:%M).* \[queue-03\]"
check "not one that is up, nor one whose time is over" bash -c "! grep -qE 'mx\.(up|old)' $tmp/findings"
check "how to try it now" grep -q 'run: sendmail -O Timeout.hoststatus=0s -qRmx.down.example' "$tmp/findings"
tells "a message that no queue run has looked at" "queue: warning: 1 message is older than Timeout.queuereturn.* 8 days \[queue-04\]"
check "which it is" grep -q 'run: sendmail -v -qI0AAAAAAA000001' "$tmp/findings"
rm -rf "$tmp/hosts" "$tmp"/queue/qf*
fresh
sed -i "1a INPUT_MAIL_FILTER(\`scan', \`S=local:$tmp/sockets/scan, F=T')dnl" "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc" >/dev/null 2>&1
tells "a milter's socket where others may write" "sockets: error: .*the socket of milter scan.* \[perm-01\]"
fresh
sed -i "1a define(\`confRUN_AS_USER', \`nobody')dnl" "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc" >/dev/null 2>&1
chmod 600 "$etc/access.db"
tells "a map that RunAsUser may not read" 'access.db: error: RunAsUser nobody may not read.* \[perm-04\]'
fresh
sed -i "1a FEATURE(\`smrsh')dnl" "$etc/sendmail.mc"
"$cfcompile" compile -q -u -C "$top/cf" -o "$etc/sendmail.cf" "$etc/sendmail.mc" >/dev/null 2>&1
echo 'robot: "|/usr/bin/no-such-robot -x"' | text aliases
tells "a program that smrsh does not have" 'aliases:1: error: .*no-such-robot.* \[perm-10\]'

# ---- users and programs of the system: as root, with mounts of our own ----
if why=$("$top/test/namespaces.sh"); then
    fresh
    submit "FEATURE(\`msp', \`[127.0.0.1]')dnl"
    mkdir -p "$tmp/home/bob" "$tmp/sbin"
    echo bob >"$tmp/home/bob/.forward"
    chmod 775 "$tmp/home/bob"
    echo "bob:x:4711:4711::$tmp/home/bob:/bin/sh" | cat /etc/passwd - >"$tmp/passwd"
    cp /bin/true "$tmp/sbin/sendmail"
    system() {
        unshare -m bash -c "mount --bind $tmp/passwd /etc/passwd && mount --bind $tmp/sbin /usr/sbin &&
            $cfcompile check -C $top/cf $etc" >"$tmp/findings" 2>&1
    }
    system
    check "a home that others may write" grep -qE 'home/bob: error: .*bob.* \[perm-09\]' "$tmp/findings"
    check "a sendmail without its group" grep -qE '/usr/sbin/sendmail: error: .*set-gid.* \[perm-08\]' "$tmp/findings"
    chmod 755 "$tmp/home/bob"
    chgrp "$(stat -c %g "$tmp/client")" "$tmp/sbin/sendmail"
    chmod 2755 "$tmp/sbin/sendmail"
    system
    check "both mended" bash -c "! grep -qE 'perm-0[89]' $tmp/findings"
else
    skip "3 checks of users and programs: $why" 3
fi

finish check-etc-mail
