#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Installs what was built, as the chosen distribution lays a mail system out. With --root DIR everything
# goes below DIR, no user is made and nothing outside DIR is touched. Files an administrator writes
# (.mc, maps, aliases) are put where there are none yet and never replaced.
# usage: install.sh BUILDDIR [--root DIR] [--flavour debian|fedora]
set -eu
build=$1
shift
top=$(cd "$(dirname "$0")/.." && pwd)
root= flavour=debian
while [ $# -gt 0 ]; do
    case $1 in
    --root) root=${2:?--root needs a directory}; shift ;;
    --flavour) flavour=${2:?--flavour needs a name}; shift ;;
    *) echo "install: unknown argument $1" >&2; exit 64 ;;
    esac
    shift
done

# What differs between the two, in one table.
case $flavour in
debian)
    libexec=/usr/libexec/sendmail cf=/usr/share/sendmail/cf aliases=/etc/mail/aliases
    queue=/var/spool/mqueue queue_owner=smmta:smmsp queue_mode=2750
    client=/var/spool/mqueue-client client_owner=smmsp:smmsp client_mode=2770
    smrsh_dir=/etc/mail/smrsh statistics=/var/lib/sendmail/sendmail.st run=/run/sendmail/mta
    users="smmta smmsp" ;;
fedora)
    libexec=/usr/sbin cf=/usr/share/sendmail-cf aliases=/etc/aliases
    queue=/var/spool/mqueue queue_owner=root:mail queue_mode=0700
    client=/var/spool/clientmqueue client_owner=smmsp:smmsp client_mode=0770
    smrsh_dir=/etc/smrsh statistics=/var/log/mail/statistics run=/run
    users="smmsp mailnull" ;;
*) echo "install: flavour $flavour is not known; debian and fedora are" >&2; exit 64 ;;
esac
binary=$libexec/sendmail
[ "$flavour" != fedora ] || binary=/usr/sbin/sendmail.sendmail

[ -n "$root" ] || [ "$(id -u)" = 0 ] || { echo "install: needs root, or --root DIR" >&2; exit 77; }
[ -x "$build/sendmail/sendmail" ] || { echo "install: nothing is built in $build; ./Build all first" >&2; exit 66; }
[ "$(id -u)" = 0 ] && as_root=yes || as_root=

say() { echo "$*"; }
own() { # OWNER PATH: only where that is possible
    [ -n "$as_root" ] && chown "$1" "$root$2" 2>/dev/null || true
}
program() { install -D -m "${3:-0755}" "$1" "$root$2"; }
link() { mkdir -p "$root$(dirname "$2")"; ln -sfn "$1" "$root$2"; }
once() { # SOURCE PATH MODE: an administrator's file
    if [ -e "$root$2" ]; then
        say "kept     $2"
    else
        install -D -m "$3" "$1" "$root$2"
    fi
}
make_users() {
    local u
    for u in $users; do
        getent passwd "$u" >/dev/null && continue
        groupadd -r "$u" 2>/dev/null || true
        useradd -r -g "$u" -d "$queue" -s /usr/sbin/nologin -M "$u" && say "user     $u"
    done
}

[ -n "$root" ] || make_users

# Programs. sendmail itself is set-group-id for the client queue, as sites expect.
program "$build/sendmail/sendmail" "$binary" 2755
own root:smmsp "$binary"
[ -z "$as_root" ] || chmod 2755 "$root$binary"
[ "$binary" = /usr/sbin/sendmail ] || link "$binary" /usr/sbin/sendmail
link "$binary" /usr/lib/sendmail
for name in mailq newaliases hoststat purgestat; do link "$binary" /usr/bin/$name; done
for name in makemap editmap praliases mailstats cfcompile; do
    program "$build/$name/$name" /usr/sbin/$name
    link /usr/sbin/$name /usr/bin/$name
done
program "$build/smrsh/smrsh" "$([ $flavour = fedora ] && echo /usr/sbin/smrsh || echo /usr/lib/sm.bin/smrsh)"
program "$build/mail.local/mail.local" "$([ $flavour = fedora ] && echo /usr/libexec/mail.local || echo /usr/lib/sm.bin/mail.local)"

# The configuration library, whole and replaced whole.
mkdir -p "$root$cf"
cp -R "$top/cf/." "$root$cf/"
find "$root$cf" -name meson.build -delete

# /etc/mail
for f in Makefile helpfile; do install -D -m 0644 "$top/cf/etc-mail/$f" "$root/etc/mail/$f"; done
cat >"$root/etc/mail/local.mk.new" <<TEXT
# Written by the installation: where this system keeps what the Makefile calls.
CFDIR = $cf
TEXT
once "$root/etc/mail/local.mk.new" /etc/mail/local.mk 0644
rm -f "$root/etc/mail/local.mk.new"
once "$top/cf/sample/$([ $flavour = debian ] && echo debian-stock || echo generic-linux).mc" /etc/mail/sendmail.mc 0644
once "$top/cf/sample/submit.mc" /etc/mail/submit.mc 0644
for f in access mailertable virtusertable domaintable genericstable local-host-names relay-domains trusted-users; do
    once "$top/cf/etc-mail/$f" /etc/mail/$f 0644
done
once "$top/cf/etc-mail/aliases" "$aliases" 0644

# Directories
mkdir -p "$root$smrsh_dir" "$root$(dirname $statistics)" "$root$run"
mkdir -p "$root$queue" "$root$client"
chmod $queue_mode "$root$queue"
chmod $client_mode "$root$client"
own $queue_owner $queue
own $client_owner $client

# Manual pages
for page in "$top"/*/*.[18]; do
    section=${page##*.}
    install -D -m 0644 "$page" "$root/usr/share/man/man$section/$(basename "$page")"
done

# Services
for unit in sendmail sm-client; do
    sed -e "s|@QUEUE@|$queue|g" -e "s|@CLIENT@|$client|g" -e "s|@RUN@|$run|g" "$top/dist/$unit.service" >"$build/$unit.service"
    install -D -m 0644 "$build/$unit.service" "$root/usr/lib/systemd/system/$unit.service"
    rm -f "$build/$unit.service"
done

say "installed for $flavour${root:+ below $root}"
say "next: edit /etc/mail/sendmail.mc, then make -C /etc/mail, newaliases, systemctl enable --now sendmail sm-client"
