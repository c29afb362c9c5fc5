#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Address test mode on a terminal and on a pipe; -d, -D and -X in the other modes.
#   35-testmode.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1" /run
sendmail=$build/sendmail/sendmail

expect() { # expect NAME FILE PATTERN
    if grep -q -- "$3" "$2"; then pass; else fail "$1: no line like $3 in" "$2"; fi
}
expect_not() {
    if grep -q -- "$3" "$2"; then fail "$1: a line like $3 in" "$2"; else pass; fi
}
expect_status() { # expect_status NAME WANT GOT
    if [ "$2" = "$3" ]; then pass; else fail "$1: exit status $3 instead of $2"; fi
}

mkdir "$tmp/queue" && chmod 700 "$tmp/queue"
printf 'staff: alice\n' >"$tmp/aliases"
cat >"$tmp/deliver" <<'END'
#!/bin/sh
cat >>"$0.out"
END
chmod 755 "$tmp/deliver" "$tmp"
cat >"$tmp/cf" <<END
V10
Djmail.example.com
Cwmail.example.com localhost
O QueueDirectory=$tmp/queue
O AliasFile=$tmp/aliases
O DontProbeInterfaces=True
O LogLevel=0
O DontBlameSendmail=GroupWritableDirPathSafe,WorldWritableAliasFile,TrustStickyBit
Kmath arith
Mlocal, P=$tmp/deliver, F=lsDFMA5:/|@qSPfhn9, S=EnvFrom, R=EnvTo, A=deliver \$u
Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c \$u
S3
R\$+ @ \$+	\$1 < @ \$2 >
SEnvFrom
SEnvTo
SParse
R\$+ < @ \$+ >	\$#local \$: \$1
R\$+	\$#local \$: \$1
S0
R\$*	\$: \$>Parse \$1
SCheckIt
R\$*	\$: \$(math + \$@ 1 \$@ 2 \$)
END
"$sendmail" -C "$tmp/cf" -bi >"$tmp/out" 2>&1
ask() { "$sendmail" -C "$tmp/cf" -bt "$@"; }

# ---- on a pipe
ask >"$tmp/out" 2>&1 <<END
3,0 alice@mail.example.com
\${+x
.Dqvalue # comment
\$q
\$*
=SParse
/quit
END
expect_status "a mistake in a name leaves its status" 70 $?
expect "rule sets are traced" "$tmp/out" '^> 3 *input: alice @ mail \. example \. com'
expect "odd characters are said" "$tmp/out" '^> Invalid macro/class character +'
expect "so is a missing brace" "$tmp/out" '^Unbalanced { on x'
expect "a comment is no part of a value" "$tmp/out" '> value$'
expect "operators stand for themselves" "$tmp/out" '^> \$\*'
expect "rules are shown" "$tmp/out" '\$# local \$: \$1'
printf '3 x' | ask >"$tmp/out" 2>&1
expect "the last line needs no end" "$tmp/out" '^> 3 *input: x'
{ head -c 1048576 /dev/zero | tr '\0' a; printf '\n$j\n'; } | ask >"$tmp/out" 2>&1
expect_status "a line of a MiB is survived" 0 $?
expect "and the next one answered" "$tmp/out" 'mail.example.com'
printf '/map aliases staff\n/map aliases.files nobody-there\n/parse x<y\n' | ask >"$tmp/out" 2>&1
expect "all alias files are asked in turn" "$tmp/out" '^> map_lookup: aliases (staff) returns alice (0)'
expect "and none has it" "$tmp/out" 'map_lookup: aliases.files (nobody-there) no match (68)'
mv "$tmp/aliases.db" "$tmp/away.db"
printf '/map Alias0 staff\n' | ask >"$tmp/out" 2>&1
expect "without its database an alias file is read" "$tmp/out" '^> WARNING: cannot open alias database .*/aliases; reading text version'
expect "and answers" "$tmp/out" '^map_lookup: Alias0 (staff) returns alice (0)'
cp "$tmp/aliases" "$tmp/good"
long=$(printf '%0210d' 7)
printf 'staff: alice\nno colon\nx@far.example: y\nBob@mail.example.com: first\nbob: b, c\n%s@far.example: z\n' "$long" >"$tmp/aliases"
sed -e 's/^R$+ @ $+\t/&$@ /' -e 's/^R$+ < @ $+ >\t.*/R$+ < @ $=w >\t$#local $: $1\nR$+ < @ $+ >\t$#prog $: $1/' "$tmp/cf" >"$tmp/cf0"
printf '/map Alias0 bob\n' | "$sendmail" -C "$tmp/cf0" -bt >"$tmp/out" 2>&1
expect_status "lines that are no aliases leave their status" 70 $?
expect "each name is one for the rule sets" "$tmp/out" '^Parse  *input: x < @ far . example >'
expect "which say what is no alias" "$tmp/out" 'aliases: line 3: x@far.example\.\.\. cannot alias non-local names'
expect "whatever the name's length" "$tmp/out" "aliases: line 6: $long@far.example\.\.\. cannot alias"
expect "as is a line without a colon" "$tmp/out" 'aliases: line 2: missing colon'
expect "users are counted" "$tmp/out" 'aliases: 3 aliases, longest 5 bytes, 25 bytes total'
expect "the last alias of one counts" "$tmp/out" '^map_lookup: Alias0 (bob) returns b, c (0)'
cp "$tmp/good" "$tmp/aliases"
mv "$tmp/away.db" "$tmp/aliases.db"
sed '/^S0$/,$d' "$tmp/cf" >"$tmp/cf0"
printf '/parse x\n' | "$sendmail" -C "$tmp/cf0" -bt >"$tmp/out" 2>&1
expect_status "what /parse finds wrong is the exit status" 70 $?
{ sed '/^S3$/,$d' "$tmp/cf" && printf 'Kgone hash /nonexistent/map\nS3\nR$*\t$: $(gone $1 $: $1 $)\nS0\nR$*\t$#local $: $1\n'; } >"$tmp/cf0"
printf '/parse x\n' | "$sendmail" -C "$tmp/cf0" -bt >"$tmp/out" 2>&1
expect "an answer in spite of a failed lookup" "$tmp/out" '^x\.\.\. Transient parse error -- message queued for future delivery$'
expect "is given all the same" "$tmp/out" '^mailer local, user x$'
printf '3 a\0b\n$j\n' | ask >"$tmp/out" 2>&1
expect "a NUL ends a line" "$tmp/out" '^> 3 *input: a$'

cat >>"$tmp/cf0" <<'END'
Mnumber, P=/bin/true, F=l, A=true, U=1
Mgroup, P=/bin/true, F=l, A=true, U=1:1
HX-Seen: $>Show
HX-Whole: $>+Show
SShow
R$*	$: $1 $| $&{currHeader} $| $&{hdrlen}
END
printf '%s\n' =M '/header X-Seen:  a  b (c)' '/header X-Whole: a (c)' '/header X-Seen:' |
    "$sendmail" -C "$tmp/cf0" -bt >"$tmp/out" 2>&1
expect "a number in U= brings no group" "$tmp/out" '(number): .* U=1:-1 '
expect "a group that is given is shown" "$tmp/out" '(group): .* U=1:1 '
expect "a field's value keeps its blanks" "$tmp/out" '^Show *returns: a b \$| "  a  b (c)" \$| 10$'
expect "and its comments when asked" "$tmp/out" '^Show *returns: a ( c ) \$| " a (c)" \$| 6$'
expect "comments taken off are a bit of the field" "$tmp/out" '^ul = 0x00050000'
expect "which is not there otherwise" "$tmp/out" '^ul = 0x00040000'
expect_not "an empty field is shown to no rule set" "$tmp/out" '""'

sed '/^SCheckIt$/,$d' "$tmp/cf" >"$tmp/cf0"
printf 'HX-Bad: $>Bad\nSBad\nR$*\t$#error $: 550 a $1 $| b\n' >>"$tmp/cf0"
printf '/header X-Bad: c\n' | "$sendmail" -C "$tmp/cf0" -bt >"$tmp/out" 2>&1
expect "an operator is not shown in an error" "$tmp/out" '^a cb$'
printf '=SNone of it\n=Sno-ne of it\n=SParse of it\n' | ask >"$tmp/out" 2>&1
expect "the name of a rule set ends at a blank" "$tmp/out" '^> Undefined ruleset None$'
expect "what is no name is blamed whole" "$tmp/out" '^> Undefined ruleset no-ne of it$'
expect "a rule set is found before a blank" "$tmp/out" '\$# local \$: \$1'
long=$(printf 'abcdefg.%.0s' $(seq 31))
printf '%s\n' "/try local ${long}abcdef x" "/try local ${long}\"abcde x\"" "/try local ${long}abcd\\ x" | ask >"$tmp/out" 2>&1
expect "an address of /try is cut behind the blank between words" "$tmp/out" 'addr = .*\.abcdef $'
expect "but not behind one in quotes" "$tmp/out" 'addr = .*\."abcde$'
expect "or behind a backslash" "$tmp/out" 'addr = .*\.abcd\\ $'

printf '=S_x of it\n=S \r_ x\n_x a\n' | ask >"$tmp/out" 2>&1
expect "no name begins with an underscore" "$tmp/out" '^> invalid ruleset name: "_x of it"$'
expect "nor a rule set's that is asked for" "$tmp/out" '^> invalid ruleset name: "_x"$'
printf '/header X\201\377|: y\n.Dxyes\n/try local a\201x\n/expand \201?x b\201|c\201.\377\201\n/expand ${\237x}\n' |
    ask >"$tmp/out" 2>&1
expect "bytes like operators are marked in a complaint" "$tmp/out" "line \"X$(printf '\177\001\177\177')|: y\"\$"
expect "macros that were typed have their value" "$tmp/out" 'addr = ayes$'
expect "and operators their meaning" "$tmp/out" '^>  bM-\$> \${M-x}'
long=$(printf '%0260d' 7)
printf '/try local %s\n/parse %s%%\237%s\n/parse <\237\n' "$long" "${long%%????????????????????????????????????????????????}" "$long" | ask >"$tmp/out" 2>&1
expect "what cannot be cut is said whole" "$tmp/out" "addr = $long\$"
expect "complaints about cutting come first" "$tmp/out" "^<$(printf '\037')\.\.\. Unbalanced '<'\$"
mv "$tmp/aliases.db" "$tmp/away.db"
sed 's/^SParse$/&\nR$*\t$: <$\&{addr_type}> $1/; s/^R$+ < @ $+ >\t.*/R<e s> $+\t$@ $#local $: sender\nR<$*> $*\t$@ $#local $: $2/' "$tmp/cf" >"$tmp/cf0"
printf '/sender nobody\n/tryflags ES\n/map Alias0 sender\n${addr_type}\n' | "$sendmail" -C "$tmp/cf0" -bt >"$tmp/out" 2>&1
expect "an alias file is read about the sender" "$tmp/out" '^> .*nobody\.\.\. WARNING: cannot open alias database'
expect "its names are what was asked for last" "$tmp/out" '(sender) returns alice (0)'
expect "and leave that alone" "$tmp/out" '^> e s$'
printf '/tryflags ES\n/parse someone\n/sender nobody\n/parse someone\n' | "$sendmail" -C "$tmp/cf0" -bt >"$tmp/out" 2>&1
if [ "$(grep -c '^mailer local, user sender$' "$tmp/out")" = 1 ] && grep -q '^mailer local, user someone$' "$tmp/out"; then pass
else fail "/parse is of the kind that was asked for, of none behind /sender" "$tmp/out"; fi
mv "$tmp/away.db" "$tmp/aliases.db"

printf -- '-dansi\n$#\n-d21=12\n3 a@b\n-d0, ANSI x\n$#\n' | ask >"$tmp/out" 2>&1
if grep -qxF "> > $(printf '\033')[7m\$#$(printf '\033')[0m" "$tmp/out" && grep -qxF '> > $#' "$tmp/out"; then pass
else fail "-dANSI is one of the groups, in capitals" "$tmp/out"; fi
expect_not "no level stands behind an equals sign" "$tmp/out" '^-----trying rule'

# ---- debugging output
printf '3 a@b\n' | ask -d21.12 >"$tmp/out" 2>&1
expect "-d21.12 shows each rule" "$tmp/out" '^-----trying rule: \$+ @ \$+'
printf '3 a@b\n' | "$sendmail" -C "$tmp/cf" -D "$tmp/debug" -bt -d21.12 >"$tmp/out" 2>&1
expect "-D takes the levels' lines" "$tmp/debug" '^-----trying rule: \$+ @ \$+'
expect_not "and only those" "$tmp/debug" ' input: '
expect "answers stay where they were" "$tmp/out" 'input: a @ b'
"$sendmail" -C "$tmp/cf" -d0.1 -D "$tmp/debug" -bv alice >"$tmp/out" 2>&1
expect_status "-D behind -d is a mistake" 64 $?
"$sendmail" -C "$tmp/cf" -D /nonexistent/debug -bv alice >"$tmp/out" 2>&1
expect_status "a file that cannot be opened too" 73 $?
"$sendmail" -C "$tmp/cf" -d21.1,20.1,27.1,60.1 -bv staff >"$tmp/out" 2>&1
expect "-bv: rule sets" "$tmp/out" '^rewrite: ruleset 3 *input: staff'
expect "-bv: aliases" "$tmp/out" '^staff (, staff) aliased to alice'
expect "-bv: addresses" "$tmp/out" '^parseaddr-->0x.*=alice:'
"$sendmail" -C "$tmp/cf" -d37.8 -bv staff >"$tmp/out" 2>&1
expect "-bv: options" "$tmp/out" '^setoption LogLevel (L)=0'
expect "-bv: classes" "$tmp/out" '^setclass(w, localhost)'
printf 'EHLO x\r\nQUIT\r\n' | "$sendmail" -C "$tmp/cf" -d48.2 -bs >"$tmp/out" 2>&1
expect "-bs: rule sets that answer" "$tmp/out" '^rscap(srv_features, '

# ---- traffic
printf 'Subject: x\n\nhello\n' | "$sendmail" -C "$tmp/cf" -odi -X "$tmp/traffic" alice >"$tmp/out" 2>&1
expect "-X: what was read" "$tmp/traffic" '^[0-9]* <<< hello'
expect "-X: the mailer" "$tmp/traffic" '^[0-9]* === EXEC deliver'
expect "-X: what it got" "$tmp/traffic" '^[0-9]* >>> hello'
printf 'NOOP\r\nQUIT\r\n' | "$sendmail" -C "$tmp/cf" -bs -X "$tmp/traffic" >"$tmp/out" 2>&1
expect "-X: is appended to" "$tmp/traffic" '^[0-9]* === EXEC deliver'
expect "-X: commands" "$tmp/traffic" '^[0-9]* <<< QUIT'
expect "-X: replies" "$tmp/traffic" '^[0-9]* >>> 221 2\.0\.0 '
"$sendmail" -C "$tmp/cf" -bv -X /nonexistent/traffic alice >"$tmp/out" 2>&1
expect_status "-X: a file that cannot be opened" 73 $?
expect "-X: says so" "$tmp/out" '^cannot open /nonexistent/traffic: '

# ---- aliases that cannot be asked
away="hash map \"Alias0\": missing map file $tmp/away.db: No such file or directory"
"$sendmail" -C "$tmp/cf" -O AliasFile="hash:$tmp/away" -bv alice bob >"$tmp/out" 2>&1
expect_status "-bv: the exit status tells of it" 71 $?
if [ "$(grep -c . "$tmp/out")" = 3 ] && [ "$(head -1 "$tmp/out")" = "$away" ]; then pass; else fail "-bv: why, once" "$tmp/out"; fi
printf 'Subject: x\n\nhello\n' | "$sendmail" -C "$tmp/cf" -O AliasFile="hash:$tmp/away" -odq alice bob >"$tmp/out" 2>&1
expect_status "a message is taken, and the exit status tells of it" 71 $?
cat "$tmp"/queue/qf* >"$tmp/qf"
expect "the job has the reason" "$tmp/qf" "^M$away\$"
if [ "$(grep -A1 -c '^Malias database unavailable$' "$tmp/qf")" = 2 ]; then pass; else fail "each recipient waits for it" "$tmp/qf"; fi
"$sendmail" -C "$tmp/cf" -O AliasFile="hash:$tmp/away" -v -q >"$tmp/out" 2>&1
cat "$tmp"/queue/qf* >"$tmp/qf"
expect "a queue run keeps the reason" "$tmp/qf" "^M$away\$"
if [ "$(grep -c '^Malias database unavailable$' "$tmp/qf")" = 2 ]; then pass; else fail "and those of recipients" "$tmp/qf"; fi
"$sendmail" -C "$tmp/cf" -v -q >"$tmp/out" 2>&1
if ls "$tmp"/queue/qf* >/dev/null 2>&1; then fail "with aliases there it is delivered" "$tmp/out"; else pass; fi

# ---- on a terminal
mkdir "$tmp/at" && chmod 1777 "$tmp/at" # the program of a map may be another user's
cat >"$tmp/slow" <<END
#!/bin/sh
: >"$tmp/at/asked"
while [ ! -e "$tmp/at/go" ]; do sleep 0.1; done
echo slowly
END
chmod 755 "$tmp/slow"
sed "/^Kmath/a\\
Kslow program $tmp/slow" "$tmp/cf" >"$tmp/cft"
on_terminal() { # on_terminal STEPS
    rm -f "$tmp/at/go" "$tmp/at/asked"
    python3 "$top/test/cli/terminal.py" "$1" "$tmp/at" "$sendmail" -C "$tmp/cft" -bt >"$tmp/out" 2>&1
}
on_terminal '[("$j\n", ".com", "\n> "), ("abc", "abc"), ("\3", "interrupt", "> "), ("$m\n", "\n> "), ("\4",)]'
expect "terminal: answers" "$tmp/out" '^mail.example.com'
expect "terminal: ^C takes the line back" "$tmp/out" '^interrupt'
expect_not "and all of it" "$tmp/out" 'abc\$m$'
expect "terminal: ^D ends" "$tmp/out" '^status 0'
on_terminal '[("/map slow x\n",), (None, "\3", "interrupt", "> "), ("\4",)]'
expect "terminal: ^C counts between two lines" "$tmp/out" '^interrupt'
on_terminal '[("/map slow x\n",), (None, "$j\n", "slowly", ".com", "> "), ("\4",)]'
expect "terminal: what is typed ahead is read" "$tmp/out" 'mail.example.com'
if python3 -c 'import ctypes; ctypes.CDLL("libedit.so.2")' 2>/dev/null; then
    on_terminal '[("/try lo\t x\n", "Rcode", "\n> "), ("\33[A\177y\n", "Rcode", "\n> "), ("3 \xe9h\n", "\n> "), ("\4",)]'
    expect "terminal: a mailer's name is completed" "$tmp/out" '^Trying envelope recipient address x for mailer local'
    expect "terminal: history and editing" "$tmp/out" '^Trying envelope recipient address y for mailer local'
    expect "terminal: letters that are not ASCII" "$tmp/out" '^> 3 éh$'
    on_terminal '[("/map slow x\n",), (None, "3 zy\33[D\177x\n\4", "slowly")]'
    expect "terminal: what is typed ahead is edited" "$tmp/out" '^3 *input: xy$'
    expect_not "and not shown before its turn" "$tmp/out" '^3 z'
    expect "terminal: also ^D" "$tmp/out" '^status 0'
else
    echo "SKIP: libedit.so.2 is not here: no editing"
    skipped=1
fi
finish testmode
