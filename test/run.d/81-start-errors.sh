#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What is wrong at the start, for who speaks SMTP with us and for everybody else.
#   81-start-errors.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
mkdir "$tmp/q"

# start_with "LINES" "SWITCHES": the program's output with line ends shown, and its status.
start_with() {
    printf '%s\n' V10/Berkeley 'O OperatorChars=.:%@!^/[]+' Dwmail Djmail.example.com \
        "O QueueDirectory=$tmp/q" 'O DontBlameSendmail=TrustStickyBit' \
        'Mlocal, P=/bin/true, F=lm, A=true' 'Mprog, P=/bin/true, F=lm, A=true' "$1" >"$tmp/x.cf"
    # shellcheck disable=SC2086
    printf 'QUIT\r\n' | "$build/sendmail/sendmail" -C "$tmp/x.cf" $2 >"$tmp/said" 2>/dev/null
    echo "status $?" >>"$tmp/said"
    sed -i "s|$tmp/x.cf: line [0-9]*: ||; s/\r\$/<CRLF>/; /^220 mail/d; /^221 2.0.0/d" "$tmp/said"
}

# expect LINES SWITCHES STATUS ANSWER
expect() {
    start_with "$1" "$2"
    if [ "$(cat "$tmp/said")" = "${4:+$4$'\n'}status $3" ]; then
        pass
    else
        fail "$2 with '$1' says '$4' and ends with $3" "$tmp/said"
    fi
}

expect 'O NoSuch=1' -bs 70 '554 5.0.0 readcf: unknown option name NoSuch<CRLF>'
expect 'Hfoo' -bs 70 '553 5.3.0 header syntax error, line "foo"<CRLF>'
expect 'Fw/nonexistent' -bs 71 \
    "451 4.0.0 fileclass: cannot open '/nonexistent': No such file or directory<CRLF>"
expect 'O NoSuch=1' -ba 70 '554 5.0.0 readcf: unknown option name NoSuch<CRLF>'
expect 'O NoSuch=1' -bv 70 'readcf: unknown option name NoSuch'
expect 'O QueueDirectory=/nonexistent' -bs 78 \
    '451 4.0.0 can not chdir(/nonexistent/): No such file or directory<CRLF>'

# What is told and passed over, before the greeting.
expect 'O MinQueueAge=5q' -bs 0 "550 Invalid time unit \`q'<CRLF>"
expect 'Qg, P=/, I=5x' -bs 70 "550 Invalid time unit \`x'<CRLF>
554 5.0.0 QueuePath / not a subpath of QueueDirectory $tmp/q<CRLF>"
expect 'O LogL=0' -bs 0 '050 Option LogL used as abbreviation for LogLevel<CRLF>'
expect 'O MaxHeadersLength=9' -bs 0 \
    'Warning: MaxHeadersLength: headers length limit set lower than 16384'
expect 'O MinQueueAge=5q' -bp 0 "Invalid time unit \`q'
$tmp/q is empty
		Total requests: 0"

# A daemon that does not get as far as its clients.
expect 'O NoSuch=1' -bd 70 '554 5.0.0 readcf: unknown option name NoSuch<CRLF>'
expect 'O NoSuch=1' -bD 70 'readcf: unknown option name NoSuch'
for mode in -bd -bD; do
    expect 'O QueueDirectory=/nonexistent' $mode 78 \
        '451 4.0.0 can not chdir(/nonexistent/): No such file or directory<CRLF>'
done

# Nothing is done without the queue directory, whatever the mode.
gone='can not chdir(/nonexistent/): No such file or directory'
for mode in -bm -bv -bp -bP -bi -bh -bH -bC -q; do
    expect 'O QueueDirectory=/nonexistent/q*' $mode 78 "$gone"
done
expect 'O QueueDirectory=/dev/null' -bi 78 'can not chdir(/dev/null/): Not a directory'
expect "Qg, P=$tmp/q/none" -bs 78 \
    "451 4.0.0 can not opendir($tmp/q/none): No such file or directory<CRLF>"
expect "O QueueDirectory=$tmp/q/a*" -bi 78 "can not opendir($tmp/q/a): No such file or directory"
mkdir "$tmp/q/journal" # is none of the queue's, so there is none that matches
expect "O QueueDirectory=$tmp/q/*" -bp 0 "$tmp/q is empty
		Total requests: 0"
start_with 'O QueueDirectory=/nonexistent' -bt
if grep -q '^ADDRESS TEST MODE' "$tmp/said" && ! grep -q chdir "$tmp/said"; then
    pass
else
    fail '-bt needs no queue directory' "$tmp/said"
fi

# Mail filters that are to be asked and have no X line.
undefined() { echo "451 4.0.0 InputFilter $1 not defined: No such file or directory<CRLF>"; }
expect 'O InputMailFilters=g, h' -bs 78 "$(undefined g)"
expect $'Xf, S=inet:1@127.0.0.1\nO InputMailFilters=F;f:g' -bs 78 "$(undefined f:g)"
expect $'Xf, S=inet:1@127.0.0.1\nO InputMailFilters=F' -bs 0 ''
expect 'O InputMailFilters=g' -bp 0 "$tmp/q is empty
		Total requests: 0"
expect 'O DaemonPortOptions=Name=A, I=a' -bs 0 ''
expect $'O InputMailFilters=g\nO DaemonPortOptions=Name=A, I=a' -bD 78 "$(undefined g)
554 5.0.0 InputFilter a not defined<CRLF>"
expect $'O InputMailFilters=g\nO QueueDirectory=/nonexistent' -bd 78 "451 4.0.0 $gone<CRLF>
554 5.0.0 InputFilter g not defined<CRLF>"

# All that is wrong with the switches is told, in their order, by what the mode turns out to be.
expect zzz '-Nno -O NoSuch -f x -f y -q5m' 64 'Invalid -N argument
readcf: unknown option name NoSuch
More than one "from" person'
expect zzz '-Nno -O LogL=3 -X /nonexistent/x -bs' 73 '550 Invalid -N argument<CRLF>
050 Option LogL used as abbreviation for LogLevel<CRLF>
451 4.0.0 cannot open /nonexistent/x: No such file or directory<CRLF>'
expect zzz '-X /nonexistent/x -O NoSuch -Rno -bd' 64 \
    '451 4.0.0 cannot open /nonexistent/x: No such file or directory<CRLF>
554 5.0.0 readcf: unknown option name NoSuch<CRLF>
550 Invalid -R value<CRLF>'
expect zzz '-Nno -odz -Rno' 64 'Invalid -N argument
Unknown delivery mode z'
expect zzz '-Rno -O NoSuch -bC' 64 'Invalid -R value
readcf: unknown option name NoSuch
unknown configuration line "zzz"'
expect zzz '-q5x -bi' 64 'Can not use -q with -bi'
expect zzz '-Q -qI -bs' 64 '550 Can not use -Q with -bs<CRLF>
550 Can not use -q with -bs<CRLF>'
expect zzz '-D /nonexistent/x -O NoSuch -bs' 73 \
    'cannot open /nonexistent/x: No such file or directory
554 5.0.0 readcf: unknown option name NoSuch<CRLF>'
expect zzz '-bs -D /nonexistent/x' 73 \
    '451 4.0.0 cannot open /nonexistent/x: No such file or directory<CRLF>'
expect '' '-bs -Nno -bx' 64 'Invalid operation mode x'
expect '' '-Nno -bs -x -Nno' 64 '550 Invalid -N argument<CRLF>'
expect '' '-Nno -bs -C /nonexistent' 64 '550 Invalid -N argument<CRLF>'
expect '' '-B 9BIT -bs' 0 '550 Illegal body type 9BIT<CRLF>'
expect '' '-bp -qGnosuch' 0 'Queue group nosuch unknown'
expect '' '-q Rjoe -bp' 0 "$tmp/q is empty
		Total requests: 0"
for switches in '-q5m' '-Nno' '-X /nonexistent/x'; do
    start_with zzz "$switches -bt"
    if grep -qx 'unknown configuration line "zzz"' "$tmp/said" &&
        grep -q '^ADDRESS TEST MODE' "$tmp/said" && ! grep -q 'status 0' "$tmp/said"; then
        pass
    else
        fail "-bt goes on after $switches" "$tmp/said"
    fi
done

# The names of options do not depend on a file, be it wrong or not there.
start_with 'O NoSuch=1' '-bO -Nno -h x'
if grep -qx LogLevel "$tmp/said" && grep -qx 'status 0' "$tmp/said" &&
    ! grep -q NoSuch "$tmp/said"; then
    pass
else
    fail '-bO reads no configuration' "$tmp/said"
fi
if "$build/sendmail/sendmail" -C "$tmp/none.cf" -bO >"$tmp/said" 2>&1 &&
    grep -qx LogLevel "$tmp/said"; then
    pass
else
    fail '-bO needs no configuration' "$tmp/said"
fi
finish start-errors
