#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# rmail: messages with UUCP's From lines go through the real program and our sendmail into a mailbox.
# Wants root and mounts of its own, for the path of sendmail is fixed.
#   82-rmail.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
chmod 755 "$tmp"
me=$(id -un)
if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
    skip "rmail: no mounts of our own here" 44
    finish rmail
fi

mkdir -p "$tmp"/{sbin,mail,queue,etc}
printf 'hosts files\naliases files\n' >"$tmp/etc/service.switch"
cat >"$tmp/etc/mail.mc" <<MC
OSTYPE(\`linux')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`MAIL_SETTINGS_DIR', \`$tmp/etc/')dnl
define(\`QUEUE_DIR', \`$tmp/queue')dnl
define(\`STATUS_FILE', \`')dnl
define(\`ALIAS_FILE', \`$tmp/etc/aliases')dnl
define(\`confCW_FILE', \`-o /nowhere')dnl
define(\`confPID_FILE', \`$tmp/pid')dnl
define(\`confSERVICE_SWITCH_FILE', \`$tmp/etc/service.switch')dnl
define(\`confQUEUE_LA', \`9999')dnl
define(\`confDEF_USER_ID', \`$me')dnl
define(\`confDONT_PROBE_INTERFACES', \`True')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit,GroupWritableDirPathSafe')dnl
define(\`LOCAL_MAILER_PATH', \`$build/mail.local/mail.local')dnl
define(\`LOCAL_MAILER_ARGS', \`mail.local --mailboxes $tmp/mail -f \$g \$u')dnl
define(\`LOCAL_MAILER_FLAGS', \`Phn9S')dnl
undefine(\`local_procmail')dnl
FEATURE(\`nocanonify')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MAILER(\`uucp')dnl
MC
(cd "$top/cf" && m4 -D_CF_DIR_="$top/cf/" m4/cf.m4 "$tmp/etc/mail.mc") >"$tmp/etc/mail.cf" 2>"$tmp/m4" || cat "$tmp/m4"
: >"$tmp/etc/aliases"
check "aliases are made" "$build/sendmail/sendmail" -bi -C "$tmp/etc/mail.cf"
cat >"$tmp/sbin/sendmail" <<SH
#!/bin/sh
printf '%s\n' "\$@" >$tmp/arguments
[ ! -f $tmp/instead ] || . $tmp/instead
exec $build/sendmail/sendmail -C $tmp/etc/mail.cf "\$@"
SH
chmod 755 "$tmp/sbin/sendmail"

rmail() { # ARGUMENTS... <MESSAGE
    rm -f "$tmp/arguments"
    unshare --mount bash -c 'mount --bind "$1" /usr/sbin && shift && exec "$@"' - "$tmp/sbin" "$build/rmail/rmail" "$@"
}
exits() { # N ARGUMENTS... <MESSAGE
    status "$1" rmail "${@:2}"
}
called() { diff "$tmp/arguments" <(printf '%s\n' "$@"); }
not_called() { [ ! -e "$tmp/arguments" ]; }
in_box() { grep -q -- "$1" "$tmp/mail/$me"; }

check "a message over two hosts" exits 0 "$me" <<'TEXT'
From joe Mon Nov 30 18:00:00 2026 remote from ha
>From joe Mon Nov 30 17:00:00 2026 remote from hb
Subject: two hosts
From: joe

>From here on it is text.
.
And on.
TEXT
check "is sendmail's with the path back" called -G -oee -odi -oi -pUUCP:ha.UUCP "-fha!hb!joe" "$me"
check "and lies in the mailbox from there" in_box '^From .*ha!hb!joe '
check "received from the neighbour by UUCP" in_box '^Received: from ha.UUCP'
check "as by UUCP" in_box 'with UUCP'
check "the lines of the way are gone" bash -c "! grep 'remote from' '$tmp/mail/$me'"
check "its text is whole" in_box '^>From here on it is text'
check "behind a lonely dot too" in_box '^And on\.'

check "another domain" exits 0 -D elsewhere "$me" <<<$'From hc!jim Mon Nov 30\nSubject: domain\n\ntext'
check "names the neighbour and the protocol" called -G -oee -odi -oi -pelsewhere:hc.elsewhere "-fhc!jim" "$me"

check "-T tells" exits 0 -T "$me" <<<$'From hc!jim Mon Nov 30\nSubject: told\n\ntext'
says "what it found" "from_sys: hc" "from_path: hc!" "from_user: jim"

check "what sendmail has against it is the answer" exits 75 "$me" < <(echo 'exit 75' >"$tmp/instead"; printf 'From joe Mon\n\ntext\n')
says "and told" "terminated with 75"
check "a sendmail that dies is an error of the system" exits 71 "$me" < <(echo 'kill -9 $$' >"$tmp/instead"; printf 'From joe Mon\n\ntext\n')
rm "$tmp/instead"

# What comes in -- the exit status -- a word of the complaint.
while IFS='|' read -r text wanted word; do
    check "$text" exits "$wanted" "$me" < <(printf '%b' "$text")
    says "$text" "$word"
    check "$text: sendmail does not hear of it" not_called
done <<'ROWS'
|65|no data
From joe Mon\n|65|no data
From joe Mon|65|the message ends in its From line
From joe Mon\n>From joe Mon remote from x|65|the message ends in its From line
Subject: x\n\ntext\n|65|missing or empty From line: Subject: x
From \n\ntext\n|65|corrupted From line
From !joe Mon\n\ntext\n|65|bang starts address
ROWS
check "a From line without end" exits 65 "$me" < <(printf 'From '; head -c 100000 /dev/zero | tr '\0' a)
says "is too long" "From line too long"
check "no option is a recipient" exits 64 "$me" -odq <<<$'From joe Mon\n\ntext'
check "not behind a recipient" not_called
check "no recipient, no work" exits 64 </dev/null

finish rmail
