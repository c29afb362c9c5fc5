#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A private mail host under one directory: laid out, configured from a .mc file, started, and shown at
# work. No mail program but ours, no network but loopback, no rights but the caller's.
# usage: tour.sh start|stop BUILDDIR RUNDIR
set -eu
verb=$1 build=$2 run=$3
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
me=$(id -un)
port=${MAILWRIGHT_PORT:-2525}
peer_port=$((port + 1))
sendmail=$build/sendmail/sendmail
umask 022

say() { printf '%s\n' "$*"; }
title() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi; }

stop_one() {
    local pid
    pid=$(head -1 "$1/var/sendmail.pid" 2>/dev/null) || return 0
    [ -n "$pid" ] && kill "$pid" 2>/dev/null || return 0
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    say "the daemon with pid $pid has not ended yet"
}

stop() {
    stop_one "$run"
    stop_one "$run/peer"
}

# lay_out ROOT: directories and programs by their usual names
lay_out() {
    mkdir -p "$1"/{etc/mail,spool/mqueue,spool/clientmqueue,mail,var,log,bin}
    chmod 700 "$1/spool/mqueue"
    local name
    for name in sendmail mailq newaliases hoststat purgestat; do
        ln -sf "$sendmail" "$1/bin/$name"
    done
    for name in makemap editmap praliases mailstats mail.local rmail smrsh vacation cfcompile; do
        ln -sf "$build/$name/$name" "$1/bin/$name"
    done
}

# common ROOT PORT NAME: what both .mc files have in common
common() {
    cat <<MC
OSTYPE(\`linux')dnl
define(\`confDOMAIN_NAME', \`$3')dnl
define(\`MAIL_SETTINGS_DIR', \`$1/etc/mail/')dnl
define(\`QUEUE_DIR', \`$1/spool/mqueue')dnl
define(\`MSP_QUEUE_DIR', \`$1/spool/clientmqueue')dnl
define(\`confQUEUE_LA', \`9999')dnl the tour goes on however busy this machine is
define(\`confREFUSE_LA', \`9999')dnl
define(\`confPID_FILE', \`$1/var/sendmail.pid')dnl
define(\`STATUS_FILE', \`$1/var/statistics')dnl
define(\`HELP_FILE', \`$1/etc/mail/helpfile')dnl
define(\`ALIAS_FILE', \`$1/etc/mail/aliases')dnl
define(\`confCW_FILE', \`$1/etc/mail/local-host-names')dnl
define(\`confSERVICE_SWITCH_FILE', \`$1/etc/mail/service.switch')dnl
define(\`confTRUSTED_USER', \`$me')dnl
define(\`confRUN_AS_USER', \`$me')dnl
define(\`confDEF_USER_ID', \`$me')dnl
define(\`confTO_IDENT', \`0')dnl
define(\`confDONT_PROBE_INTERFACES', \`True')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit,GroupWritableDirPathSafe,MapInUnsafeDirPath,ClassFileInUnsafeDirPath,ForwardFileInUnsafeDirPath,IncludeFileInUnsafeDirPath,FileDeliveryToSymLink')dnl
define(\`LOCAL_MAILER_PATH', \`$1/bin/mail.local')dnl
define(\`LOCAL_MAILER_ARGS', \`mail.local --mailboxes $1/mail \$u')dnl
define(\`LOCAL_MAILER_FLAGS', \`SPfhn9')dnl
FEATURE(\`no_default_msa')dnl
DAEMON_OPTIONS(\`Name=MTA, Addr=127.0.0.1, Port=$2')dnl
FEATURE(\`nocanonify')dnl
FEATURE(\`accept_unresolvable_domains')dnl
FEATURE(\`use_cw_file')dnl
MC
}

write_main() {
    local r=$1
    { common "$r" "$port" mail.mailwright.test
      cat <<MC
dnl Mail for these domains goes where the maps say.
define(\`RELAY_MAILER_ARGS', \`TCP \$h $peer_port')dnl
FEATURE(\`access_db', \`hash -T<TMPF> $r/etc/mail/access')dnl
FEATURE(\`blocklist_recipients')dnl
FEATURE(\`mailertable', \`hash $r/etc/mail/mailertable')dnl
FEATURE(\`virtusertable', \`hash $r/etc/mail/virtusertable')dnl
FEATURE(\`domaintable', \`hash $r/etc/mail/domaintable')dnl
FEATURE(\`genericstable', \`hash $r/etc/mail/genericstable')dnl
GENERICS_DOMAIN(\`mail.mailwright.test')dnl
VIRTUSER_DOMAIN(\`shop.test')dnl
RELAY_DOMAIN_FILE(\`$r/etc/mail/relay-domains')dnl
dnl What leaves this host looks as if it came from the domain, not from the machine.
MASQUERADE_AS(\`mailwright.test')dnl
FEATURE(\`masquerade_envelope')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MC
    } >"$r/etc/mail/sendmail.mc"
    { common "$r" "$port" mail.mailwright.test | grep -v -e no_default_msa -e DAEMON_OPTIONS -e use_cw_file -e nocanonify -e accept_unres -e LOCAL_MAILER
      printf "define(\`confPID_FILE', \`%s/var/sm-client.pid')dnl\n" "$r"
      printf "define(\`RELAY_MAILER_ARGS', \`TCP \$h %s')dnl\n" "$port"
      printf "FEATURE(\`msp', \`[127.0.0.1]')dnl\n"
      printf "define(\`confTRUSTED_USER', \`%s')dnl\ndefine(\`confRUN_AS_USER', \`%s')dnl\n" "$me" "$me"
    } >"$r/etc/mail/submit.mc"
    printf 'mail.mailwright.test\nmailwright.test\nlocalhost\n' >"$r/etc/mail/local-host-names"
    : >"$r/etc/mail/relay-domains"
    printf 'Connect:127.0.0.1\tRELAY\nFrom:spammer.test\tERROR:5.7.1:550 We want no mail from spammer.test\nTo:sales@mailwright.test\tREJECT\n' >"$r/etc/mail/access"
    printf 'partner.test\trelay:[127.0.0.1]\n' >"$r/etc/mail/mailertable"
    printf 'info@shop.test\t%s\n@shop.test\terror:nouser 550 No such person at the shop\n' "$me" >"$r/etc/mail/virtusertable"
    printf 'old.test\tmailwright.test\n' >"$r/etc/mail/domaintable"
    printf '%s\tfirst.last@mailwright.test\n' "$me" >"$r/etc/mail/genericstable"
    printf '# who gets what\npostmaster: %s\nteam: %s, anna\nanna: %s/mail/anna\n' "$me" "$me" "$r" >"$r/etc/mail/aliases"
}

write_peer() {
    local r=$1
    { common "$r" "$peer_port" mx.partner.test
      printf "FEATURE(\`access_db', \`hash -T<TMPF> %s/etc/mail/access')dnl\n" "$r"
      printf "FEATURE(\`virtusertable', \`hash %s/etc/mail/virtusertable')dnl\n" "$r"
      printf "VIRTUSER_DOMAIN(\`partner.test')dnl\nMAILER(\`local')dnl\nMAILER(\`smtp')dnl\n"
    } >"$r/etc/mail/sendmail.mc"
    printf 'mx.partner.test\n' >"$r/etc/mail/local-host-names"
    printf 'Connect:127.0.0.1\tOK\n' >"$r/etc/mail/access"
    printf 'buyer@partner.test\t%s\n@partner.test\terror:nouser 550 Nobody of that name at the partner\n' "$me" >"$r/etc/mail/virtusertable"
    printf 'postmaster: %s\n' "$me" >"$r/etc/mail/aliases"
}

# make_all ROOT: what an administrator types
make_all() {
    printf 'hosts\tfiles\naliases\tfiles\n' >"$1/etc/mail/service.switch"
    cp "$top/cf/etc-mail/Makefile" "$top/cf/etc-mail/helpfile" "$1/etc/mail/"
    say "make all -C ${1#"$top"/}/etc/mail"
    make all -C "$1/etc/mail" -s CFDIR="$top/cf" BINDIR="$1/bin" MAILDIR="$1/etc/mail" >"$1/log/make.log" 2>&1 ||
        { tail -20 "$1/log/make.log"; exit 1; }
}

start_one() {
    MAILWRIGHT_LOG=$1/log/mail.log "$1/bin/sendmail" -C "$1/etc/mail/sendmail.cf" -bd -q15m -L "$2" ||
        { tail -5 "$1/log/mail.log"; say "the daemon did not start"; exit 1; }
}

# Waits at most ten seconds for text in a file.
wait_for() {
    for _ in $(seq 100); do
        grep -qs -- "$1" "$2" && return 0
        sleep 0.1
    done
    return 1
}

good=0 bad=0
check() { # check "what should have happened" COMMAND...
    local words=$1
    shift
    if "$@" >/dev/null 2>&1; then
        good=$((good + 1))
        say "   yes: $words"
    else
        bad=$((bad + 1))
        say "   NO:  $words"
    fi
}

# smtp FROM TO SUBJECT: says the dialogue's decisive reply
smtp() {
    python3 - "$port" "$@" <<'PY'
import smtplib, sys
port, sender, to, subject = sys.argv[1:5]
s = smtplib.SMTP('127.0.0.1', int(port), timeout=20)
text = 'From: %s\r\nTo: %s\r\nSubject: %s\r\n\r\nHello.\r\n' % (sender, to, subject)
try:
    s.sendmail(sender, [to], text.encode())
    print('   250 accepted')
except smtplib.SMTPRecipientsRefused as e:
    code, words = list(e.recipients.values())[0]
    print('   %d %s' % (code, words.decode('utf-8', 'replace').splitlines()[0]))
except smtplib.SMTPResponseException as e:
    print('   %d %s' % (e.smtp_code, e.smtp_error.decode('utf-8', 'replace').splitlines()[0]))
s.quit()
PY
}

show() {
    local out
    title "1. A local alias with two mailboxes: mail to team@mailwright.test"
    smtp "ann@outside.test" "team@mailwright.test" tour-alias
    check "it is in $me's mailbox (through mail.local)" wait_for "Subject: tour-alias" "$run/mail/$me"
    check "and in anna's (a file that the alias names)" wait_for "Subject: tour-alias" "$run/mail/anna"

    title "2. virtusertable: info@shop.test belongs to $me"
    smtp "ann@outside.test" "info@shop.test" tour-virtual
    check "it is in $me's mailbox" wait_for "Subject: tour-virtual" "$run/mail/$me"

    title "3. Relayed by mailertable to another host, masqueraded"
    say "   From $me on this machine, with 'sendmail buyer@partner.test', through submit.cf and the daemon"
    printf 'Subject: tour-relay\nTo: buyer@partner.test\n\nHello.\n' |
        MAILWRIGHT_LOG=$run/log/mail.log "$run/bin/sendmail" -Ac -C "$run/etc/mail/submit.cf" buyer@partner.test || true
    check "the other host delivered it" wait_for "Subject: tour-relay" "$run/peer/mail/$me"
    check "its sender is first.last@mailwright.test: machine and login stay private" \
        grep -q "From:.*first.last@mailwright.test" "$run/peer/mail/$me"

    title "4. Refused by the access map"
    out=$(smtp "ann@spammer.test" "team@mailwright.test" tour-refused)
    say "$out"
    check "550 for the sender's domain" grep -q '^   550.*spammer.test' <<<"$out"
    out=$(smtp "ann@outside.test" "sales@mailwright.test" tour-refused)
    say "$out"
    check "550 at RCPT for the recipient" grep -q '^   550' <<<"$out"

    title "5. An unknown user is refused at RCPT"
    out=$(smtp "ann@outside.test" "nobody-here@mailwright.test" tour-unknown)
    say "$out"
    check "550 User unknown" grep -q '^   550 5.1.1' <<<"$out"

    title "6. Accepted, then refused by the next host: a bounce comes back"
    smtp "$me@mailwright.test" "stranger@partner.test" tour-bounce
    check "a delivery status notification is in $me's mailbox" wait_for "Nobody of that name at the partner" "$run/mail/$me"
    check "it is a multipart/report" grep -q "multipart/report" "$run/mail/$me"
}

start() {
    stop
    rm -rf "$run"
    title "Laying out a private mail host under ${run#"$top"/}"
    lay_out "$run"
    lay_out "$run/peer"
    write_main "$run"
    write_peer "$run/peer"
    make_all "$run"
    make_all "$run/peer"
    start_one "$run" sm-mta
    start_one "$run/peer" sm-peer
    say "two daemons listen on 127.0.0.1, ports $port and $peer_port"
    show
    title "$good of $((good + bad)) things happened as they should"
    cat <<TEXT

It goes on running, as $me:
  talk to it       nc 127.0.0.1 $port      (or: swaks --server 127.0.0.1:$port --to team@mailwright.test)
  mailbox          $run/mail/$me
  queue            $run/bin/mailq -C $run/etc/mail/sendmail.cf
  ask the rules    $run/bin/sendmail -C $run/etc/mail/sendmail.cf -bt
  logs             $run/log/mail.log and $run/peer/log/mail.log
  configuration    $run/etc/mail, then: make -C $run/etc/mail
  stop             ./Build stop
TEXT
    [ "$bad" = 0 ]
}

case $verb in
start) start ;;
stop) stop ;;
*) say "usage: tour.sh start|stop BUILDDIR RUNDIR" >&2; exit 64 ;;
esac
