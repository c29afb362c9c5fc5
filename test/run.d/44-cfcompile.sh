#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What cfcompile tells about a configuration that stands: explain, diff, test, undo, completion, on a
# small mail host in a scratch directory. (compile is 40-cf.sh's, import 43-import.sh's.)
#   44-cfcompile.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
export MAILWRIGHT_CF_DIR=$top/cf
cfcompile=$build/cfcompile/cfcompile

# ---- the host ----
etc=$tmp/etc/mail
mkdir -p "$etc" "$tmp/bin" "$tmp/mqueue"
ln -s "$cfcompile" "$build/makemap/makemap" "$tmp/bin/"
ln -s "$build/sendmail/sendmail" "$tmp/bin/newaliases"
cp "$top"/cf/etc-mail/{Makefile,helpfile} "$etc/"
cat >"$etc/sendmail.mc" <<MC
OSTYPE(\`linux')dnl
define(\`MAIL_SETTINGS_DIR', \`$etc/')define(\`QUEUE_DIR', \`$tmp/mqueue')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`confTRUSTED_USER', \`$(id -un)')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit,GroupWritableDirPathSafe')dnl
define(\`SMART_HOST', \`relay.example.net')dnl
FEATURE(\`nocanonify')dnl
FEATURE(\`accept_unresolvable_domains')dnl
FEATURE(\`use_cw_file')dnl
FEATURE(\`mailertable')dnl
FEATURE(\`virtusertable')dnl
FEATURE(\`access_db')dnl
FEATURE(\`blocklist_recipients')dnl
MASQUERADE_AS(\`example.com')dnl
RELAY_DOMAIN(\`partner.example.org')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MC
printf '# clients\nConnect:192.0.2.9\tREJECT\nFrom:bad.example\tREJECT\nTo:old@example.com\tERROR:5.1.1:550 moved on\n' >"$etc/access"
printf 'lab.example.com\tesmtp:[192.0.2.55]\n' >"$etc/mailertable"
printf 'info@shop.example\tjoe@far.example\n@shop.example\terror:nouser 550 No such user here\n' >"$etc/virtusertable"
printf 'example.com\nshop.example\n' >"$etc/local-host-names"
printf 'joe: joe@elsewhere.example\npostmaster: root\n' >"$etc/aliases"
cat >"$etc/sendmail.test" <<'T'
# what must stay as it is
host mail.example.com
info@shop.example                             => relay relay.example.net joe@far.example
nobody@shop.example                           => refused 550
joe@example.com                               => local
joe@example.com                               => alias joe: joe@elsewhere.example
client 192.0.2.9                              => refused 550 5.7.1
client "h.example [192.0.2.10]" from a@b.example to joe@example.com  => accepted
client "h.example [192.0.2.10]" from a@b.example to joe@far.example  => refused 550 5.7.1 Relaying denied
header-sender root@mail.example.com via esmtp => root@example.com
T
mk() { make -s "$@" -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/bin"; }
check "make all runs sendmail.test and builds" mk all
cd "$etc" || exit 2

# ---- explain ----
check "explain an address of the virtual user table" "$cfcompile" explain sendmail.mc info@shop.example
says "explain: answer, key with its line, lines of the .mc" "relay relay.example.net joe@far.example" \
    'virtuser "info@shop.example" = "joe@far.example"  (virtusertable:1)' "VirtualUser" \
    "sendmail.mc:11  FEATURE(\`virtusertable')" "sendmail.mc:6  define(\`SMART_HOST'" "sendmail.mc:17  MAILER(\`smtp')"
check "explain a client that is refused" "$cfcompile" explain sendmail.cf --client 192.0.2.9 --from a@b.example --to joe@example.com
says "explain a refusal" "refused 550 5.7.1 Access denied" "(access:2)" "check_relay" "sendmail.mc:12  FEATURE(\`access_db')"
check "explain a session" "$cfcompile" explain sendmail.cf --client 'h.example [192.0.2.10]' --from u@mail.example.com --to x@partner.example.org
says "explain what relays and masquerades" "partner.example.org is in class R  (sendmail.mc:15)" "u@example.com" \
    "MASQUERADE_AS(\`example.com')"
check "explain a local name" "$cfcompile" explain sendmail.cf joe@example.com
says "explain classes and aliases" "example.com is in class w  (local-host-names:1)" "(aliases:1)"
check "explain --json is JSON" sh -c "'$cfcompile' explain --json sendmail.cf --client 192.0.2.9 --from '\"odd\\one\"@b.example' | python3 -m json.tool"
grep -v '^#' sendmail.cf >"$tmp/bare.cf"
check "a .cf without a .mc names its own lines" "$cfcompile" explain "$tmp/bare.cf" a@far.example
says "explain by the .cf" "of $tmp/bare.cf:" "relay relay.example.net"
check "explain without a question is wrong usage" status 64 "$cfcompile" explain sendmail.cf
check "explain without a file is said so" status 66 "$cfcompile" explain nothing.cf a@b

# ---- diff ----
sed -e '/mailertable/d' -e '/MASQUERADE_AS/d' sendmail.mc >"$tmp/new.mc"
check "diff finds nothing between a .mc and its .cf" "$cfcompile" diff sendmail.mc sendmail.cf u@far.example joe@example.com
check "diff finds what was taken away" status 1 "$cfcompile" diff sendmail.mc "$tmp/new.mc" x@lab.example.com joe@example.com \
    'header-sender u@mail.example.com via esmtp'
says "diff" "esmtp [192.0.2.55] x@lab.example.com" "relay relay.example.net x@lab.example.com" "3 asked, 2 answered differently"
cat >"$tmp/maillog" <<'LOG'
Nov 22 00:01:00 mail sendmail[12]: xAB001: from=<a@b.example>, size=100, class=0, nrcpts=1, msgid=<1@x>, proto=ESMTP, daemon=MTA, relay=h.example [192.0.2.10]
Nov 22 00:01:01 mail sendmail[13]: xAB001: to=<joe@example.com>, delay=00:00:01, mailer=local, pri=1, dsn=2.0.0, stat=Sent
Nov 22 00:01:02 mail sendmail[14]: xAB002: from=<>, size=100, class=0, nrcpts=2, relay=root@localhost
Nov 22 00:01:02 mail sendmail[15]: xAB002: to=<info@shop.example>,<x@lab.example.com>, delay=00:00:01, mailer=relay, stat=Sent
Nov 22 00:01:03 mail sendmail[16]: xAB003: ruleset=check_rcpt, arg1=<joe@far.example>, relay=h.example [192.0.2.10], reject=550 5.7.1 <joe@far.example>... Relaying denied
LOG
check "diff over a mail log" status 1 "$cfcompile" diff sendmail.mc "$tmp/new.mc" --log "$tmp/maillog"
says "diff reads the log" "4 asked, 1 answered differently" "from <> to x@lab.example.com"
check "diff --json is JSON" sh -c "'$cfcompile' diff --json sendmail.mc '$tmp/new.mc' x@lab.example.com | python3 -m json.tool"

# What was taken is asked where it goes although the DNS, which is not the one of that night, refuses its sender now.
sed "1i define(\`confBIND_OPTS', \`file=/dev/null')dnl" sendmail.mc >"$tmp/old-dns.mc"
sed "1i define(\`confBIND_OPTS', \`file=/dev/null')dnl" "$tmp/new.mc" >"$tmp/new-dns.mc"
sed -i '/accept_unresolvable_domains/d' "$tmp/old-dns.mc" "$tmp/new-dns.mc"
cat >"$tmp/dnslog" <<LOG
Nov 22 00:01:02 mail sendmail[14]: xAB002: from=<a@nowhere.invalid>, size=100, class=0, nrcpts=2, relay=root@localhost
Nov 22 00:01:02 mail sendmail[15]: xAB002: to=<x@lab.example.com>, delay=00:00:01, mailer=relay, stat=Sent
Nov 22 00:01:03 mail sendmail[16]: ruleset=check_relay, arg1=h.example, arg2=192.0.2.10, relay=h.example [192.0.2.10], reject=550 5.7.1 no
LOG
check "diff over a log, the sender being unknown now" status 1 "$cfcompile" diff "$tmp/old-dns.mc" "$tmp/new-dns.mc" --log "$tmp/dnslog"
says "it tells of both lines" "2 asked, 1 answered differently" "from a@nowhere.invalid to x@lab.example.com	goes to"
: >"$tmp/nothing"
check "a log without mail" status 65 "$cfcompile" diff sendmail.mc "$tmp/new.mc" --log "$tmp/nothing"
says "a log without mail" "no line about mail in it: nothing was compared"
check "a list without questions" status 65 "$cfcompile" diff sendmail.mc "$tmp/new.mc" --list "$tmp/nothing"
check "an empty .cf is none" status 78 "$cfcompile" diff "$tmp/nothing" sendmail.mc x@lab.example.com
says "an empty .cf is none" "is no sendmail.cf: it has no V line and no mailer"
if command -v script >/dev/null; then
    screen() { TERM=xterm script -qec "stty cols $1; $cfcompile diff sendmail.mc $tmp/new.mc --log $tmp/maillog" /dev/null </dev/null | tr -d '\r'; }
    check "on a narrow terminal nothing is cut" bash -c "$(declare -f screen); cfcompile=$cfcompile tmp=$tmp; screen 40 | grep -q '^  sendmail.mc  *esmtp .192.0.2.55. x@lab.example.com\$'"
    check "on a wide one it is a table" bash -c "$(declare -f screen); cfcompile=$cfcompile tmp=$tmp; screen 250 | grep -q 'to x@lab.example.com  goes to  esmtp .192.0.2.55. x@lab.example.com  relay'"
fi

# ---- doc ----
documented() { # documented NAME "what is said"
    check "doc $1" "$cfcompile" doc "$1"
    says "doc $1" "$2"
}
documented confLOG_LEVEL "O LogLevel"
documented SMART_HOST "define(\`SMART_HOST'"
documented masquerade_as "MASQUERADE_AS(\`"
documented MAIL_HUB "Takes all local mail"
documented SMTP_MAILER_MAX "M= of its M line"
check "doc of nothing" status 66 "$cfcompile" doc confLOGLEVEL
says "doc of nothing" "did you mean confLOG_LEVEL?"

# ---- test, and make ----
check "test passes" "$cfcompile" test sendmail.mc
says "test counts" "8 passed, 0 failed"
cp sendmail.cf "$tmp/before.cf"
sed -i 's/relay.example.net/other.example.net/' sendmail.mc
sleep 1.1
touch sendmail.mc
check "a .mc that gives other answers is not installed" status 2 mk all
says "and the reason is told" "should be  relay relay.example.net" "but is     relay other.example.net" \
    "SMART_HOST', \`other.example.net'" "expects other answers"
check "sendmail.cf is the old one" cmp "$tmp/before.cf" sendmail.cf
sed -i 's/relay.example.net/other.example.net/' sendmail.test
echo 'From:worse.example REJECT' >>access
check "with the expectation it is" mk all
echo 'no arrow' >"$tmp/bad.test"
check "a line that makes no sense is told" status 65 "$cfcompile" test sendmail.mc "$tmp/bad.test"

# ---- undo ----
goes() { "$cfcompile" explain sendmail.cf a@far.example | grep -qF "$1" && "$cfcompile" explain sendmail.cf --client 192.0.2.10 --from x@worse.example | tail -n +2 | grep -qF "$2"; }
check "after make the new host and the new key hold" goes other.example.net refused
check "undo" mk undo
says "undo names the files" "sendmail.cf: as made" "access.db: as made"
check "after undo the old host and maps hold" goes relay.example.net accepted
check "make has nothing to do then" mk all
check "and leaves it so" goes relay.example.net accepted
check "undo of undo" "$cfcompile" undo "$etc"
check "brings the new ones back" goes other.example.net refused
check "one file alone changes places with its backup" "$cfcompile" undo sendmail.mc
check "which is the old one" goes relay.example.net refused
check "where nothing is kept undo says so" status 66 "$cfcompile" undo "$tmp/bin"

# ---- slips of the command line ----
check "no such command" status 64 "$cfcompile" frobnicate
says "no such command" "frobnicate is neither a command nor a file"
check "no such option" status 64 "$cfcompile" explain --frob sendmail.mc x
says "no such option" "--frob is no option of this command"
check "an option without its value" status 64 "$cfcompile" explain sendmail.mc --client
says "an option without its value" "--client wants a value"
check "too few operands" status 64 "$cfcompile" diff sendmail.mc
says "too few operands" "cfcompile diff [options] OLD NEW [ADDRESS ...]" "cfcompile diff --help"
check "help of one command" "$cfcompile" diff --help
says "help of one command" "--log FILE" "Options of all"
silent "and of no other" "--fix"
mkdir -m 1777 "$tmp/sticky" "$tmp/sticky/none"
sed "/^O DontBlameSendmail/d" sendmail.cf >"$tmp/sticky/x.cf"
"$cfcompile" check "$tmp/sticky/x.cf" >"$tmp/told" 2>&1
check "a directory that is meant for everybody" grep -q "^$tmp/sticky: error: everybody may write in this directory (mode 1777), as is meant.*\[perm-01\]" "$tmp/told"
check "is not to be changed" bash -c "! grep -q 'chmod.* $tmp/sticky\$' $tmp/told"
check "check of a directory with nothing of ours" status 66 "$cfcompile" check "$tmp/sticky/none"
says "check of a directory with nothing of ours" "nothing was checked"
check "check without a library" status 66 "$cfcompile" check -C "$tmp/none" sendmail.mc
silent "nothing is said about names then" "nothing in the library uses"
check "undo of what there is not" status 66 "$cfcompile" undo "$tmp/nowhere"
says "undo of what there is not" "$tmp/nowhere: No such file"
check "a client that is none" status 64 "$cfcompile" explain --client h.example sendmail.mc
says "a client that is none" "--client h.example is none"
check "an IPv6 client" "$cfcompile" explain --client 2001:db8::1 --to a@far.example sendmail.mc
says "an IPv6 client has the form that maps have" "IPv6:2001:db8:0:0:0:0:0:1"
check "a misspelt feature" status 66 "$cfcompile" doc acess_db
says "a misspelt feature" "did you mean access_db?"
echo 'joe@example.com =>' >"$tmp/empty.test"
check "an answer left out" status 65 "$cfcompile" test sendmail.mc "$tmp/empty.test"
says "an answer left out" 'empty.test:1: no answer behind "=>"'

# ---- completion ----
# shellcheck disable=SC2016
check "completion offers commands, options and features" bash -c '
    PATH='"$build"'/cfcompile:$PATH; source "$1"/cfcompile/completion/cfcompile.bash
    try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _cfcompile; echo "${COMPREPLY[*]}"; }
    [ "$(try cfcompile expl)" = explain ] && [ "$(try cfcompile explain --cl)" = --client ] &&
        [ -z "$(try cfcompile explain --fi)" ] && [ "$(try cfcompile check --onl)" = --online ] &&
        [ "$(try cfcompile doc access)" = access_db ]' - "$top"

finish cfcompile
