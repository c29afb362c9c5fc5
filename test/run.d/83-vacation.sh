#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# vacation: command lines and files by themselves, then two users who are both away, with .forward files,
# our daemon and our submission. Wants root and namespaces, for users, homes and sendmail's path.
#   83-vacation.sh BUILD_DIR
if [ "${2:-}" != inside ]; then
    . "$(dirname "$0")/../lib.sh" "$1"
    if [ "$(id -u)" != 0 ] || ! unshare --mount --net --pid --fork true 2>/dev/null; then
        skip "vacation: no namespaces of our own here" 101
        finish vacation
    fi
    # Its processes end with it.
    unshare --mount --net --pid --fork --mount-proc "$0" "$build" inside
    exit
fi

. "$(dirname "$0")/../lib.sh" "$1"
chmod 755 "$tmp"
ip link set lo up
mkdir -p "$tmp"/{sbin,etc,queue,client,home}
mkdir -m 1777 "$tmp/mail"
chmod 1777 "$tmp/client"
chmod 700 "$tmp/queue"
cp /etc/passwd /etc/group "$tmp/etc/"
for user in joe:60001 pete:60002; do
    echo "${user%:*}:x:${user#*:}:${user#*:}:${user%:*}:$tmp/home/${user%:*}:/bin/sh" >>"$tmp/etc/passwd"
    echo "${user%:*}:x:${user#*:}:" >>"$tmp/etc/group"
    mkdir "$tmp/home/${user%:*}"
    chown "${user#*:}:${user#*:}" "$tmp/home/${user%:*}"
done
printf '127.0.0.1 localhost mail.example.com\n' >"$tmp/etc/hosts"
printf 'passwd: files\ngroup: files\nhosts: files\n' >"$tmp/etc/nsswitch.conf"
printf 'hosts files\naliases files\n' >"$tmp/etc/service.switch"
for file in passwd group hosts nsswitch.conf; do mount --bind "$tmp/etc/$file" "/etc/$file" || exit 2; done
home=$tmp/home/joe
vacation=$build/vacation/vacation

# What stands in sendmail's place: it takes notes, and does what $tmp/instead says.
cat >"$tmp/sbin/sendmail" <<SH
#!/bin/sh
d=\$(mktemp -d $tmp/sent/XXXXXX) || exit 75
printf '%s\n' "\$@" >\$d/arguments
cat >\$d/text
[ ! -f $tmp/instead ] || . $tmp/instead
SH
chmod 755 "$tmp/sbin/sendmail"
mkdir -m 1777 "$tmp/sent"
ln -s "$(command -v ip)" "$(command -v setpriv)" "$tmp/sbin/" 2>/dev/null
mount --bind "$tmp/sbin" /usr/sbin || exit 2

as_joe() { setpriv --reuid=60001 --regid=60001 --clear-groups env HOME="$home" "$@"; }
vac() { as_joe "$vacation" -dd "$@"; }
exits() { status "$1" vac "${@:2}"; } # N ARGUMENTS... <MESSAGE
afresh() { rm -rf "$home"/.vacation* "$tmp"/sent/* "$tmp/instead"; printf 'Subject: away\n\nI am away.\n' >"$home/.vacation.msg"; }
message() { printf 'From %s Mon Nov 30 18:00:00 2026\nMessage-Id: <1@x.example>\nTo: joe\nSubject: hi\n\ntext\n' "$1"; }
answers() { [ "$(find "$tmp/sent" -name arguments | wc -l)" = "$1" ]; }
called() { diff <(cat "$tmp"/sent/*/arguments) <(printf '%s\n' "$@"); }
wait_for() { # PATTERN FILE
    local i
    for i in {1..600}; do
        ! grep -q -- "$1" "$2" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "no $1 in $2"
    return 1
}

# ---- one message ----
afresh
check "begins" exits 0 -I joe </dev/null
check "the database is the user's" test "$(stat -c %u "$home/.vacation.db")" = 60001
check "a message is answered" exits 0 joe < <(message pete@x.example)
check "from the user, to the sender" called -oi -f joe -- pete@x.example
check "with what makes it an answer" diff <(cat "$tmp"/sent/*/text) - <<'TEXT'
To: pete@x.example
Auto-Submitted: auto-replied
In-Reply-To: <1@x.example>
References: <1@x.example>
Subject: away

I am away.
TEXT
check "the second gets none" exits 0 joe < <(message pete@x.example)
says "and -d twice says why" "had one lately"
check "nor does the same in capitals" exits 0 joe < <(message Pete@X.EXAMPLE)
check "one answer in all" answers 1
check "another sender has his own" exits 0 joe < <(message ann@x.example)
check "two answers in all" answers 2
check "-l lists" exits 0 -l joe
says "them" "pete@x.example " "ann@x.example "
silent "and not the interval" INTERVAL
check "beginning again forgets" exits 0 -I
check "and pete has an answer again" exits 0 joe < <(message pete@x.example)
check "three answers in all" answers 3

afresh
check "-r 0 is for ever, -x excludes, with -I" exits 0 -I -r 0 -x joe <<<$'# mine\nboss@corp.example\n\n@lists.example\n'
for sender in boss@corp.example Boss@Corp.example any@lists.example; do
    check "$sender is excluded" exits 0 joe < <(message "$sender")
    says "$sender" "is excluded"
done
check "-l says so" exits 0 -l
says "both" "boss@corp.example " "(exclusion)"
check "a file of the classic program's is read" exits 0 joe < <(message pete@x.example)
check "nobody was answered but pete" answers 1

# FIELDS OR SENDER|why not
while IFS='|' read -r sender field why; do
    afresh
    check "$sender, $field" exits 0 joe < <(printf 'From %s Mon\n%s\nTo: joe\n\ntext\n' "$sender" "$field")
    says "$sender, $field" "$why"
    check "$sender, $field: no answer" answers 0
    check "$sender, $field: and no note" test ! -e "$home/.vacation.db"
done <<'ROWS'
<>|X: y|its sender is no address
MAILER-DAEMON|X: y|a program or a list
list-request@x.example|X: y|a program or a list
joe|X: y|its sender is the user
pete@x.example|Auto-Submitted: auto-generated|a program wrote it
pete@x.example|Precedence: list|it went to many
pete@x.example|List-Id: <l.x.example>|it went to many
ROWS
check "not to joe" exits 0 joe < <(message pete@x.example | sed 's/^To:.*/To: all/')
says "not to joe" "neither To nor Cc"
check "but with -j" exits 0 -j -z joe < <(message pete@x.example | sed 's/^To:.*/To: all/')
check "and -z from nobody" called -oi -f '<>' -- pete@x.example
afresh
check "-a, -s, -R, -f, -m" exits 0 -a j.user -s bob@x.example -R back@x.example -f "$home/.vacation2" -m .vacation.msg joe <<<$'To: j.user@x.example\n\ntext'
check "each does what it says" called -oi -f back@x.example -- bob@x.example
check "in that database" test -s "$home/.vacation2.db"
afresh
check "-U needs both files" exits 66 -U nobody-here < <(message pete@x.example)
check "-U" exits 0 -U -j -f "$home/.vacation" -m "$home/.vacation.msg" nobody-here < <(message pete@x.example)
check "answers for who is no user" called -oi -f nobody-here -- pete@x.example

# ---- what goes wrong ----
afresh
check "no From_ line" exits 65 joe <<<$'To: joe\n\ntext'
check "no such user" exits 67 nobody-here < <(message pete@x.example)
check "no login" exits 64 </dev/null
check "no such option" exits 64 -Q joe </dev/null
rm "$home/.vacation.msg"
check "no text" exits 66 joe < <(message pete@x.example)
says "which" "no ~joe/.vacation.msg file"
afresh
check "the sender of then was not noted" exits 0 joe < <(message pete@x.example)
check "and has an answer" answers 1
afresh
echo 'exit 75' >"$tmp/instead"
check "sendmail cannot now: another time" exits 75 joe < <(message pete@x.example)
echo 'kill -9 $$' >"$tmp/instead"
check "nor if it dies" exits 75 joe < <(message pete@x.example)
rm "$tmp/instead"
check "then it can" exits 0 joe < <(message pete@x.example)
check "and the sender was not taken for answered" answers 3
afresh
echo 'exit 67' >"$tmp/instead"
check "a sender who does not exist is no error of the message" exits 0 joe < <(message pete@x.example)
afresh
yes junk 2>/dev/null | head -c 10000 >"$home/.vacation.db"
check "a file that is no database" exits 65 joe < <(message pete@x.example)
check "answers nobody" answers 0
check "-I makes a new one" exits 0 -I </dev/null
check "which works" exits 0 joe < <(message pete@x.example)
chmod 666 "$home/.vacation.db"
check "a database everybody writes to" exits 65 joe < <(message ann@x.example)
afresh
check "root is the user" "$vacation" -I joe
check "whose the file is" test "$(stat -c %u "$home/.vacation.db")" = 60001

# ---- many at once ----
afresh
rm -f "$home/.vacation.db"
pids=()
for i in {1..8}; do
    message pete@x.example >"$tmp/in.$i"
    vac joe <"$tmp/in.$i" >"$tmp/out.$i" 2>&1 &
    pids+=($!)
done
bad=0
for pid in "${pids[@]}"; do wait "$pid" || bad=1; done
check "eight of one sender at once, without a database: all end well" test $bad = 0
check "and one is answered" answers 1

# ---- two who are away ----
cat >"$tmp/etc/mail.mc" <<MC
OSTYPE(\`linux')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`MAIL_SETTINGS_DIR', \`$tmp/etc/')dnl
define(\`QUEUE_DIR', \`$tmp/queue')dnl
define(\`STATUS_FILE', \`')dnl
define(\`ALIAS_FILE', \`$tmp/etc/aliases')dnl
define(\`confPID_FILE', \`$tmp/pid')dnl
define(\`confSERVICE_SWITCH_FILE', \`$tmp/etc/service.switch')dnl
define(\`confQUEUE_LA', \`9999')dnl
define(\`confREFUSE_LA', \`9999')dnl
define(\`confDONT_PROBE_INTERFACES', \`True')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit')dnl
define(\`LOCAL_MAILER_PATH', \`$build/mail.local/mail.local')dnl
define(\`LOCAL_MAILER_ARGS', \`mail.local --mailboxes $tmp/mail -f \$g \$u')dnl
define(\`LOCAL_MAILER_FLAGS', \`SPhn9')dnl
undefine(\`local_procmail')dnl
FEATURE(\`no_default_msa')dnl
DAEMON_OPTIONS(\`Name=MTA, Addr=127.0.0.1, Port=25')dnl
FEATURE(\`nocanonify')dnl
FEATURE(\`accept_unresolvable_domains')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MC
cat >"$tmp/etc/submit.mc" <<MC
OSTYPE(\`linux')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`MAIL_SETTINGS_DIR', \`$tmp/etc/')dnl
define(\`MSP_QUEUE_DIR', \`$tmp/client')dnl
define(\`STATUS_FILE', \`')dnl
define(\`confPID_FILE', \`/dev/null')dnl
define(\`confSERVICE_SWITCH_FILE', \`$tmp/etc/service.switch')dnl
define(\`confDONT_PROBE_INTERFACES', \`True')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit')dnl
define(\`confRUN_AS_USER', \`root')dnl
define(\`confTRUSTED_USER', \`root')dnl
FEATURE(\`msp', \`[127.0.0.1]', \`25')dnl
MC
for name in mail submit; do
    (cd "$top/cf" && m4 -D_CF_DIR_="$top/cf/" m4/cf.m4 "$tmp/etc/$name.mc") >"$tmp/etc/$name.cf" 2>"$tmp/m4" || cat "$tmp/m4"
done
cat >"$tmp/sbin/sendmail" <<SH
#!/bin/sh
exec $build/sendmail/sendmail -C $tmp/etc/submit.cf -Ac "\$@"
SH
afresh
rm -f "$home/.vacation.db"
for user in joe pete; do
    printf 'Subject: %s is away\n\nNot here.\n' $user >"$tmp/home/$user/.vacation.msg"
    echo "\\$user, \"|$vacation -dd $user 2>$tmp/home/$user/said; echo ended \$? >>$tmp/home/$user/ended\"" >"$tmp/home/$user/.forward"
    chown 6000$([ $user = joe ] && echo 1 || echo 2) "$tmp/home/$user/.forward" "$tmp/home/$user/.vacation.msg"
done
: >"$tmp/etc/aliases"
check "aliases are made" "$build/sendmail/sendmail" -bi -C "$tmp/etc/mail.cf"
"$build/sendmail/sendmail" -bd -C "$tmp/etc/mail.cf" >"$tmp/daemon" 2>&1
check "the daemon stands" wait_for '^[0-9]' "$tmp/pid"
check "pete writes to joe" setpriv --reuid=60002 --regid=60002 --clear-groups /usr/sbin/sendmail joe <<<$'To: joe\nSubject: to joe\n\ntext'
check "joe has it" wait_for 'Subject: to joe' "$tmp/mail/joe"
check "joe's vacation ends well" wait_for 'ended 0' "$home/ended"
check "pete has joe's answer" wait_for 'Subject: joe is away' "$tmp/mail/pete"
check "which says what it is" grep -q '^Auto-Submitted: auto-replied' "$tmp/mail/pete"
check "and from whom" grep -q '^From: joe <joe@mail.example.com>' "$tmp/mail/pete"
check "pete's vacation sees it" wait_for 'ended 0' "$tmp/home/pete/ended"
check "and does not answer" grep -q 'no answer: a program wrote it' "$tmp/home/pete/said"
check "joe has one message" test "$(grep -c '^From ' "$tmp/mail/joe")" = 1
kill "$(head -1 "$tmp/pid")"

finish vacation
