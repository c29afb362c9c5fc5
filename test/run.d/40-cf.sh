#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The configuration library and cfcompile:
#   samples and recorded configurations compile; wrong ones are refused and change nothing;
#   the .cf has the recorded options, mailers, maps, classes;
#   /etc/mail: make all builds, a second one does nothing, a mistake keeps what was there;
#   the recorded address questions, by our sendmail, and by classic sendmail where it can be had
#   ($MAILWRIGHT_REFERENCE names its binary, else apt-get download).
#   40-cf.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
cfcompile=$build/cfcompile/cfcompile
oracle=$top/test/oracle

# ---- samples ----
for mc in "$top"/cf/sample/*.mc; do
    check "$(basename "$mc") compiles" "$cfcompile" compile -u -q -C "$top/cf" -o "$tmp/sample.cf" "$mc"
done

# ---- recorded configurations: cfcompile writes what plain m4 writes, and refuses what m4 lets pass ----
mkdir -p "$tmp/root/etc/mail"
for mc in "$oracle"/mc/*.mc; do
    name=$(basename "$mc" .mc)
    sed "s#@ROOT@#$tmp/root#g" "$mc" >"$tmp/$name.mc"
    sed "s#@ROOT@#$tmp/root#g" "$oracle/mc/common/oracle.m4" >"$tmp/root/etc/mail/oracle.m4"
    m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/$name.mc" >"$tmp/$name.plain" 2>"$tmp/$name.said"
    if grep -q ERROR "$tmp/$name.said"; then
        check "$name: its mistakes are refused" status 78 "$cfcompile" compile -u -C "$top/cf" -o "$tmp/$name.cf" "$tmp/$name.mc"
        check "$name: and nothing is written" test ! -e "$tmp/$name.cf"
    else
        check "$name compiles" "$cfcompile" compile -u -C "$top/cf" -o "$tmp/$name.cf" "$tmp/$name.mc"
        check "$name: the same as from m4" cmp "$tmp/$name.plain" "$tmp/$name.cf"
    fi
done

# ---- every file of the library says what it is, and can be used ----
for f in "$top"/cf/feature/*.m4; do
    name=$(basename "$f" .m4)
    check "feature $name says what it does, its arguments and an example" \
        bash -c "grep -q '^dnl FEATURE(\`$name'\\''' '$f' && grep -q '^dnl Example:' '$f'"
done
# The example of each compiles, with what others need before it.
for f in "$top"/cf/feature/*.m4; do
    name=$(basename "$f" .m4)
    {
        echo "OSTYPE(\`linux')dnl"
        for before in access_db delay_checks; do
            [ $name = $before ] || echo "FEATURE(\`$before')dnl"
        done
        sed -n 's/^dnl Example: *//p' "$f" | sed -e 's/dnl   .*/dnl/' -e 's/dnl  */dnl\n/g'
        case $name in msp | nullclient) ;; *) printf 'MAILER(`local'"'"')dnl\nMAILER(`smtp'"'"')dnl\n' ;; esac
    } >"$tmp/example.mc"
    check "the example of $name compiles" "$cfcompile" compile -u -q -C "$top/cf" -o "$tmp/example.cf" "$tmp/example.mc"
done
for f in "$top"/cf/mailer/*.m4; do
    name=$(basename "$f" .m4)
    check "mailer $name says what it is" grep -q "^dnl MAILER($name):" "$f"
    printf 'OSTYPE(`linux'"'"')dnl\ndefine(`SSH_MAILER_USER'"'"', `mail'"'"')dnl\ndefine(`SSH_MAILER_DIR'"'"', `/'"'"')dnl\n' >"$tmp/mailer.mc"
    printf 'MAILER(`%s'"'"')dnl\n' $(printf '%s\n' local smtp "$name" | awk '!seen[$0]++') >>"$tmp/mailer.mc"
    check "MAILER($name) compiles" "$cfcompile" compile -u -C "$top/cf" -o "$tmp/mailer.cf" "$tmp/mailer.mc"
    check "MAILER($name) writes a mailer" test "$(grep -c '^M' "$tmp/mailer.cf")" -gt "$([ $name = local ] || [ $name = smtp ] && echo 6 || echo 7)"
done
check "cfcompile lists the features" "$cfcompile" features -C "$top/cf"
check "all of them" test "$(wc -l <"$tmp/said")" = "$(ls "$top"/cf/feature | wc -l)"
check "cfcompile doc tells about one" "$cfcompile" doc -C "$top/cf" access_db
check "and not about what is not there" status 66 "$cfcompile" doc -C "$top/cf" ../../README
for f in "$top"/cf/ostype/*.m4; do
    name=$(basename "$f" .m4)
    printf 'OSTYPE(`%s'"'"')dnl\nMAILER(`local'"'"')dnl\nMAILER(`smtp'"'"')dnl\nMAILER(`uucp'"'"')dnl\n' "$name" >"$tmp/os.mc"
    check "OSTYPE($name) compiles" "$cfcompile" compile -u -C "$top/cf" -o "$tmp/os.cf" "$tmp/os.mc"
done

for f in "$top"/cf/hack/*.m4; do
    name=$(basename "$f" .m4)
    check "hack $name says what it does, its arguments and an example" \
        bash -c "grep -q '^dnl HACK(\`$name'\\''' '$f' && grep -q '^dnl Example' '$f'"
    printf 'OSTYPE(`linux'"'"')dnl\nFEATURE(`access_db'"'"')dnl\nHACK(`%s'"', \`bl.example.net'"')dnl\n' "$name" >"$tmp/hack.mc"
    check "HACK($name) compiles" "$cfcompile" compile -u -C "$top/cf" -o "$tmp/hack.cf" "$tmp/hack.mc"
done
for f in "$top"/cf/domain/*.m4; do
    name=$(basename "$f" .m4)
    printf 'OSTYPE(`linux'"'"')dnl\nDOMAIN(`%s'"'"')dnl\nMAILER(`smtp'"'"')dnl\n' "$name" >"$tmp/domain.mc"
    case $name in # samples of one site
    *[Bb]erkeley*) check "DOMAIN($name) says that it is a sample" status 78 "$cfcompile" compile -u -C "$top/cf" -o "$tmp/domain.cf" "$tmp/domain.mc" ;;
    *) check "DOMAIN($name) compiles" "$cfcompile" compile -u -C "$top/cf" -o "$tmp/domain.cf" "$tmp/domain.mc" ;;
    esac
done

# ---- what sites rely on, word by word ----
made() { # made "the sentence" "a line of the .cf" <<<source: plain m4 writes that line
    cat >"$tmp/word.mc"
    m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/word.mc" >"$tmp/word.cf" 2>"$tmp/word.said"
    check "$1" grep -qxF -- "$2" "$tmp/word.cf"
}
made "macros for filters can be added to before there is a filter" \
    'O Milter.macros.envrcpt={rcpt_mailer}, {rcpt_host}, {rcpt_addr}, b, r' <<'MC'
OSTYPE(`bsd4.4')dnl
define(`confMILTER_MACROS_ENVRCPT', confMILTER_MACROS_ENVRCPT`, b, r')dnl
INPUT_MAIL_FILTER(`first', `S=local:/run/first')dnl
INPUT_MAIL_FILTER(`second', `S=local:/run/second')dnl
MC
check "filters are asked in the order of the .mc" grep -qx 'O InputMailFilters=first, second' "$tmp/word.cf"
check "each has its line" test "$(grep -c '^X' "$tmp/word.cf")" = 2
made "a part has a heading with its line of the .mc" "# $tmp/word.mc:3: FEATURE(access_db)" <<'MC'
OSTYPE(`bsd4.4')dnl
DOMAIN(`generic')dnl
FEATURE(`access_db')dnl
LOCAL_DOMAIN(`shop.example')dnl
MASQUERADE_AS(`shop.example')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
Kown hash /etc/mail/own
LOCAL_RULESETS
SOwn
DAEMON_OPTIONS(`Name=MTA, Port=25')dnl
INPUT_MAIL_FILTER(`first', `S=local:/run/first')dnl
MC
while IFS='|' read -r heading line; do
    check "$line is below its heading" \
        grep -qxF -- "$heading" <(grep -v '^$' "$tmp/word.cf" | grep -B1 -m1 -xF -- "$line" | head -1)
done <<END
# $tmp/word.mc:2: DOMAIN(generic)|CPREDIRECT
# $tmp/word.mc:3: FEATURE(access_db)|Kaccess hash -T<TMPF> /etc/mail/access
# $tmp/word.mc:3: FEATURE(access_db)|SD
# $tmp/word.mc:4: LOCAL_DOMAIN|C{w}shop.example
# $tmp/word.mc:6: MAILER(smtp)|######  Mailers smtp, esmtp, smtp8, dsmtp and relay
# $tmp/word.mc:7: LOCAL_CONFIG|Kown hash /etc/mail/own
# $tmp/word.mc:9: LOCAL_RULESETS|SOwn
# $tmp/word.mc:11: DAEMON_OPTIONS|O DaemonPortOptions=Name=MTA, Port=25
# $tmp/word.mc:12: MAIL_FILTER|Xfirst, S=local:/run/first
END
check "what a site is called outside has one, too" grep -qxF "# $tmp/word.mc:5: MASQUERADE_AS" "$tmp/word.cf"
made "what a .mc leaves undefined can be preset by the file of a system" 'O QueueDirectory=/usr/spool/mqueue' <<'MC'
OSTYPE(`a-ux')dnl
MC
made "flags: what is added counts more than what is taken away, in any order" \
    'Msmtp, P=[IPC], F=mMuXZD, S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP, E=\r\n, L=990,' <<'MC'
OSTYPE(`bsd4.4')dnl
MODIFY_MAILER_FLAGS(`SMTP', `+Z')MODIFY_MAILER_FLAGS(`SMTP', `+D')MODIFY_MAILER_FLAGS(`SMTP', `-DF')dnl
MAILER(`smtp')dnl
MC
made "flags: a replacement counts alone" 'Msmtp, P=[IPC], F=abc, S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP, E=\r\n, L=990,' <<'MC'
OSTYPE(`bsd4.4')dnl
MODIFY_MAILER_FLAGS(`SMTP', `abc')MODIFY_MAILER_FLAGS(`SMTP', `+d')dnl
MAILER(`smtp')dnl
MC
made "listeners may still be given by their old name" 'O DaemonPortOptions=Name=MTA, Addr=127.0.0.1' <<'MC'
OSTYPE(`bsd4.4')dnl
define(`confDAEMON_OPTIONS', `Name=MTA, Addr=127.0.0.1')dnl
MC
check "with a warning" grep -q 'WARNING: confDAEMON_OPTIONS is an old name' "$tmp/word.said"
made "a mailer without its queue group has none" \
    'Msmtp, P=[IPC], F=mDFMuX, S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP, E=\r\n, L=990,' <<'MC'
OSTYPE(`bsd4.4')dnl
define(`SMTP_MAILER_QGRP', `')dnl
MAILER(`smtp')dnl
MC
check "not even an empty one" status 1 grep -q 'Q=' "$tmp/word.cf"
mkdir -p "$tmp/site"
printf 'divert(-1)\n# a file of a site\ndivert(0)dnl\nVERSIONID(`site'"'"')\ndivert(-1)\ndefine(`confLOG_LEVEL'"'"', `14'"'"')\n' >"$tmp/site/own.m4"
made "a DOMAIN file of a site, written for the classic library" 'O LogLevel=14' <<MC
OSTYPE(\`bsd4.4')dnl
DOMAIN(\`$(realpath --relative-to "$top/cf/domain" "$tmp/site/own")')dnl
MC
printf 'OSTYPE(`bsd4.4'"'"')dnl\nFEATURE(`nosuch'"'"')dnl\n' >"$tmp/word.mc"
check "m4 itself fails when a file is not there" status 1 m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/word.mc"

# ---- refused, with file and line ----
refuse() { # refuse "the sentence" "what must be said" <<<source
    cat >"$tmp/bad.mc"
    echo old >"$tmp/bad.cf"
    check "$1" status 78 "$cfcompile" compile -u --time-limit 2 -C "$top/cf" -o "$tmp/bad.cf" "$tmp/bad.mc"
    cp "$tmp/said" "$tmp/first"
    check "$1: it is said where" grep -q -- "$2" "$tmp/first"
    check "$1: the old file stays" grep -qx old "$tmp/bad.cf"
}
refuse "a feature that is not there" 'bad.mc:2:9: error: there is no FEATURE no_such_feature' <<'MC'
OSTYPE(`linux')dnl
FEATURE(`no_such_feature')dnl
MC
refuse "a feature after the mailers" 'bad.mc:3:1: error: FEATURE(nocanonify) comes after MAILER in line 2' <<'MC'
OSTYPE(`linux')dnl
MAILER(`smtp')dnl
FEATURE(`nocanonify')dnl
MC
refuse "no OSTYPE" 'bad.mc:1:1: error: no OSTYPE' <<'MC'
MAILER(`smtp')dnl
MC
refuse "a quote that does not end" 'bad.mc:2:27: error: the quote opened here' <<'MC'
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mail.example.com)dnl
MAILER(`smtp')dnl
MC
refuse "a feature that needs another" 'bad.mc:2:1: error: FEATURE(blocklist_recipients) needs' <<'MC'
OSTYPE(`linux')dnl
FEATURE(`blocklist_recipients')dnl
MC
refuse "delay_checks for friends and for haters" 'bad.mc:4: error: FEATURE(delay_checks) is either' <<'MC'
OSTYPE(`linux')dnl
FEATURE(`access_db')dnl
FEATURE(`delay_checks', `hater')dnl
FEATURE(`delay_checks', `friend')dnl
MC
refuse "a macro that calls itself" 'the macro .* calls itself' <<'MC'
define(`loop', `loop')loop
MC
cat >"$tmp/rule.mc" <<'MC'
OSTYPE(`linux')dnl
define(`confCR_FILE', `-o /nowhere')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
Knosuch nosuchclass
MC
check "a map class that is not there is refused" status 78 "$cfcompile" check -C "$top/cf" "$tmp/rule.mc"
cp "$tmp/said" "$tmp/first"
check "with the line of the source" grep -q 'rule.mc:5:9: error' "$tmp/first"

# ---- /etc/mail ----
etc=$tmp/host/etc/mail
mkdir -p "$etc" "$tmp/host/bin"
ln -s "$cfcompile" "$build/makemap/makemap" "$tmp/host/bin/"
ln -s "$build/sendmail/sendmail" "$tmp/host/bin/newaliases"
cp "$top"/cf/etc-mail/* "$etc/"
cat >"$etc/sendmail.mc" <<MC
OSTYPE(\`linux')dnl
define(\`MAIL_SETTINGS_DIR', \`$etc/')dnl
define(\`QUEUE_DIR', \`$tmp/host')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`confTRUSTED_USER', \`$(id -un)')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit,GroupWritableDirPathSafe')dnl
FEATURE(\`access_db')dnl
FEATURE(\`use_cw_file')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MC
mk() {
    make -s "$@" -C "$etc" CFDIR="$top/cf" BINDIR="$tmp/host/bin"
}
check "make all builds" mk all
for made in sendmail.cf access.db mailertable.db aliases.db; do
    check "$made is there" test -s "$etc/$made"
done
stamp=$(cd "$etc" && stat -c '%n %Y %s' ./*)
check "a second make all succeeds" mk all
check "and says nothing" test ! -s "$tmp/said"
check "and changes nothing" test "$stamp" = "$(cd "$etc" && stat -c '%n %Y %s' ./*)"
sleep 1
cp "$etc/sendmail.cf" "$tmp/before.cf"
sed -i 's/access_db/acces_db/' "$etc/sendmail.mc"
echo 'Connect:192.0.2.1 REJECT' >>"$etc/access"
check "a mistake makes make fail" status 2 mk all
check "sendmail.cf stays" cmp "$tmp/before.cf" "$etc/sendmail.cf"
check "the map was made all the same" test "$etc/access.db" -nt "$etc/sendmail.cf"

# ---- recorded facts and answers ----
# compare OUT: prints the totals, as "name good of"
totals() {
    python3 "$oracle/run.py" --compare "$oracle/expected" "$1" -v >"$tmp/compare" 2>&1
    sed -n 's#^\(.*[a-z]\)  *\([0-9]*\)/\([0-9]*\).*#\1 \2 \3#p' <(sed -n '/^--- totals/,$p' "$tmp/compare")
}
at_least() { # at_least NUMBER WORDS <totals
    awk -v want="$1" -v name="$2" 'index($0, name) == 1 { got = $(NF - 1); print; found = 1 }
        END { exit !(found && got >= want) }'
}
all_of() { # all_of WORDS <totals
    awk -v name="$1" 'index($0, name) == 1 { print; found = $(NF - 1) == $NF } END { exit !found }'
}
python3 "$oracle/run.py" --sendmail /bin/false --makemap /bin/true --cfdir "$top/cf" --out "$tmp/facts" \
    --no-questions --no-smtp --no-isolate --root "$tmp/facts.root" >/dev/null 2>&1
totals "$tmp/facts" >"$tmp/facts.totals"
check "options, mailers, maps, classes, files, macros are as recorded" all_of "cf facts" <"$tmp/facts.totals"

ask() { # ask LABEL SENDMAIL MAKEMAP FLOOR: recorded questions, semantic agreement
    python3 "$oracle/run.py" --sendmail "$2" --makemap "$3" --cfdir "$top/cf" --out "$tmp/$1" --no-smtp >"$tmp/$1.log" 2>&1
    totals "$tmp/$1" >"$tmp/$1.totals"
    echo "$1: $(grep semantic "$tmp/$1.totals") (semantic), $(grep strict "$tmp/$1.totals") (strict)"
    check "our library with $1: at least $4 questions agree" at_least "$4" "questions semantic" <"$tmp/$1.totals"
}
if ! why=$("$top/test/namespaces.sh"); then
    skip "recorded questions: $why"
else
    ask ours "$build/sendmail/sendmail" "$build/makemap/makemap" 10181
    reference=${MAILWRIGHT_REFERENCE:-}
    if [ -z "$reference" ]; then
        mkdir -p "$build/reference"
        (cd "$build/reference" && { ls sendmail-bin_*.deb || timeout 30 apt-get -qq download sendmail-bin; } &&
            dpkg -x sendmail-bin_*.deb .) >/dev/null 2>&1
        reference=$build/reference/usr/libexec/sendmail/sendmail
    fi
    if [ -x "$reference" ]; then
        ask classic "$reference" "$(dirname "$reference")/makemap -C /dev/null" 10181
    else
        skip "classic sendmail cannot be had (apt-get download sendmail-bin): our library was asked by ours only"
    fi
fi

# ---- straight quotes: m4 ends, and says what it did not find ----
for call in "OSTYPE('linux')" "DOMAIN('generic')" "FEATURE('msp')" "MAILER('local')" "HACK('x')"; do
    echo "${call}dnl" >"$tmp/straight.mc"
    timeout 20 m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/straight.mc" >/dev/null 2>"$tmp/straight"
    check "$call ends" test $? = 1
    check "$call is told" grep -q "straight.mc:1: cannot open" "$tmp/straight"
done

# ---- domainmap: users of one domain ----
cat >"$tmp/users.mc" <<MC
OSTYPE(\`linux')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`confDONT_BLAME_SENDMAIL', \`MapInUnsafeDirPath,TextFileInUnsafeDirPath')dnl
LOCAL_DOMAIN(\`example.org')dnl
FEATURE(\`domainmap', \`example.org', \`text -k0 -v1 $tmp/users')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
MC
printf 'joe alice\nann ann@far.example.com\na.b bob\n' >"$tmp/users"
m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/users.mc" >"$tmp/users.cf"
while read -r user answer; do
    echo "3,0 $user@example.org" | "$build/sendmail/sendmail" -bt -C "$tmp/users.cf" 2>&1 |
        sed -n 's/^parse  *returns: //p' | tail -1 >"$tmp/user"
    check "domainmap: $user" grep -qxF -- "$answer" "$tmp/user"
done <<'END'
joe $# local $: alice
joe+tag $# local $: alice
a.b $# local $: bob
ann+tag $# esmtp $@ far . example . com $: ann + tag < @ far . example . com >
nobody $# error $@ 5 . 1 . 1 $: "550 email address lookup in domain map failed"
END

finish cf
