#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# cfcompile check:
#   each wrong file of test/check is told at its line, and compile refuses those with an error;
#   the good configurations of test/oracle are told nothing;
#   --fix mends what is mechanical, and only that;
#   bad input (a loop, 10 MB, an m4 that hangs or dies, none at all) leaves the old .cf as it was.
#   42-check.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
cfcompile=$build/cfcompile/cfcompile
cases=$top/test/check
oracle=$top/test/oracle
export TMPDIR=$tmp

# ---- each wrong file, at its line ----
cp -r "$cases/mc" "$tmp/mc"
cd "$tmp/mc" || exit 2
while IFS=$'\t' read -r file line id; do
    case $file in '#'* | '') continue ;; esac
    mc=${file%.m*}.mc
    "$cfcompile" check --advice -C "$top/cf" "$mc" >"$tmp/findings" 2>&1
    got=$?
    check "$mc: $id in line $line" grep -q "^$file:$line:.*\[$id\]" "$tmp/findings"
    if grep -q ": error: " "$tmp/findings"; then
        check "$mc: an error is an exit status" test $got = 78
    else
        check "$mc: a warning is none" test $got = 0
    fi
    check "$mc: nothing goes wrong inside" test $got -le 78
done <"$cases/expected.tsv"
check "there are sixty of them" test "$(grep -vc '^#' "$cases/expected.tsv")" -ge 60

# ---- each row of the catalogue has a place where it is shown to be told ----
rows=0
while IFS=$'\t' read -r row kind id; do
    case $row in '#'* | '') continue ;; esac
    rows=$((rows + 1))
    case $kind in
    mc) check "$row has a wrong .mc" grep -q "	$id\$" "$cases/expected.tsv" ;;
    etc) check "$row has a wrong directory" grep -qF "\\[$id\\]" "$top/test/run.d/43-check-etc-mail.sh" ;;
    here) check "$row is shown below" grep -qF "\\[$id\\]" "$top/test/run.d/42-check.sh" ;;
    unit) check "$row has a unit test" grep -qF "\"$id\"" "$top/cfcompile/test_lint.c" ;;
    run) check "$row is told where it arises" grep -q "# row.* $row\\b" "$top/test/run.d/$id" ;;
    none) check "$row: why not" test -n "$id" ;;
    *) check "$row: $kind is a kind" false ;;
    esac
done <"$cases/catalogue.tsv"
check "the catalogue is whole" test $rows -ge 140

# ---- the list of checks, and that a word of the library is known to them ----
check "cfcompile checks lists them" "$cfcompile" checks
cp "$tmp/said" "$tmp/checks"
while IFS=$'\t' read -r file line id; do
    case $file in '#'* | '') continue ;; esac
    [ "$id" = cf ] || check "$id is among them" grep -q "^$id " "$tmp/checks"
done <"$cases/expected.tsv"
for id in $(grep -ohE '"[a-z]+-[0-9]{2}"' "$top"/cfcompile/lint*.c "$top/cfcompile/check_dir.c" | tr -d '"' | sort -u); do
    check "$id is among them" grep -q "^$id " "$tmp/checks"
done
for word in $(sed -n 's/^define(`\([A-Z][A-Za-z_0-9]*\)'"'"', `ifelse(\$#, 0.*/\1/p; s/^_CLASS_LIST(`\([A-Z_]*\)'"'"'.*/\1 \1_FILE/p; s/^define(`\(LOCAL_[A-Z_0-9]*\)'"'"'.*/\1/p' "$top"/cf/m4/base.m4 "$top"/cf/m4/lists.m4); do
    check "the checks know $word" grep -qE "\"$word\"|LIST\(\"${word%_FILE}\"\)" "$top/cfcompile/words.c"
done

# ---- no false alarm ----
# The library refuses FEATURE after MAILER in two of the recorded ones, and some have the very
# mistakes that others warn of: an old name, an open relay, names with a dot.
mkdir -p "$tmp/root/etc/mail"
sed "s#@ROOT@#$tmp/root#g" "$oracle/mc/common/oracle.m4" >"$tmp/root/etc/mail/oracle.m4"
good=0
for mc in "$oracle"/mc/*.mc "$top"/cf/sample/*.mc "$top"/test/check/good/*.mc; do
    [ -e "$mc" ] || continue
    name=$(basename "$mc" .mc)
    case $name in
    rw-bsd-laptop | rw-debian-gmail) known='order-0[13]|library' ;;
    masq-doc-all) known='masq-01|order-09' ;;
    relay-promiscuous | rw-bench) known='feature-08' ;;
    rw-pld | rw-rhel-* | rw-fedora-virtual) known='feature-02' ;;
    *) known='none' ;;
    esac
    sed "s#@ROOT@#$tmp/root#g" "$mc" >"$tmp/$name.mc"
    "$cfcompile" check -u -C "$top/cf" "$tmp/$name.mc" 2>&1 | grep '\]$' |
        grep -vE "\[($known)\]" >"$tmp/alarms"
    check "$name: no false alarm" test ! -s "$tmp/alarms"
    [ "$known" = none ] && good=$((good + 1))
done
check "at least forty are told nothing at all" test $good -ge 40

# Nor is a rule or a value of the result; tables, users and files of classes may be those of another host.
for mc in "$oracle"/mc/*.mc "$top"/cf/sample/*.mc; do
    name=$(basename "$mc" .mc)
    "$cfcompile" check -C "$top/cf" "$tmp/$name.mc" 2>&1 |
        grep -E '\[(cf-syntax|rule|milter)-[0-9]*\]$' >"$tmp/alarms"
    check "$name: no false alarm in its result" test ! -s "$tmp/alarms"
done

# ---- what is said without --advice only where it cannot be meant ----
speaks() { # speaks "the sentence" ID yes|no LINE...: a warning about this .mc
    local words=$1 id=$2 wanted=$3
    printf '%s\n' "OSTYPE(\`linux')dnl" "${@:4}" "MAILER(\`local')dnl" "MAILER(\`smtp')dnl" >"$tmp/speaks.mc"
    "$cfcompile" check -u -C "$top/cf" "$tmp/speaks.mc" >"$tmp/spoken" 2>&1
    check "$words" test "$(grep -q "\(warning\|error\).*\[$id\]" "$tmp/spoken" && echo yes || echo no)" = "$wanted"
}
plain="define(\`confAUTH_MECHANISMS', \`LOGIN PLAIN')dnl"
speaks "PLAIN alone, hidden for ever" auth-01 yes "$plain" "define(\`confAUTH_OPTIONS', \`A p')dnl"
speaks "PLAIN hidden beside others" auth-01 no "define(\`confAUTH_MECHANISMS', \`DIGEST-MD5 PLAIN')dnl" "define(\`confAUTH_OPTIONS', \`A p')dnl"
speaks "PLAIN that nobody trusts" auth-05 yes "$plain"
speaks "PLAIN that is trusted" auth-05 no "$plain" "TRUST_AUTH_MECH(\`LOGIN PLAIN')dnl"
speaks "PLAIN for where this host logs in" auth-05 no "$plain" "FEATURE(\`authinfo')dnl"
speaks "what only servers use" auth-05 no "define(\`confAUTH_MECHANISMS', \`EXTERNAL')dnl"

speaks "a quote among characters" m4-quote-17 no "define(\`confMUST_QUOTE_CHARS', \`.'')dnl"

# ---- what it looks like ----
"$cfcompile" check --json -C "$top/cf" m4-quote-01.mc >"$tmp/json"
if command -v python3 >/dev/null; then
    check "--json is JSON with place, sentence and the line to write" python3 -c '
import json, sys
one = json.load(open(sys.argv[1]))[0]
assert one["line"] == 4 and one["column"] == 9 and one["id"] == "m4-quote-01", one
assert one["instead"] == "FEATURE(`ldap_routing'"'"')dnl" and one["fixable"], one' "$tmp/json"
else
    skip "no python3 to read JSON with"
fi
check "no colour in a pipe" bash -c "! $cfcompile check -C $top/cf m4-quote-01.mc | grep -q $'\\033'"
if command -v script >/dev/null; then
    TERM=xterm script -qc "$cfcompile check -C $top/cf m4-quote-01.mc" /dev/null >"$tmp/terminal" </dev/null
    check "on a terminal there is colour" grep -q $'\033\[' "$tmp/terminal"
    check "and a mark below the place" grep -q '\^' "$tmp/terminal"
fi

# ---- compile tells the same, and changes nothing ----
while IFS=$'\t' read -r file line id; do
    case $id in m4-quote-0[1-9] | m4-quote-1[34] | m4-space-0* | m4-dnl-0[125] | order-0[125] | order-06 | feature-0[1346] | dnsbl-01) ;; *) continue ;; esac
    mc=${file%.m*}.mc
    echo old >"$tmp/old.cf"
    check "compile refuses $id" status 78 "$cfcompile" compile -u -C "$top/cf" -o "$tmp/old.cf" "$mc"
    check "$id: in line $line" grep -q "^$file:$line:.*\[$id\]" "$tmp/said"
    check "$id: the old file stays" grep -qx old "$tmp/old.cf"
done <"$cases/expected.tsv"

# ---- mending ----
cat >"$tmp/fix.mc" <<'MC'
include(`/usr/share/sendmail-cf/m4/cf.m4')dnl
OSTYPE (`linux')dnl
define('SMART_HOST', 'smtp.example.com')dnl
define(“confLOG_LEVEL”, “9”)dnl
MAILER(smtp)dnl
FEATURE(`masquerade_envelope')dnl FEATURE(`allmasquerade')dnl MASQUERADE_AS(`example.com.')dnl
FEATRUE(`access_db')dnl
define(`confMAX_MESAGE_SIZE', `10000000)dnl
DAEMON_OPTIONS(Port=smtp,Addr=127.0.0.1, Name=MTA)dnl
LOCAL_RULESETS
SLocal_check_mail
R$*     $: $1
MC
cp "$tmp/fix.mc" "$tmp/before.mc"
check "without --yes nothing is written" bash -c "$cfcompile check --fix -u -C $top/cf $tmp/fix.mc </dev/null; cmp $tmp/fix.mc $tmp/before.mc"
check "but shown" grep -q '^+FEATURE(`masquerade_envelope' "$tmp/said"
chmod 600 "$tmp/fix.mc"
check "--fix --yes leaves nothing to say" "$cfcompile" check --fix --yes -u -C "$top/cf" "$tmp/fix.mc"
check "the file that was there is kept" cmp "$tmp/before.mc" "$tmp/fix.mc.bak"
check "its mode stays" test "$(stat -c %a "$tmp/fix.mc")" = 600
check "the mended one is right" diff - "$tmp/fix.mc" <<MC
include(\`/usr/share/sendmail-cf/m4/cf.m4')dnl
OSTYPE(\`linux')dnl
define(\`SMART_HOST', \`smtp.example.com')dnl
define(\`confLOG_LEVEL', \`9')dnl
FEATURE(\`masquerade_envelope')dnl
FEATURE(\`allmasquerade')dnl
MASQUERADE_AS(\`example.com')dnl
FEATURE(\`access_db')dnl
MAILER(smtp)dnl
define(\`confMAX_MESSAGE_SIZE', \`10000000')dnl
DAEMON_OPTIONS(\`Port=smtp,Addr=127.0.0.1, Name=MTA')dnl
LOCAL_RULESETS
SLocal_check_mail
R\$*$(printf '\t')\$: \$1
MC
check "a second --fix finds nothing to do" bash -c "$cfcompile check --fix --yes -u -C $top/cf $tmp/fix.mc && cmp $tmp/before.mc $tmp/fix.mc.bak"
for mc in m4-quote-0[1-8].mc m4-quote-02-angle.mc m4-quote-07-acute.mc m4-quote-08-outside.mc m4-quote-1[0145678]*.mc m4-quote-13.mc m4-space-0*.mc m4-case-01-*.mc m4-case-04*.mc feature-01-*.mc m4-dnl-0*.mc m4-eol-01.mc order-0[1-3].mc feature-0[267].mc rule-01.mc masq-01*.mc domain-02.mc; do
    id=$(awk -F'\t' -v f="$mc" '$1 == f { print $3 }' "$cases/expected.tsv")
    "$cfcompile" check --fix --yes -u -C "$top/cf" "$mc" >"$tmp/mended" 2>&1
    check "$mc can be mended" bash -c "! $cfcompile check -u -C $top/cf $mc | grep -q '\[$id\]'"
done

# What was mended is what was meant: the .cf is that of the file without the mistake.
means() { # means FILE.mc (mended above) "the line as it should be" [LINE]
    sed "${3:-3}s/.*/$2/" "$1" >"$tmp/meant.mc"
    check "$1 is mended to what was meant" diff <(m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$1" | grep -v '^#') \
        <(m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/meant.mc" | grep -v '^#')
}
means m4-quote-11-double.mc 'DAEMON_OPTIONS(`Port=smtp,Addr=127.0.0.1, Name=MTA'"'"')dnl'
means m4-quote-11-straight.mc 'DAEMON_OPTIONS(`Port=smtp,Addr=127.0.0.1, Name=MTA'"'"')dnl'
means m4-quote-07-acute.mc 'FEATURE(`always_add_domain'"'"', `example.org'"'"')dnl'
means m4-quote-14-semicolon.mc 'define(`SMART_HOST'"'"', `smtp.example.com'"'"')dnl'
means m4-quote-15.mc 'define(`SMART_HOST'"'"', `smtp.example.com'"'"')dnl'
means m4-space-03.mc 'define(`SMART_HOST'"'"', `smtp.example.com'"'"')dnl'

host='define(`SMART_HOST'"'"', `smtp.example.com'"'"')dnl'
for mc in m4-quote-17-closing m4-quote-02-angle m4-quote-10-empty m4-quote-14-equals m4-dnl-06-quote feature-01-setting; do
    means $mc.mc "$host" 4
done
means m4-quote-17.mc 'FEATURE(`redirect'"'"')dnl' 4
means m4-quote-08-outside.mc 'FEATURE(`redirect'"'"')dnl' 4
means m4-quote-11-feature.mc 'FEATURE(`mailertable'"'"', `hash -o \/etc\/mail\/mailertable'"'"')dnl' 4
means m4-dnl-02-two.mc "define(\`confMAX_HOP', \`20')dnl\\n$host" 4
means m4-space-03-bare.mc 'FEATURE(`redirect'"'"')dnl' 4
means m4-space-03-bracket.mc 'define(`SMART_HOST'"'"', `[10.0.0.1]'"'"')dnl' 4
means m4-case-01-hyphen.mc 'define(`confMAX_MESSAGE_SIZE'"'"', `10000000'"'"')dnl' 4
means m4-case-01-undefine.mc 'undefine(`confHOST_STATUS_DIRECTORY'"'"')dnl' 4
means m4-case-01-word.mc 'FEATURE(`redirect'"'"')dnl' 4
means feature-01-mailer.mc 'MAILER(`procmail'"'"')dnl' 4
means m4-case-04.mc 'define(`confMAX_HOP'"'"', `20'"'"')dnl' 4
means m4-case-04-equals.mc "$host" 4
means m4-quote-18.mc 'define(`confLOG_LEVEL'"'"', `10'"'"')dnl' 4

while IFS=$'\t' read -r mc line; do
    case $mc in '#'* | '') continue ;; esac
    { head -3 "$mc" && echo "$line" && tail -n +5 "$mc"; } >"$tmp/meant.mc"
    "$cfcompile" check --fix --yes -u -C "$top/cf" "$mc" >"$tmp/mended" 2>&1
    check "$mc is mended to what was meant" diff <(m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$mc" | grep -av '^#') \
        <(m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/meant.mc" | grep -av '^#')
done <"$cases/meant.tsv"

# ---- several mistakes in one file, some behind others ----
cp "$cases/mc/several-open.mc" "$cases/mc/several-behind.mc" .
"$cfcompile" check -C "$top/cf" several-open.mc >"$tmp/several" 2>&1
for line in 4 5 6 7 8; do
    check "line $line of several-open.mc is told" grep -q "^several-open.mc:$line:.* error: " "$tmp/several"
done
"$cfcompile" check --json -C "$top/cf" several-open.mc | tr -d '\n' | tr '}' '\n' >"$tmp/several"
check "a line behind an open quote is offered as it should be" grep -qF 'FEATURE(`nocanonify'"'"')dnl' "$tmp/several"
"$cfcompile" check -C "$top/cf" several-behind.mc >"$tmp/several" 2>&1
check "a value behind an open parenthesis is told" grep -q '^several-behind.mc:4:31: .*\[cf-syntax-09\]' "$tmp/several"
check "an open parenthesis before it, too" grep -q '^several-behind.mc:5:1: .*\[m4-quote-08\]' "$tmp/several"
check "nothing is left in TMPDIR" bash -c "! ls $tmp | grep -q '^cfcompile\.'"

# ---- a .cf that m4 did not finish ----
: >"$tmp/cut.cf"
"$cfcompile" check -C "$top/cf" "$tmp/cut.cf" >"$tmp/cut" 2>&1
check "an empty .cf is told" test $? = 78
check "and what it is" grep -q "an m4 that failed.*\[cf-syntax-15\]" "$tmp/cut"
check "and how to make it" grep -q "run: cfcompile $tmp/cut.mc" "$tmp/cut"
echo V10/Berkeley >"$tmp/cut.cf.bak"
"$cfcompile" check -C "$top/cf" "$tmp/cut.cf" >"$tmp/cut" 2>&1
check "or that an older one goes back" grep -q "run: cp $tmp/cut.cf.bak $tmp/cut.cf" "$tmp/cut"

# ---- bad input ----
keeps() { # keeps "the sentence" STATUS "what must be said" COMMAND...: the old .cf is untouched
    local words=$1 wanted=$2 text=$3
    shift 3
    echo old >"$tmp/kept.cf"
    check "$words" status "$wanted" timeout 20 "$@"
    check "$words: it is said" grep -q -- "$text" "$tmp/said"
    check "$words: the old .cf stays" grep -qx old "$tmp/kept.cf"
    check "$words: nothing else is left" bash -c "! ls $tmp | grep -q 'kept.cf.'"
}
build_cf=("$cfcompile" compile -u -C "$top/cf" -o "$tmp/kept.cf")
printf 'OSTYPE(`linux'"'"')dnl\ninclude(`%s/loop.mc'"'"')dnl\n' "$tmp" >"$tmp/loop.mc"
keeps "a file that includes itself" 78 "loop.mc:2:1: error: .*includes itself" "${build_cf[@]}" "$tmp/loop.mc"
head -c 10485760 /dev/zero | tr '\0' 'x' >"$tmp/large.mc"
keeps "ten megabytes" 65 "large.mc" "${build_cf[@]}" "$tmp/large.mc"
{ cat "$cases/mc/masq-01.mc"; for ((i = 0; i < 60000; i++)); do echo "dnl $i"; done; } >"$tmp/long.mc"
check "a long file is read in its time" timeout 20 "$cfcompile" compile -u -C "$top/cf" -o "$tmp/long.cf" "$tmp/long.mc"
printf 'OSTYPE(`linux'"'"')dnl\ndefine(`loop'"'"', `loop'"'"')loop\n' >"$tmp/hang.mc"
keeps "a macro that calls itself" 78 "hang.mc:2: error: the macro loop calls itself without end: m4 has not finished after 1 second \[m4-loop-01\]" \
    "${build_cf[@]}" --time-limit 1 "$tmp/hang.mc"
endless() { # endless "the sentence" "what must be said of line 4" TEXT: in a file that is good otherwise
    printf '%s\n' "OSTYPE(\`linux')dnl" "define(\`confDOMAIN_NAME', \`mail.example.com')dnl" "MAILER(\`smtp')dnl" "$3" >"$tmp/endless.mc"
    keeps "$1" 78 "endless.mc:[45]: error: $2" "${build_cf[@]}" --time-limit 2 "$tmp/endless.mc"
}
endless "macros that call each other" 'the macros .*one.* call each other' "define(\`one', \`two')define(\`two', \`one')one"
endless "one that doubles its argument" 'm4 .* was here\|m4 takes more than .* MB\|m4 has not finished' "define(\`one', \`one(\$1\$1)')one(\`xxxx')"
endless "one that writes without end" 'the macro one calls itself.*m4 writes more than\|m4 has not finished' "define(\`one', \`x
one')one"
endless "one inside itself" '.*one' "define(\`one', \`y(one(\$1))')one(1)"
check "check tells the same" status 78 timeout 20 "$cfcompile" check -C "$top/cf" --time-limit 1 "$tmp/hang.mc"
check "in the same words" grep -q 'hang.mc:2: error: the macro loop calls itself' "$tmp/said"
check "of a file on another host's library, too" bash -c "sed -i '1i include(\`/nowhere/m4/cf.m4'\'')dnl' $tmp/hang.mc && ! $cfcompile check -C $top/cf --time-limit 1 $tmp/hang.mc >$tmp/said && grep -q 'hang.mc:3: error: the macro loop calls itself' $tmp/said"
printf '#!/bin/sh\nsleep 60\n' >"$tmp/m4-hangs"
printf '#!/bin/sh\nkill -SEGV $$\n' >"$tmp/m4-dies"
chmod +x "$tmp"/m4-*
cp "$cases/mc/masq-01.mc" "$tmp/good.mc"
keeps "an m4 that hangs" 78 "has not finished after 1 second" "${build_cf[@]}" --time-limit 1 --m4 "$tmp/m4-hangs" "$tmp/good.mc"
keeps "an m4 that dies" 78 "died of signal 11" "${build_cf[@]}" --m4 "$tmp/m4-dies" "$tmp/good.mc"
keeps "an m4 that is not there" 69 "m4 cannot be run" "${build_cf[@]}" --m4 "$tmp/nowhere" "$tmp/good.mc"
head -c 3000 /dev/zero >"$tmp/nul.mc"
keeps "a binary file" 78 "nul.mc:1:1: error: a NUL byte: this is no text \[m4-eol-03\]" "${build_cf[@]}" "$tmp/nul.mc"
iconv -f UTF-8 -t UTF-16 "$tmp/good.mc" >"$tmp/wide.mc" 2>/dev/null &&
    keeps "a file in UTF-16" 78 "this text is UTF-16.*\[m4-eol-03\]" "${build_cf[@]}" "$tmp/wide.mc"
check "and nothing else is said of its text" test "$("$cfcompile" check -C "$top/cf" "$tmp/nul.mc" | grep -c '\]$')" = 1
check "a binary file is no .cf to import" status 78 "$cfcompile" import -C "$top/cf" "$tmp/nul.mc"
printf 'V10/Berkeley\nX\033]0;owned\007\n' >"$tmp/escape.cf"
check "a terminal is sent no escapes of a .cf" bash -c "! $cfcompile explain -C $top/cf $tmp/escape.cf a@b.example 2>&1 | grep -q $'\\033'"
printf 'OSTYPE(`linux'"'"')dnl\nMAILER(`local'"'"')dnl\nMAILER(`smtp'"'"')' >"$tmp/end.mc"
printf '\xef\xbb\xbf' | cat - "$tmp/end.mc" >"$tmp/mark.mc"
keeps "a byte order mark" 78 "mark.mc:1:1: error: a byte order mark.*\[m4-eol-02\]" "${build_cf[@]}" "$tmp/mark.mc"
"$cfcompile" check --fix --yes -u -C "$top/cf" "$tmp/mark.mc" >/dev/null 2>&1
check "which --fix takes away" cmp "$tmp/mark.mc" "$tmp/end.mc"
check "no final line end" "$cfcompile" compile -u -C "$top/cf" -o "$tmp/end.cf" "$tmp/end.mc"
check "is no difference" diff <(grep -v '^#' "$tmp/end.cf") <(echo dnl >>"$tmp/end.mc"; "$cfcompile" compile -u -C "$top/cf" -o - "$tmp/end.mc" | grep -v '^#')
sed 's/$/\r/' "$tmp/end.mc" >"$tmp/dos.mc"
check "DOS line ends compile" "$cfcompile" compile -u -C "$top/cf" -o "$tmp/dos.cf" "$tmp/dos.mc"
check "a directory is no .mc" status 66 "$cfcompile" compile -u -C "$top/cf" -o "$tmp/kept.cf" "$tmp/mc"
mkdir "$tmp/empty"
keeps "no m4 at all" 69 "m4 is not installed" env PATH="$tmp/empty" "${build_cf[@]}" "$tmp/good.mc"

finish check
