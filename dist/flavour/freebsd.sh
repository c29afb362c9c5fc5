# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
# FreeBSD and its relatives: mailwrapper, rc.d, a Makefile for either make, maps kept as samples.
binary=/usr/libexec/sendmail/sendmail
libexec=/usr/libexec smrsh=/usr/libexec/smrsh smrsh_dir=/usr/libexec/sm.bin rmail=/bin/rmail
cf=/usr/share/sendmail/cf aliases=/etc/mail/aliases statistics=/var/log/sendmail.st
queue=/var/spool/mqueue queue_owner=root:daemon queue_mode=0755
client=/var/spool/clientmqueue client_owner=smmsp:smmsp client_mode=0770
run=/var/run pid=/var/run/sendmail.pid client_pid=/var/spool/clientmqueue/sm-client.pid
ostype=freebsd6 mc=freebsd submit_mc=freebsd.submit.mc makefile=dist/files/freebsd-Makefile suffix=
users="smmsp:25:$client mailnull:26:$queue"
nologin=/usr/sbin/nologin

alternatives_table() { :; }

flavour_files() {
    local name
    # mailwrapper reads mailer.conf and is all of these; without it they are the program itself.
    for name in /usr/sbin/sendmail /usr/bin/mailq /usr/bin/newaliases /usr/sbin/hoststat /usr/sbin/purgestat; do
        [ -x "$root/usr/sbin/mailwrapper" ] || link "$binary" $name
    done
    once "$top/dist/files/mailer.conf" /etc/mail/mailer.conf 0644
    program "$top/dist/files/freebsd-rc" /etc/rc.d/sendmail 0555
    directory /etc/mail/certs 0755 root:wheel
}
