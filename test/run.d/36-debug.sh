#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What -d shows in categories that administrators use, line for line as classic sendmail shows it.
#   36-debug.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1" /run
sendmail=$build/sendmail/sendmail

mkdir "$tmp/queue" && chmod 700 "$tmp/queue" && chmod 755 "$tmp"
printf 'staff: alice\n' >"$tmp/aliases"
printf 'one 1\ntwo val %%0 %%1 end\nper a%%%%1b\n' >"$tmp/numbers"
printf 'tea\tcup\n' >"$tmp/text"
cat >"$tmp/cf" <<END
V10
Djmail.example.com
Cwlocalhost
O QueueDirectory=$tmp/queue
O AliasFile=$tmp/aliases
O DontProbeInterfaces=True
O LogLevel=0
O DontBlameSendmail=GroupWritableDirPathSafe,WorldWritableAliasFile,TrustStickyBit
Knumbers hash -a.x $tmp/numbers
Kmissing hash -o $tmp/missing
Ktext text -k0 -v1 $tmp/text
Kpattern regex -a@OK ^a
Kseq sequence numbers missing
Mlocal, P=/bin/true, F=lsDFMAw5, S=0, R=0, A=true
Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c \$u
S3
R\$+ @ \$+	\$@ \$1 < @ \$2 >
S0
R\$*	\$#local \$: \$1
SAsk
R\$*	\$: \$(numbers \$1 \$@ arg \$: none \$)
END
"$sendmail" -C "$tmp/cf" -bi >/dev/null 2>&1
"$build/makemap/makemap" -C "$tmp/cf" hash "$tmp/numbers" <"$tmp/numbers" || exit 2

# What is on standard input, prompts and rule set lines aside, is what was said.
same() { # same NAME FILE
    sed -e 's/^\(> \)*//' -e '/^\(ADDRESS TEST MODE\|Enter <ruleset>\)/d' -e '/   input: \| returns: /d' \
        -e "s|$tmp|DIR|g" -e '/^$/d' "$2" >"$tmp/said"
    cat >"$tmp/expected"
    if diff "$tmp/expected" "$tmp/said" >"$tmp/diff"; then pass; else fail "$1" "$tmp/diff"; fi
}
ask() { # ask LEVELS QUESTION...
    levels=$1 && shift
    { echo "-d$levels" && printf '%s\n' "$@"; } | "$sendmail" -C "$tmp/cf" -bt >"$tmp/out" 2>&1
}

# ---- 8: the DNS
cat >"$tmp/zone" <<'Z'
host.example A 192.0.2.1
host.example MX 10 host.example
two.example MX 10 host.example
two.example MX 20 mail.example.com
short.search.example A 192.0.2.2
word.search.example MX 5 HOST.example
alias.example CNAME host.example
bare.example A 192.0.2.3
www.example CNAME bare.example
none.example MX 0 .
loop.example CNAME pool.example
pool.example CNAME loop.example
broken.example SERVFAIL
Z
mkfifo "$tmp/end"
exec 9<>"$tmp/end"
python3 "$top/test/oracle/zone_server.py" "$tmp/zone" <"$tmp/end" 9>&- >"$tmp/port" 2>"$tmp/server" &
for _ in $(seq 600); do
    [ -s "$tmp/port" ] && break
    sleep 0.1
done
printf 'nameserver 127.0.0.1@%s\nsearch search.example\n' "$(cat "$tmp/port")" >"$tmp/resolv.conf"
printf 'hosts dns files\n' >"$tmp/switch"
printf '192.0.2.9 listed\n' >"$tmp/hosts"
sed "/^O LogLevel/a\\
O ResolverOptions=file=$tmp/resolv.conf\\
O ServiceSwitchFile=$tmp/switch\\
O HostsFile=$tmp/hosts\\
Dmdomain.example\\
SCanon\\
R\$+	\$: \$[ \$1 \$]" "$tmp/cf" >"$tmp/cfd"
ask_dns() {
    printf '%s\n' "$@" | "$sendmail" -C "$tmp/cfd" -bt >"$tmp/out" 2>&1
}
ask_dns '/mx HOST.example' '/mx two.example' '/mx word' '/mx short' '/mx alias.example' '/mx www.example' '/mx listed' \
    '/mx nobody.example' '/mx none.example' '/mx broken.example'
same "/mx" "$tmp/out" <<'END'
getmxrr(HOST.example) returns 1 value(s):
	host.example.
getmxrr(two.example) returns 2 value(s):
	host.example.
	mail.example.com.
getmxrr(word) returns 1 value(s):
	HOST.example.
getmxrr(short) returns 1 value(s):
	short.search.example.
getmxrr(alias.example) returns 1 value(s):
	host.example.
getmxrr(www.example) returns 0 value(s):
getmxrr(listed) returns 1 value(s):
	listed.domain.example.
getmxrr(nobody.example) returns 0 value(s):
getmxrr(none.example) returns null MX (See RFC7505)
getmxrr(broken.example) returns -1 value(s):
END
ask_dns -d8.8 '/mx host.example' '/mx two.example' '/mx nobody.example' '/mx none.example' '/mx broken.example' \
    '/canon www.example' '/canon short' '/canon two.example.'
same "8: questions and links" "$tmp/out" <<'END'
getmxrr(host.example, droplocalhost=0, flags=2, port=-1)
getmxrr(host.example) returns 1 value(s):
	host.example.
getmxrr(two.example, droplocalhost=0, flags=2, port=-1)
found localhost (mail.example.com) in MX list, pref=20
getmxrr(two.example) returns 2 value(s):
	host.example.
	mail.example.com.
getmxrr(nobody.example, droplocalhost=0, flags=2, port=-1)
getmxrr: res_search(nobody.example) failed, h_errno=1
dns_getcanonname(nobody.example, trymx=0)
dns_getcanonname: trying nobody.example. (AAAA)
	NO: errno=0, h_errno=1
dns_getcanonname: trying nobody.example.search.example (AAAA)
	NO: errno=0, h_errno=1
getmxrr(nobody.example) returns 0 value(s):
getmxrr(none.example, droplocalhost=0, flags=2, port=-1)
getmxrr: Null MX record found, domain doesn't accept mail (RFC7505)
getmxrr(none.example) returns null MX (See RFC7505)
getmxrr(broken.example, droplocalhost=0, flags=2, port=-1)
getmxrr: res_search(broken.example) failed, h_errno=2
getmxrr(broken.example) returns -1 value(s):
dns_getcanonname(www.example, trymx=1)
dns_getcanonname: trying www.example. (AAAA)
	YES
dns_getcanonname: trying bare.example. (AAAA)
	NO: errno=0, h_errno=4
dns_getcanonname: trying bare.example. (A)
	YES
dns_getcanonname: bare.example
getcanonname(www.example) returns bare.example
dns_getcanonname(short, trymx=1)
dns_getcanonname: trying short.search.example (AAAA)
	NO: errno=0, h_errno=4
dns_getcanonname: trying short.search.example (A)
	YES
dns_getcanonname: short.search.example
getcanonname(short) returns short.search.example
dns_getcanonname(two.example., trymx=1)
dns_getcanonname: trying two.example. (AAAA)
	NO: errno=0, h_errno=4
dns_getcanonname: trying two.example. (A)
	NO: errno=0, h_errno=4
dns_getcanonname: trying two.example. (MX)
	YES
dns_getcanonname: two.example
getcanonname(two.example.) returns two.example
END
ask_dns 'Canon loop.example' 'Canon loop.example'
same "a circle of aliases is told of once" "$tmp/out" <<'END'
DNS failure: CNAME loop for pool.example
END

# ---- 22: cutting addresses
ask 22.36 '3 a@b.example' '3 "a b"@x'
same "22: text, tokens, all of them" "$tmp/out" <<'END'
prescan: a@b.example
tok=a
tok=@
tok=b
tok=.
tok=example
prescan==> a @ b . example
prescan: "a b"@x
tok="a b"
tok=@
tok=x
prescan==> "a b" @ x
END
ask 22.11 '3 a@b.example'
same "22.11: the text only" "$tmp/out" <<'END'
prescan: a@b.example
END
printf '/quit\n' | "$sendmail" -C "$tmp/cf" -bt -d22.12 2>&1 | head -6 >"$tmp/out"
same "22: rules, when they are read" "$tmp/out" <<'END'
prescan: $+ @ $+
prescan==> $+ @ $+
prescan: $@ $1 < @ $2 >
prescan==> $@ $1 < @ $2 >
prescan: $*
prescan==> $*
END

# ---- 35: macros
ask 35.24 '.Dxfoo $j' '$j' '.Dxbar'
same "35: definitions, names, expansions" "$tmp/out" <<'END'
macid(xfoo $j) => x
macid(j) => j
define(x as foo $j)
macid(j) => j
mail.example.com
macid(xbar) => x
redefine(x as bar)
END
printf '/quit\n' | "$sendmail" -C "$tmp/cf" -bt -d35.9 2>&1 | grep -c '^redefine(j as mail.example.com)$' >"$tmp/out"
same "35: the configuration's" "$tmp/out" <<'END'
1
END

# ---- 38 and 39: maps
ask 38.20,39.1 '/map numbers one' '/map numbers x' '/map missing x' '/map text tea' '/map pattern abc' \
    '/map seq two' '/map seq per' 'Ask two' 'Ask nine'
same "38, 39: opening, asking, answers, closing" "$tmp/out" <<'END'
hash_map_open(numbers, DIR/numbers, 0)
openmap()	hash:numbers DIR/numbers: valid
map_lookup: numbers (one) db_map_lookup(numbers, one)
map_rewrite(1), av =
	one
map_rewrite => 1.x
returns 1.x (0)
map_lookup: numbers (x) db_map_lookup(numbers, x)
no match (0)
hash_map_open(missing, DIR/missing, 0)
	missing map file: No such file or directory
openmap()	hash:missing DIR/missing: invalid: No such file or directory
Map named "missing" not open
text_map_open(text, DIR/text, 0)
openmap()	text:text DIR/text: valid
map_lookup: text (tea) text_map_lookup(text, tea)
map_rewrite(cup), av =
	tea
map_rewrite => cup
returns cup (0)
openmap()	regex:pattern NULL: valid
map_lookup: pattern (abc) regex_map_lookup: name=pattern, key='abc'
regex_map_lookup: arg 'abc'
map_rewrite(), av =
	abc
map_rewrite => @OK
returns @OK (0)
openmap()	sequence:seq NULL: valid
map_lookup: seq (two) seq_map_lookup(seq, two)
db_map_lookup(numbers, two)
map_rewrite(val %0 %1 end), av =
	two
map_rewrite => val two  end.x
returns val two  end.x (0)
map_lookup: seq (per) seq_map_lookup(seq, per)
db_map_lookup(numbers, per)
map_rewrite(a%%1b), av =
	per
map_rewrite => a%1b.x
returns a%1b.x (0)
db_map_lookup(numbers, two)
map_rewrite(val %0 %1 end), av =
	two
	arg
map_rewrite => val two arg end.x
db_map_lookup(numbers, nine)
closemaps: closing numbers (DIR/numbers)
closemaps: closing missing (DIR/missing)
closemaps: closing text (DIR/text)
closemaps: closing pattern (NULL)
closemaps: closing seq (NULL)
END
ask 38.4,60.5 'Ask one'
same "38 before 60" "$tmp/out" <<'END'
hash_map_open(numbers, DIR/numbers, 0)
openmap()	hash:numbers DIR/numbers: valid
map_lookup(numbers, one, %0=one, %1=arg) => 1.x (0), ad=0
END
"$sendmail" -C "$tmp/cf" -d38.20,39.1 -bv staff 2>&1 | grep -A2 '^db_map_lookup(Alias0, staff)' >"$tmp/out"
same "39: aliases have no arguments" "$tmp/out" <<'END'
db_map_lookup(Alias0, staff)
map_rewrite(alice), av = (nullv)
map_rewrite => alice
END

# ---- 28: the user database
printf 'alice:maildrop a1, a2\n' | "$build/makemap/makemap" -C "$tmp/cf" btree "$tmp/users" || exit 2
"$sendmail" -C "$tmp/cf" -O UserDatabaseSpec="$tmp/users.db" -d28.80 -bv alice bob 2>&1 | grep udbexpand >"$tmp/out"
same "28: questions and answers" "$tmp/out" <<'END'
udbexpand(alice)
udbexpand: trying alice:maildrop (14) via db
udbexpand: match alice:maildrop: a1, a2
udbexpand(a2)
udbexpand: trying a2:maildrop (11) via db
udbexpand: no match on a2:maildrop (11)
udbexpand(a1)
udbexpand: trying a1:maildrop (11) via db
udbexpand: no match on a1:maildrop (11)
udbexpand(bob)
udbexpand: trying bob:maildrop (12) via db
udbexpand: no match on bob:maildrop (12)
END

sed 's/^\(Mlocal,.* F=\)/\1u/' "$tmp/cf" >"$tmp/cfu"
for cf in cf cfu; do
    "$sendmail" -C "$tmp/$cf" -O UserDatabaseSpec="$tmp/users.db" -d28.80 -bv Alice 2>&1 | grep -m3 udbexpand
done >"$tmp/out"
same "28: flag u keeps the case of the key" "$tmp/out" <<'END'
udbexpand(Alice)
udbexpand: trying alice:maildrop (14) via db
udbexpand: match alice:maildrop: a1, a2
udbexpand(Alice)
udbexpand: trying Alice:maildrop (14) via db
udbexpand: no match on Alice:maildrop (14)
END
printf 'one:maildrop two\ntwo:maildrop one\nself:maildrop self\n' | "$build/makemap/makemap" -C "$tmp/cf" btree "$tmp/circle" || exit 2
"$sendmail" -C "$tmp/cf" -O UserDatabaseSpec="$tmp/circle.db" -bv one self >"$tmp/out" 2>&1
same "28: a circle is no user, a name for itself is none that exists" "$tmp/out" <<'END'
aliasing/forwarding loop broken
self... User unknown
self... User unknown
END

# ---- 40: a queue run
mkdir "$tmp/jobs" && chmod 700 "$tmp/jobs"
printf 'Subject: x\n\nhello\n' | "$sendmail" -C "$tmp/cf" -O QueueDirectory="$tmp/jobs" -odq -f root root >"$tmp/out" 2>&1
id=$(cd "$tmp/jobs" && echo qf*)
sed 's/^[^\t]/+++++ &/' "$tmp/jobs/$id" >"$tmp/lines"
"$sendmail" -C "$tmp/cf" -O QueueDirectory="$tmp/jobs" -d40.4 -v -q >"$tmp/out" 2>&1
if [ "$(grep -x " *$id: pri=[0-9]*" "$tmp/out" | wc -L)" -ge 33 ]; then pass; else fail "40: jobs that were found" "$tmp/out"; fi
grep '^dowork' "$tmp/out" >"$tmp/dowork"
same "40: which is tried" "$tmp/dowork" <<END
dowork(DIR/jobs/${id#qf}), forkflag=0
END
sed -n '/^+++++ V/,/^+++++ \.$/p' "$tmp/out" >"$tmp/read"
if diff "$tmp/lines" "$tmp/read" >"$tmp/diff"; then pass; else fail "40: what was read" "$tmp/diff"; fi

# ---- 31: header fields
cat >>"$tmp/cf" <<'END'
HReceived: by $j
H?D?Date: $a
HX-Plain: foo
HX-Seen: $>0
HX-Whole: $>+0
END
printf 'X-Plain: a\nX-Seen: b\nX-Whole: c\nComments: d\nTo: a,\n b\nPriority: x\n\nb\n' |
    "$sendmail" -C "$tmp/cf" -odq -d31.9 root >"$tmp/out" 2>&1
same "31: H lines, fields, what is known of them" "$tmp/out" <<'END'
chompheader: Received: by $j
header match, flags=c0, ruleset=<NULL>
chompheader: ?D?Date: $a
header match, flags=0, ruleset=<NULL>
chompheader: X-Plain: foo
no header flags match
chompheader: X-Seen: $>0
chompheader: X-Whole: $>+0
chompheader: X-Plain: a
chompheader: quoted: X-Plain: a
no header flags match
chompheader: X-Seen: b
chompheader: quoted: X-Seen: b
header match, flags=10000, ruleset=0
chompheader: X-Whole: c
chompheader: quoted: X-Whole: c
header match, flags=0, ruleset=0
chompheader: Comments: d
chompheader: quoted: Comments: d
header match, flags=8040, ruleset=<NULL>
chompheader: To: a,\n b
chompheader: quoted: To: a,\n b
header match, flags=2, ruleset=<NULL>
chompheader: Priority: x
chompheader: quoted: Priority: x
no header flags match
END
"$sendmail" -C "$tmp/cf" -odq -d31.6 root </dev/null 2>&1 | grep -c match >"$tmp/out"
same "31.6: the lines only" "$tmp/out" <<'END'
0
END

finish debug
