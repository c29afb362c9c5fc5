#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What rule sets that check may return, and what an SMTP client hears then: as recorded from classic sendmail.
#   61-checks.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1" /run
sendmail=$build/sendmail/sendmail

mkdir "$tmp/queue" && chmod 700 "$tmp/queue" && chmod 755 "$tmp"

# The right side of the rule and the reply to RCPT TO:<bob@box.example>. A blank ends nothing: the tab does.
cat >"$tmp/cases" <<'END'
$#error	554 5.3.5 buildaddr: no user
$#error $@ 5.7.1	554 5.3.5 buildaddr: no user
$#error $@ CONFIG	554 5.3.5 buildaddr: no user
$#error $@ CONFIG $: "554 conf"	554 5.0.0 conf
$#error $@ 5.3.5 $: "554 five"	554 5.3.5 five
$#error $@ 5.7.1 $: "550 no"	550 5.7.1 <bob@box.example>... no
$#error $@ 5.7.1 $: no way	553 5.3.0 <bob@box.example>... no way
$#error $: 451 4.7.0 later on	451 4.7.0 later on
$#error $: "250 fine"	250 2.0.0 <bob@box.example>... fine
$#error $@ 5.7.1 $: "650 x"	550 5.7.1 x
$#error $: "500"	553 5.3.0 <bob@box.example>... 500
$#error $: "550 5.7.1"	550 5.0.0 <bob@box.example>... 5.7.1
$#discard $: x	250 2.1.5 <nobody@box.example>... Recipient ok
$#OK	550 5.1.1 <nobody@box.example>... User unknown
$(nomap x $: dflt $)	554 5.3.0 rewrite: map nomap not found
$>NoSet $1	554 5.3.5 Unknown ruleset NoSet
END

cf() { # cf RULESETS
    cat <<END
V10
Djmail.example.com
Cwlocalhost box.example
O QueueDirectory=$tmp/queue
O DontProbeInterfaces=True
O LogLevel=0
O DeliveryMode=interactive
O DontBlameSendmail=GroupWritableDirPathSafe,WorldWritableAliasFile,TrustStickyBit
O OperatorChars=.:%@!^/[]+
Mlocal, P=/bin/true, F=lsDFMA5, S=0, R=0, A=true
Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c \$u
S3
R\$* < \$* > \$*	\$: \$2
S0
R\$+ @ \$+	\$#local \$: \$1
R\$@	\$#local \$: nobody
S5
Rbob	\$@ bob
Rnobody	\$#error \$@ 5.1.1 \$: "550 User unknown"
$1
END
}
# Says each line when the one before was answered, as a client must; shows all replies.
cat >"$tmp/talk.py" <<'END'
import subprocess, sys
server = subprocess.Popen(sys.argv[1:4], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
def reply():
    while True:
        line = server.stdout.readline().decode('latin-1').rstrip('\r\n')
        print(line)
        if line[3:4] != '-':
            return line
reply()
text = False
for line in sys.argv[4:]:
    server.stdin.write(line.encode() + b'\r\n')
    server.stdin.flush()
    if not text or line == '.':
        text = reply().startswith('354')
server.wait()
END
talk() { # talk LINE...
    python3 "$tmp/talk.py" "$sendmail" "-C$tmp/cf" -bs 'EHLO client.example' 'MAIL FROM:<bob@box.example>' "$@" QUIT
}
heard() { # heard NAME WANT: on standard input
    if grep -qxF -- "$2" "$tmp/heard"; then pass; else fail "$1: no \"$2\" in" "$tmp/heard"; fi
}

while IFS=$'\t' read -r right reply; do
    who=bob
    case $reply in *nobody*) who=nobody ;; esac
    cf "Scheck_rcpt
R\$*	$right" >"$tmp/cf"
    talk "RCPT TO:<$who@box.example>" >"$tmp/heard"
    heard "check_rcpt: $right" "$reply"
done <"$tmp/cases"

# The sender, as checks that wait for the recipient ask for it
cf 'Scheck_rcpt
R$*	$#error $@ 5.7.1 $: "550 f=<" $&f "> as written " $&{mail_from}' >"$tmp/cf"
talk 'RCPT TO:<bob@box.example>' RSET 'MAIL FROM:<>' 'RCPT TO:<bob@box.example>' >"$tmp/heard"
heard "check_rcpt: \$f" '550 5.7.1 <bob@box.example>... f=<bob@box.example> as written <bob@box.example>'
heard "check_rcpt: \$f of nobody" '550 5.7.1 <bob@box.example>... f=<> as written <>'

# check_eoh: fields and bytes of the header; it has the last word
cf 'Scheck_eoh
R$* $| $*	$#error $@ 5.7.1 $: "550 n=" $1 " size=" $2' >"$tmp/cf"
talk 'RCPT TO:<bob@box.example>' DATA 'Subject: x' 'From: a' 'X-Long: a' ' folded' '' body . >"$tmp/heard"
heard "check_eoh: what it is given" '550 5.7.1 n=3 size=38'
talk 'RCPT TO:<bob@box.example>' DATA '' body . >"$tmp/heard"
heard "check_eoh: no header" '550 5.7.1 n=0 size=1'
cf 'Scheck_eoh
R0 $| $*	$#error $@ 5.7.1 $: "550 no header"' >"$tmp/cf"
talk 'RCPT TO:<bob@box.example>' DATA 'Subject: x' '' body . | sed 's/0 [^ ]* Message/0 ID Message/' >"$tmp/heard"
heard "check_eoh: accepts" '250 2.0.0 ID Message accepted for delivery'

finish checks
