#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# cfcompile import: the .cf files that classic sendmail's own m4 library makes from the recorded
# configurations become .mc files again; compiled with our library they must give the recorded facts and
# the recorded answers.
#
# The classic library is Debian's package sendmail-cf, unpacked into a scratch directory;
# $SENDMAIL_CF_DIR may name a directory that has m4/cf.m4 instead. MW_ALL=1 asks every recorded question,
# else those of a dozen configurations (all are imported, compiled and compared by their facts).
#   43-import.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
oracle=$top/test/oracle
cfcompile=$build/cfcompile/cfcompile

# ---- a .cf that nobody's library made: everything stays ----
cat >"$tmp/hand.cf" <<'CF'
V10/Berkeley
DSrelay.example.net
Djmail.example.com
Cwlocalhost shop.example
Kdomains text -k 0 -v 1 -z: /etc/mail/domains
O LogLevel=12
O OperatorChars=.:%@!^/[]+
Scanonify=3
R$+			$: $1
Smine
R$* @ old.example	$@ $1 @ new.example
Slocal_check_nothing
Mlocal,	P=/usr/bin/deliver, F=lsDFMAw5:/|@q, T=DNS/RFC822/X-Unix, A=deliver $u
Modd,	P=/usr/bin/odd, F=DFM, S=11, R=21, A=odd $h $u
CF
check "a .cf written by hand is imported" "$cfcompile" import -C "$top/cf" -q -o "$tmp/hand.mc" "$tmp/hand.cf"
for kept in 'R$\* @ old.example' 'Kdomains text' 'Modd,' "define(.confLOG_LEVEL', .12'" "define(.SMART_HOST', .relay.example.net'" \
    "LOCAL_DOMAIN(.shop.example'"; do
    check "it keeps $kept" grep -q -- "$kept" "$tmp/hand.mc"
done
check "and compiles" "$cfcompile" compile -C "$top/cf" -u -q -o "$tmp/hand2.cf" "$tmp/hand.mc"

# ---- words that only rules show ----
for word in confSMTP_MAILER=smtp8 confUUCP_MAILER=uucp-new confREJECT_MSG='550 go away'; do
    printf '%s\n' "OSTYPE(\`linux')dnl" "define(\`${word%%=*}', \`${word#*=}')dnl" "FEATURE(\`access_db')dnl" \
        "MAILER(\`local')dnl" "MAILER(\`smtp')dnl" "MAILER(\`uucp')dnl" >"$tmp/word.mc"
    "$cfcompile" compile -C "$top/cf" -u -q -o "$tmp/word.cf" "$tmp/word.mc"
    check "${word%%=*} is imported" bash -c "$cfcompile import -C $top/cf -q $tmp/word.cf | grep -qF \"define(\\\`${word%%=*}', \\\`\""
done

# ---- our own output comes back as it was ----
for mc in "$top"/cf/sample/*.mc; do
    name=$(basename "$mc" .mc)
    "$cfcompile" compile -C "$top/cf" -u -q -o "$tmp/$name.cf" "$mc"
    check "$name: what our library made is imported" "$cfcompile" import -C "$top/cf" -q -o "$tmp/$name.mc" "$tmp/$name.cf"
    check "$name: and compiles" "$cfcompile" compile -C "$top/cf" -u -q -o "$tmp/$name.again" "$tmp/$name.mc"
    check "$name: to the same lines" cmp <(grep '^[A-Z]' "$tmp/$name.cf" | sort) <(grep '^[A-Z]' "$tmp/$name.again" | sort)
done

# ---- and so do configurations by chance, with the same answers ----
if [ "$(id -u)" = 0 ] && unshare -m -u -i -n true 2>/dev/null; then
    check "eight configurations there and back" python3 "$top/test/fuzz/import_diff.py" "$build" --keep "$tmp/chance" --seed 6 --count 8
else
    skip "configurations by chance want root and namespaces"
fi

# ---- the recorded configurations ----
cf=$(classic_library) && [ -f "$cf/m4/cf.m4" ] || {
    skip "the package sendmail-cf $recorded cannot be had (apt-get download sendmail-cf)"
    finish import
}

# One configuration of the distribution reads a file by its installed name.
if [ -f "$cf/debian/autoconf.m4" ] && [ ! -e /usr/share/sendmail/cf/debian/autoconf.m4 ]; then
    cp -r "$cf" "$tmp/classic" && cf=$tmp/classic
    grep -rl /usr/share/sendmail/cf/debian "$cf/ostype" "$cf/domain" | xargs sed -i "s#/usr/share/sendmail/cf/debian#$cf/debian#"
fi

# A host without MAILER(smtp): the rule that refuses other hosts is the library's, not the site's.
printf '%s\n' "OSTYPE(\`linux')dnl" "define(\`confDOMAIN_NAME', \`mail.example.com')dnl" "MAILER(\`local')dnl" >"$tmp/alone.mc"
m4 -D_CF_DIR_="$cf/" "$cf/m4/cf.m4" "$tmp/alone.mc" >"$tmp/alone.cf" 2>/dev/null
check "a host without MAILER(smtp) is imported" "$cfcompile" import -C "$top/cf" -q -o "$tmp/alone.again.mc" "$tmp/alone.cf"
check "without rules of its own" bash -c "! grep -q '^LOCAL_' $tmp/alone.again.mc"

# Compiler for run.py: the classic library, import, our library.
cat >"$tmp/compile" <<SH
#!/bin/sh
m4 -D_CF_DIR_=\$1/ "\$1/m4/cf.m4" "\$2" >"\$2.cf"
"$cfcompile" import -C "$top/cf" -q -o "\$2.again.mc" "\$2.cf" &&
    "$cfcompile" compile -C "$top/cf" -u -q -o - "\$2.again.mc"
SH
chmod +x "$tmp/compile"
total() { # total WORDS <compared: "GOOD OF"
    sed -n "s#^$1  *\([0-9]*\)/\([0-9]*\).*#\1 \2#p" | tail -1
}
python3 "$oracle/run.py" --sendmail /bin/false --makemap /bin/true --cfdir "$cf" --compiler "$tmp/compile {cfdir} {mc}" \
    --out "$tmp/facts" --no-questions --no-smtp --no-isolate --root "$tmp/facts.root" >"$tmp/facts.log" 2>&1
python3 "$oracle/run.py" --compare "$oracle/expected" "$tmp/facts" -v >"$tmp/facts.compared" 2>&1
set -- $(total "cf facts" <"$tmp/facts.compared")
echo "import: options, mailers, maps, classes, files, macros: ${1:-0} of ${2:-0} as recorded"
if [ -n "${2:-}" ] && [ "$1" -ge "${MW_FACTS:-$2}" ]; then pass; else fail "facts of imported configurations"; fi

if [ "$(id -u)" != 0 ] || ! unshare -m -u -i -n true 2>/dev/null; then
    skip "recorded questions want root and namespaces"
    finish import
fi
some="access-delay dns-bl ldap-route local-rules luser mailertable msp nullclient rw-rhel-stock uucp-full virtuser sts-tls"
[ -z "${MW_ALL:-}" ] || some=$(cd "$oracle/questions" && echo *.q | sed 's/\.q//g')
python3 "$oracle/run.py" --sendmail "$build/sendmail/sendmail" --makemap "$build/makemap/makemap" --cfdir "$cf" \
    --compiler "$tmp/compile {cfdir} {mc}" --out "$tmp/asked" --no-smtp --only $some >"$tmp/asked.log" 2>&1
python3 "$oracle/run.py" --compare "$oracle/expected" "$tmp/asked" -v >"$tmp/asked.compared" 2>&1
set -- $(total "questions semantic" <"$tmp/asked.compared")
echo "import: ${1:-0} of ${2:-0} recorded questions answered as recorded"
# Four differ on purpose, of all there are: cf/README.
if [ -n "${2:-}" ] && [ "$2" -gt 0 ] && [ $(($2 - $1)) -le 4 ]; then pass; else fail "answers of imported configurations"; fi
[ -z "${MW_KEEP:-}" ] || cp -r "$tmp" "$MW_KEEP"
finish import
