#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# cfcompile check: mistakes in what a .mc reads, files that it includes and a site's own OSTYPE and DOMAIN, are
# told at their place; --fix mends what is included, file by file, and leaves the library alone.
#   48-check-files.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
cfcompile=$build/cfcompile/cfcompile
export TMPDIR=$tmp
cp -r "$top/cf" "$tmp/cf"
mkdir "$tmp/mail"
cd "$tmp/mail" || exit 2

told() { # told "the sentence" FILE:LINE:COLUMN ID "the line to write" [MC]
    "$cfcompile" check -C "$tmp/cf" "${5:-site.mc}" >"$tmp/findings" 2>&1
    if ! grep -q "^$2: .*\[$3\]" "$tmp/findings"; then
        fail "$1: $3 at $2" "$tmp/findings"
    elif ! grep -A1 "^$2: .*\[$3\]" "$tmp/findings" | grep -qxF "    write: $4"; then
        fail "$1: the line to write is $4" "$tmp/findings"
    else
        pass
    fi
}

# ---- included files ----
cat >site.mc <<'MC'
OSTYPE(`linux')dnl
include(`parts/names.m4')dnl
sinclude(`parts/tables.m4')dnl
sinclude(`parts/none.m4')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
mkdir parts
cat >parts/names.m4 <<'MC'
dnl what this host is called
define(`confDOMAIN_NAME', `mx.site.example')dnl
define('SMART_HOST', `relay.example.net')dnl
MASQUERADE_AS (`site.example')dnl
MC
printf '%s\r\n' 'FEATURE(`mailertable'"'"', hash /etc/mail/mailertable'"'"')dnl' 'FEATURE(`nocanonify'"'"') # no DNS' >parts/tables.m4
told "a name in straight quotes" parts/names.m4:3:8 m4-quote-02 'define(`SMART_HOST'"'"', `relay.example.net'"'"')dnl'
told "a blank before a parenthesis" parts/names.m4:4:14 m4-space-01 'MASQUERADE_AS(`site.example'"'"')dnl'
told "a closing quote alone" parts/tables.m4:1:50 m4-quote-13 'FEATURE(`mailertable'"'"', `hash /etc/mail/mailertable'"'"')dnl'
told "text behind a macro" parts/tables.m4:2:23 m4-dnl-02 'FEATURE(`nocanonify'"'"')dnl # no DNS'
check "DOS line ends of an included file" grep -q '^parts/tables.m4:1:.*\[m4-eol-01\]' "$tmp/findings"
check "nothing is said of the .mc" bash -c "! grep -q '^site.mc' $tmp/findings"

cp -r parts "$tmp/before"
check "--fix shows the changes of included files" bash -c "$cfcompile check --fix -C $tmp/cf site.mc </dev/null >$tmp/shown; grep -qxF -- '+++ parts/names.m4' $tmp/shown && grep -qxF '+MASQUERADE_AS(\`site.example'\'')dnl' $tmp/shown"
check "and writes none of them without --yes" diff -r "$tmp/before" parts
check "--yes does" "$cfcompile" check -u --fix --yes -C "$tmp/cf" site.mc
check "the .mc had nothing to mend" test ! -e site.mc.bak
check "each old one is kept" bash -c "cmp parts/names.m4.bak $tmp/before/names.m4 && cmp parts/tables.m4.bak $tmp/before/tables.m4"
check "what was mended is what was meant" diff - parts/names.m4 <<'MC'
dnl what this host is called
define(`confDOMAIN_NAME', `mx.site.example')dnl
define(`SMART_HOST', `relay.example.net')dnl
MASQUERADE_AS(`site.example')dnl
MC
check "in the other, too" diff - parts/tables.m4 <<'MC'
FEATURE(`mailertable', `hash /etc/mail/mailertable')dnl
FEATURE(`nocanonify')dnl # no DNS
MC
check "then nothing is left to say" bash -c "! $cfcompile check -u -C $tmp/cf site.mc | grep ."

# A mistake that hides others is mended in rounds, also where the two are in different files.
cat >rounds.mc <<'MC'
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mx.site.example)dnl
include(`parts/rounds.m4')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MC
printf 'FEATURE(`acces_db'"'"')dnl\n' >parts/rounds.m4
"$cfcompile" check -u --fix --yes -C "$tmp/cf" rounds.mc >"$tmp/shown" 2>&1
check "a mistake behind one of the .mc is mended in the same go" grep -qxF 'FEATURE(`access_db'"'"')dnl' parts/rounds.m4

# ---- a site's own DOMAIN and OSTYPE ----
cat >"$tmp/cf/domain/site.m4" <<'MC'
divert(-1)
# what FEATURE and others do is in the library
divert(0)
VERSIONID(`site')
define('confMAX_HOP', `20')dnl
FEATURE (`use_cw_file')dnl
define(`confMAX_MESAGE_SIZE', `10000')dnl
MASQUERADE_AS(`site.example.')dnl
MC
cat >"$tmp/cf/ostype/siteos.m4" <<'MC'
define(`ALIAS_FILE', /etc/mail/aliases,/etc/mail/lists)dnl
define(`LOCAL_MAILER_PATH, `/bin/mail')dnl
MC
cp "$tmp/cf/domain/site.m4" "$tmp/cf/ostype/siteos.m4" "$tmp"
printf '%s\n' 'OSTYPE(`linux'"'"')dnl' 'define(`confDOMAIN_NAME'"'"', `mx.site.example'"'"')dnl' 'DOMAIN(`site'"'"')dnl' 'MAILER(`local'"'"')dnl' >domain.mc
printf '%s\n' 'OSTYPE(`siteos'"'"')dnl' 'define(`confDOMAIN_NAME'"'"', `mx.site.example'"'"')dnl' 'MAILER(`local'"'"')dnl' >ostype.mc
told "a name in straight quotes" "$tmp/cf/domain/site.m4:5:8" m4-quote-02 'define(`confMAX_HOP'"'"', `20'"'"')dnl' domain.mc
told "a blank before a parenthesis" "$tmp/cf/domain/site.m4:6:8" m4-space-02 'FEATURE(`use_cw_file'"'"')dnl' domain.mc
told "a misspelt name" "$tmp/cf/domain/site.m4:7:8" m4-case-01 'define(`confMAX_MESSAGE_SIZE'"'"', `10000'"'"')dnl' domain.mc
told "a dot at the end" "$tmp/cf/domain/site.m4:8:28" masq-01 'MASQUERADE_AS(`site.example'"'"')dnl' domain.mc
check "and nothing is said of the .mc for it" bash -c "! grep -q '^domain.mc' $tmp/findings"
told "a list without quotes" "$tmp/cf/ostype/siteos.m4:1:40" m4-quote-10 'define(`ALIAS_FILE'"'"', `/etc/mail/aliases,/etc/mail/lists'"'"')dnl' ostype.mc
told "a quote that does not end" "$tmp/cf/ostype/siteos.m4:2:8" m4-quote-07 'define(`LOCAL_MAILER_PATH'"'"', `/bin/mail'"'"')dnl' ostype.mc
for mc in domain ostype; do "$cfcompile" check -u --fix --yes -C "$tmp/cf" $mc.mc >"$tmp/shown" 2>&1; done
check "--fix leaves the library alone" bash -c "cmp $tmp/site.m4 $tmp/cf/domain/site.m4 && cmp $tmp/siteos.m4 $tmp/cf/ostype/siteos.m4"

# A .mc may set what DOMAIN has set before.
printf '%s\n' 'OSTYPE(`linux'"'"')dnl' 'define(`confDOMAIN_NAME'"'"', `mx.site.example'"'"')dnl' 'DOMAIN(`good'"'"')dnl' 'MASQUERADE_AS(`other.example'"'"')dnl' 'MAILER(`local'"'"')dnl' >over.mc
printf '%s\n' 'MASQUERADE_AS(`site.example'"'"')dnl' 'define(`confMAX_HOP'"'"', `20'"'"')dnl' >"$tmp/cf/domain/good.m4"
check "what DOMAIN sets may be set otherwise" bash -c "! $cfcompile check -u -C $tmp/cf over.mc | grep -v library | grep ."

# What comes with the library has none of these mistakes; what it says itself is another matter.
for part in "$tmp"/cf/ostype/*.m4 "$tmp"/cf/domain/*.m4; do
    name=$(basename "$part" .m4)
    case $part in
    */site.m4 | */siteos.m4 | */berkeley-only.m4) continue ;;
    */ostype/*) set -- "OSTYPE(\`$name')dnl" ;;
    *) set -- "OSTYPE(\`linux')dnl" "DOMAIN(\`$name')dnl" ;;
    esac
    printf '%s\n' "$@" "define(\`confDOMAIN_NAME', \`mx.site.example')dnl" "MAILER(\`local')dnl" >part.mc
    "$cfcompile" check -u -C "$tmp/cf" part.mc 2>&1 | grep '\]$' | grep -v '\[library\]' >"$tmp/alarms"
    check "$name: no false alarm" test ! -s "$tmp/alarms"
done

finish check-files
