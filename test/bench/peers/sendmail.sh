#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Adapter: sendmail.  Verbs: see README.md
. "$(dirname "$0")/../lib/adapter.sh"
SENDMAIL=${SENDMAIL:-/usr/sbin/sendmail}
CFDIR=${SENDMAIL_CF:-/usr/share/sendmail/cf}
MAKEMAP=${MAKEMAP:-/usr/sbin/makemap}
mode=${BENCH_MODE:-background}; dm=${mode%%-*}
case $dm in milter|default) dm=background;; mbox|maildir|defer) [ $dm = defer ] && dm=queueonly || dm=background;; esac
ns() { "$LIB/nsrun.sh" "$D" - -- "$@"; }
setup() {
  mkdir -p "$D/mqueue" "$D/run" "$D/home/benchu" "$D/mail"; chmod 700 "$D/mqueue"
  echo "Connect:127.0.0.1 RELAY" >"$D/access"; "$MAKEMAP" -s -C /dev/null hash "$D/access" <"$D/access"
  : >"$D/virtusertable"; "$MAKEMAP" -s -C /dev/null hash "$D/virtusertable" <"$D/virtusertable"
  echo "sink.test relay:[127.0.0.1]" >"$D/mailertable"; "$MAKEMAP" -s -C /dev/null hash "$D/mailertable" <"$D/mailertable"
  printf 'root\tnobody\n@\t@\n' >"$D/aliases"; "$MAKEMAP" -s -C /dev/null hash "$D/aliases" <"$D/aliases"
  printf 'hosts\tfiles\naliases\tfiles\n' >"$D/service.switch"
  echo local.test >"$D/local-host-names"
  local milter=
  [ -n "$MILTER_PORT" ] && milter="INPUT_MAIL_FILTER(\`bench', \`S=$(milter_sm), F=T, T=S:30s;R:30s')"
  local safe=True; case $mode in *-unsafe) safe=False;; *-sinter) safe=interactive;; esac
  cat >"$D/bench.mc" <<X
divert(-1)
divert(0)dnl
VERSIONID(\`bench')
OSTYPE(\`linux')
define(\`QUEUE_DIR', \`$D/mqueue')
define(\`confPID_FILE', \`$D/run/sendmail.pid')
define(\`STATUS_FILE', \`$D/run/statistics')
define(\`ALIAS_FILE', \`$D/aliases')
define(\`HELP_FILE', \`$D/helpfile')
define(\`confCW_FILE', \`$D/local-host-names')
define(\`confSERVICE_SWITCH_FILE', \`$D/service.switch')
define(\`confDELIVERY_MODE', \`$dm')
define(\`confSAFE_QUEUE', \`$safe')
define(\`confDOMAIN_NAME', \`mta.bench.test')
define(\`confTO_IDENT', \`0')
define(\`confQUEUE_LA', \`9999')
define(\`confREFUSE_LA', \`9999')
define(\`confDONT_PROBE_INTERFACES', \`True')
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit')
define(\`confTO_QUEUERETURN', \`5d')
define(\`SMART_HOST', \`relay:[127.0.0.1]')
define(\`RELAY_MAILER_ARGS', \`TCP \$h $BENCH_SINK_PORT')
define(\`LOCAL_MAILER_PATH', \`${LOCAL_MAILER:-/usr/bin/procmail}')
define(\`LOCAL_MAILER_ARGS', \`${LOCAL_MAILER_ARGS:-procmail -Y -m $D/rc \$u}')
define(\`LOCAL_MAILER_FLAGS', \`SPfhn9')
FEATURE(\`no_default_msa')
FEATURE(\`use_cw_file')
FEATURE(\`access_db', \`hash -T<TMPF> $D/access')
FEATURE(\`virtusertable', \`hash $D/virtusertable')
FEATURE(\`mailertable', \`hash $D/mailertable')
FEATURE(\`nocanonify')
FEATURE(\`accept_unresolvable_domains')
FEATURE(\`accept_unqualified_senders')
DAEMON_OPTIONS(\`Port=$BENCH_PORT, Addr=127.0.0.1, Name=MTA, Listen=${SENDMAIL_LISTEN:-1024}')
$milter
MAILER(\`local')
MAILER(\`smtp')
X
  m4 -D_CF_DIR_="$CFDIR/" "$CFDIR/m4/cf.m4" "$D/bench.mc" >"$D/sendmail.cf"
  case $mode in
   mbox) printf ':0:\n%s/mail/benchu\n' "$D" >"$D/rc";;
   maildir) printf ':0\n%s/mail/benchu/\n' "$D" >"$D/rc";;
  esac
  chmod 777 "$D/mail"; chmod 755 "$D" "$D/home"; chown 7206:7206 "$D/home/benchu"
}
start() { ns "$SENDMAIL" -bd -C"$D/sendmail.cf"; }
case $1 in
 have) [ -x "$SENDMAIL" ] && [ -d "$CFDIR" ];;
 setup) setup;;
 start) start;;
 stop) kill "$(head -1 "$D/run/sendmail.pid")";;
 qlist) ns "$SENDMAIL" -bp -C"$D/sendmail.cf";;
 qcount) find "$D/mqueue" -name 'qf*' | wc -l;;
 qrun) ns "$SENDMAIL" -q -C"$D/sendmail.cf";;
 defer) : ;;
 inject) ns "$SENDMAIL" -C"$D/sendmail.cf" -f s@src.test "$2";;
 mailbox) case $mode in maildir) echo "$D/mail/benchu/new";; *) echo "$D/mail/benchu";; esac;;
 *) exit 2;;
esac
