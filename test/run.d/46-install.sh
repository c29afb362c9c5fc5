#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every flavour below a scratch root: what is where, make all there and what it does the second time, mail
# through the installed programs, and an uninstall that leaves nothing but what somebody changed.
# The packages: the .spec is read; the .deb is packed, installed below a root by dpkg, used and removed.
#   46-install.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
chmod 755 "$tmp"
umask 022
me=$(id -un)

install_it() { bash "$top/dist/install.sh" install "$build" --flavour "$flavour" --root "$root" "$@"; }
uninstall_it() { bash "$top/dist/install.sh" uninstall --flavour "$flavour" --root "$root" "$@"; }
empty() { [ -z "$(find "$root" -mindepth 1 | tee /dev/stderr)" ]; }

# KIND PATH MODE-OR-TARGET, for each flavour.
layout() {
    case $1 in
    fedora) cat <<TABLE
f /usr/sbin/sendmail.sendmail 2755
l /usr/sbin/sendmail /etc/alternatives/mta
l /etc/alternatives/mta /usr/sbin/sendmail.sendmail
l /usr/lib/sendmail /etc/alternatives/mta-sendmail
l /usr/bin/mailq /etc/alternatives/mta-mailq
f /usr/bin/rmail.sendmail 755
l /usr/bin/rmail /etc/alternatives/mta-rmail
l /etc/alternatives/mta-rmail /usr/bin/rmail.sendmail
f /usr/share/man/man8/rmail.sendmail.8 644
f /usr/bin/vacation 755
f /usr/share/man/man1/vacation.1 644
f /usr/sbin/makemap.sendmail 755
f /usr/sbin/smrsh 755
f /usr/share/sendmail-cf/m4/cf.m4 644
f /usr/share/sendmail-cf/README 644
f /etc/mail/Makefile 644
f /etc/mail/make 755
f /etc/mail/sendmail.mc 644
f /etc/mail/submit.mc 644
f /etc/aliases 644
f /etc/sysconfig/sendmail 644
l /etc/mail/service.switch ../nsswitch.conf
f /etc/pam.d/smtp.sendmail 644
f /etc/logrotate.d/sendmail 644
f /usr/lib/systemd/system/sendmail.service 644
f /usr/lib/systemd/system/sm-client.service 644
f /usr/lib/NetworkManager/dispatcher.d/10-sendmail 755
f /usr/share/man/man8/sendmail.sendmail.8 644
f /usr/share/man/man5/mailwright-maps.5 644
f /usr/share/bash-completion/completions/cfcompile 644
d /etc/smrsh 755
d /var/log/mail 755
d /var/spool/mqueue 700
d /var/spool/clientmqueue 770
TABLE
        ;;
    debian) cat <<TABLE
f /usr/libexec/sendmail/sendmail 2755
l /usr/sbin/sendmail /usr/libexec/sendmail/sendmail
l /usr/lib/sendmail /usr/libexec/sendmail/sendmail
l /usr/sbin/hoststat /usr/libexec/sendmail/sendmail
l /usr/bin/purgestat /usr/libexec/sendmail/sendmail
f /usr/sbin/makemap 755
f /usr/sbin/rmail 755
f /usr/bin/vacation 755
f /usr/libexec/sendmail/smrsh 755
f /usr/share/sendmail/cf/m4/cf.m4 644
l /usr/share/sendmail-cf /usr/share/sendmail/cf
l /etc/mail/aliases ../aliases
f /etc/default/sendmail 644
f /etc/mail/service.switch 644
f /etc/pam.d/smtp 644
f /usr/lib/systemd/system/sm-client.service 644
f /usr/lib/NetworkManager/dispatcher.d/10-sendmail 755
f /etc/init.d/sendmail 755
f /usr/sbin/sendmailconfig 755
d /etc/mail/smrsh 755
d /var/spool/mqueue 2750
d /var/spool/mqueue-client 2770
TABLE
        ;;
    freebsd) cat <<TABLE
f /usr/libexec/sendmail/sendmail 2755
f /usr/libexec/smrsh 755
f /bin/rmail 755
f /usr/bin/vacation 755
f /usr/share/sendmail/cf/m4/cf.m4 644
f /etc/mail/Makefile 644
f /etc/mail/freebsd.mc 644
f /etc/mail/freebsd.submit.mc 644
f /etc/mail/mailer.conf 644
f /etc/mail/access.sample 644
l /etc/mail/service.switch ../nsswitch.conf
f /etc/rc.d/sendmail 555
d /usr/libexec/sm.bin 755
d /var/spool/clientmqueue 770
TABLE
        ;;
    esac
}
as_listed() {
    local kind path wanted bad=0
    while read -r kind path wanted; do
        case $kind in
        l) [ "$(readlink "$root$path")" = "$wanted" ] ;;
        f) [ -f "$root$path" ] && [ "$(stat -c %a "$root$path")" = "$wanted" ] ;;
        d) [ -d "$root$path" ] && [ "$(stat -c %a "$root$path")" = "$wanted" ] ;;
        esac || { echo "$path is not $wanted: $(ls -ld "$root$path" 2>&1)"; bad=1; }
    done < <(layout "$flavour")
    return $bad
}
# Without "-" systemd starts nothing at all, not even what would make it.
no_volatile_paths() {
    ! grep -hE '^(ReadWritePaths|ReadOnlyPaths|BindPaths)=' "$root"/usr/lib/systemd/system/*.service | grep -E '[= ](/var)?/run/'
}
# The installed .mc speaks of /etc and /var; here they are below the root.
move_below() { # LIBEXEC MC...
    local libexec=$1 mc
    shift
    for mc in "$@"; do
        sed -i -e "s#\([\` ]\)/\(etc\|var\|run\)/#\1$root/\2/#g" -e '/local_procmail/d' -e '/smrsh/d' \
            -e 's/MAILER(`procmail/MAILER(`local/' "$mc"
        cat - "$mc" >"$mc.new" <<MC
define(\`MAIL_SETTINGS_DIR', \`$root/etc/mail/')dnl
define(\`QUEUE_DIR', \`$root/var/spool/mqueue')dnl
define(\`STATUS_FILE', \`$root/var/statistics')dnl
define(\`confPID_FILE', \`$root/var/pid')dnl
define(\`confDOMAIN_NAME', \`mail.example.com')dnl
define(\`confTRUSTED_USER', \`$me')dnl
define(\`confRUN_AS_USER', \`$me')dnl
define(\`confDEF_USER_ID', \`$me')dnl
define(\`confQUEUE_LA', \`9999')dnl
define(\`confDONT_PROBE_INTERFACES', \`True')dnl
define(\`confSERVICE_SWITCH_FILE', \`$root/etc/mail/service.switch')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit,GroupWritableDirPathSafe,MapInUnsafeDirPath,ClassFileInUnsafeDirPath,FileDeliveryToSymLink')dnl
define(\`LOCAL_MAILER_PATH', \`$root$libexec/mail.local')dnl
define(\`LOCAL_MAILER_ARGS', \`mail.local --mailboxes $root/var/mail \$u')dnl
define(\`LOCAL_MAILER_FLAGS', \`SPfhn9')dnl
FEATURE(\`nocanonify')dnl
MC
        # Some systems' OSTYPE and DOMAIN say otherwise after these.
        sed -i "0,/^MAILER/s#^MAILER#define(\`LOCAL_MAILER_PATH', \`$root$libexec/mail.local')dnl\ndefine(\`LOCAL_MAILER_ARGS', \`mail.local --mailboxes $root/var/mail \$u')dnl\ndefine(\`LOCAL_MAILER_FLAGS', \`SPfhn9')dnl\ndefine(\`confTRUSTED_USER', \`$me')dnl\ndefine(\`confRUN_AS_USER', \`$me')dnl\ndefine(\`confDEF_USER_ID', \`$me')dnl\n&#" "$mc.new"
        mv "$mc.new" "$mc"
        [ "$flavour" = fedora ] || sed -i "s#^OSTYPE#define(\`ALIAS_FILE', \`$root/etc/mail/aliases')dnl\n&#" "$mc"
    done
    printf 'hosts files\naliases files\n' >"$root/etc/mail/service.switch"
    mkdir -p "$root/var/mail" "$root/programs"
    chmod 1777 "$root/var/mail"
    # Alternatives point to /usr/sbin of the real system: what make calls, by one name each.
    local program=$root/usr/libexec/sendmail/sendmail name
    [ -x "$program" ] || program=$root/usr/sbin/sendmail.sendmail
    for name in sendmail newaliases mailq; do ln -sf "$program" "$root/programs/$name"; done
    for name in makemap cfcompile; do
        [ -e "$root/usr/sbin/$name.sendmail" ] && ln -sf "$root/usr/sbin/$name.sendmail" "$root/programs/$name" ||
            ln -sf "$root/usr/sbin/$name" "$root/programs/$name"
    done
}
made() { # PROGRAM GOAL...: make of that name, with what is below the root
    local program=$1
    shift
    case $flavour in
    freebsd)
        (cd "$root/etc/mail" && "$program" BINDIR="$root/programs" SENDMAIL="$root/programs/sendmail -C $root/etc/mail/host.cf" \
            SENDMAIL_CF_DIR="$root/usr/share/sendmail/cf" SENDMAIL_MC="$root/etc/mail/host.mc" \
            SENDMAIL_SUBMIT_MC="$root/etc/mail/host.submit.mc" "$@") ;;
    fedora) "$program" -C "$root/etc/mail" BINDIR="$root/programs" CFDIR="$root/usr/share/sendmail-cf" \
        ALIAS_FILE="$root/etc/aliases" "$@" ;;
    *) "$program" -C "$root/etc/mail" BINDIR="$root/programs" CFDIR="$root/usr/share/sendmail/cf" "$@" ;;
    esac
}
state() { find "$root/etc" -type f -printf '%p %T@ %s\n' | sort; }
same_after() { # COMMAND...: nothing in etc is other afterwards
    state >"$tmp/before"
    "$@" || return 1
    state | diff "$tmp/before" -
}
mail_goes() { # the text of a message ends in the mailbox
    printf 'Subject: installed %s\n\nhello\n' "$flavour" |
        "$root/programs/sendmail" -C "$root/etc/mail/sendmail.cf" -odi -f "$me" "$me" || return 1
    grep -rq "Subject: installed $flavour" "$root/var/mail/"
}

for flavour in fedora debian freebsd; do
    root=$tmp/$flavour
    check "$flavour installs" install_it
    check "$flavour: everything in its place" as_listed
    [ $flavour = freebsd ] || check "$flavour: no unit demands a file that a start of the system takes away" \
        no_volatile_paths
    check "$flavour: a second install changes nothing of the administrator's" same_after install_it
    check "$flavour: uninstall" uninstall_it
    check "$flavour: leaves nothing" empty

    mkdir -p "$root/usr/sbin" "$root/etc/mail"
    echo other >"$root/usr/sbin/cfcompile"
    echo '# mine' >"$root/etc/mail/local-host-names"
    case $flavour in
    fedora) library=/usr/share/sendmail-cf ;;
    *) library=/usr/share/sendmail/cf ;;
    esac
    mkdir -p "$root$library/feature"
    echo other >"$root$library/feature/msp.m4"
    check "$flavour installs beside others" install_it
    check "$flavour: what an administrator wrote stays" grep -q mine "$root/etc/mail/local-host-names"
    libexec=/usr/libexec
    case $flavour in
    debian) libexec=/usr/libexec/sendmail ;;
    esac
    if [ $flavour = freebsd ]; then
        cp "$root/etc/mail/freebsd.mc" "$root/etc/mail/host.mc"
        cp "$root/etc/mail/freebsd.submit.mc" "$root/etc/mail/host.submit.mc"
        move_below $libexec "$root"/etc/mail/host.mc "$root/etc/mail/host.submit.mc"
    else
        move_below $libexec "$root/etc/mail/sendmail.mc" "$root/etc/mail/submit.mc"
    fi
    check "$flavour: make all" made make all
    if [ $flavour = freebsd ]; then
        check "freebsd: sendmail.cf only by make install" test ! -e "$root/etc/mail/sendmail.cf"
        check "freebsd: make install" made make install
        check "freebsd: a map from its sample, all remarks" test -s "$root/etc/mail/access.db"
    fi
    for f in sendmail.cf submit.cf; do check "$flavour: $f is made" test -s "$root/etc/mail/$f"; done
    aliases=$root/etc/mail/aliases
    [ $flavour != fedora ] || aliases=$root/etc/aliases
    check "$flavour: aliases are made" test -s "$aliases.db"
    check "$flavour: a second make all changes nothing" same_after made make all
    echo 'connect:192.0.2.1 REJECT' >>"$root/etc/mail/access"
    touch -d '1 minute ago' "$root/etc/mail/access.db"
    check "$flavour: make access.db all" made make access.db all
    check "$flavour: the new entry is there" bash -c "'$root/programs/makemap' -C /dev/null -u hash '$root/etc/mail/access' | grep -q 192.0.2.1"
    if [ $flavour = debian ]; then
        for goal in databases parse_mc makefile update_mk crontab update_conf auth tls includes noreload should_reload; do
            check "debian: make $goal, as its scripts do" same_after made make $goal
        done
    fi
    if [ $flavour = fedora ]; then
        mv "$root/etc/mail/mailertable" "$tmp/mailertable"
        echo 'connect:192.0.2.2 REJECT' >>"$root/etc/mail/access"
        touch -d '1 minute ago' "$root/etc/mail/access.db"
        check "fedora: a text that was deleted by mistake ends make" status 2 made make all
        says "fedora: a text that was deleted by mistake" "mailertable doesn't exist"
        check "fedora: the others are made" bash -c "'$root/programs/makemap' -C /dev/null -u hash '$root/etc/mail/access' | grep -q 192.0.2.2"
        check "fedora: nor is its map made" status 2 made make mailertable.db
        mv "$tmp/mailertable" "$root/etc/mail/mailertable"
        check "fedora: with it all is well" made make all
    fi
    check "$flavour: mail is delivered" mail_goes
    if [ $flavour = freebsd ]; then
        if command -v bmake >/dev/null; then
            check "freebsd: BSD make reads it too and has nothing to do" same_after made bmake all
            echo other >"$root/etc/mail/other.db"
            check "freebsd: BSD make cleans" made bmake clean
            check "freebsd: maps and nothing else" diff <(cd "$root/etc/mail" && ls ./*.db) - <<<./other.db
            rm "$root/etc/mail/other.db" "$root/etc/mail/sendmail.cf"
            echo dnl >>"$root/etc/mail/host.mc"
            # What was written in the second in which make starts is not older than "now".
            touch -d '1 minute' "$root/etc/mail/aliases" "$root/etc/mail/access"
            check "freebsd: BSD make makes it all again" made bmake all
            check "freebsd: BSD make installs" made bmake install
            check "freebsd: from its own sources" cmp "$root/etc/mail/host.cf" "$root/etc/mail/sendmail.cf"
            check "freebsd: and its maps" bash -c "cd '$root/etc/mail' && ls -l --full-time . && test -s access.db && test -s aliases.db"
            touch -d '1 minute ago' "$root/etc/mail/aliases" "$root/etc/mail/access"
            check "freebsd: BSD make starts what it is told" bash -c "grep -qx 'started -L sm-mta -bd -q30m' <(cd '$root/etc/mail' && bmake -s START_MTA='echo started -L sm-mta -bd -q30m' start-mta)"
        else
            skip "bmake is not here"
        fi
        # With the few words of rc.subr that it needs.
        cat >"$tmp/rc.subr" <<'RC'
load_rc_config() { :; }
checkyesno() { eval "case \$$1 in [Yy][Ee][Ss]) return 0 ;; esac"; return 1; }
run_rc_command() { echo "$sendmail_enable $sendmail_msp_queue_enable $sendmail_flags"; }
RC
        sed "s#^\. /etc/rc.subr#. $tmp/rc.subr#" "$root/etc/rc.d/sendmail" >"$tmp/rc"
        while IFS='|' read -r settings starts; do
            # shellcheck disable=SC2086
            check "freebsd: rc.conf $settings" test "$(env $settings sh "$tmp/rc" start)" = "$starts"
        done <<'RC'
sendmail_enable=YES|YES YES -L sm-mta -bd -q30m
sendmail_enable=YES sendmail_flags=-bd|YES YES -bd
sendmail_enable=NO|YES YES -L sm-mta -bd -q30m -ODaemonPortOptions=Addr=localhost
sendmail_enable=NO sendmail_submit_enable=NO|YES YES -L sm-queue -q30m
sendmail_enable=NO sendmail_submit_enable=NO sendmail_outbound_enable=NO|NO YES -L sm-mta -bd -q30m
sendmail_enable=NONE|NO NO -L sm-mta -bd -q30m
RC
    fi
    if [ $flavour = fedora ]; then
        export BINDIR=$root/programs CFDIR=$root/nothing
        check "fedora: without the library the make script says 15" status 15 "$root/etc/mail/make" all
        export CFDIR=$root/usr/share/sendmail-cf
        check "fedora: the make script builds a map by force" env SM_FORCE_DBREBUILD=1 "$root/etc/mail/make" access.db
        unset BINDIR CFDIR
    fi
    check "$flavour: uninstall again" uninstall_it
    check "$flavour: changed files stay" test -e "$root/etc/mail/local-host-names"
    check "$flavour: the other's program is back" grep -q other "$root/usr/sbin/cfcompile"
    check "$flavour: and its library" diff <(find "$root$library" -type f -exec cat {} +) - <<<other
    check "$flavour: ours are gone" test ! -e "$root$libexec/mail.local"
done

flavour=debian root=$tmp/change
check "installs for changes" install_it
echo '# mine' >>"$root/etc/mail/Makefile"
echo '# mine' >>"$root/etc/default/sendmail"
mkdir "$root/etc/mail/mine"
ln -s /bin/true "$root/etc/mail/smrsh/true"
check "installs again" install_it
check "a changed Makefile is saved" grep -q '^# mine' "$root/etc/mail/Makefile.saved"
check "and is ours again" cmp "$top/cf/etc-mail/Makefile" "$root/etc/mail/Makefile"
check "changed settings stay" grep -q '^# mine' "$root/etc/default/sendmail"
echo '# mine' >>"$root/etc/mail/Makefile"
check "uninstall of what was changed" uninstall_it
check "leaves that and no more" diff <(cd "$root" && find . ! -type d -o -name mine | sort) - <<TEXT
./etc/default/sendmail
./etc/mail/Makefile
./etc/mail/Makefile.saved
./etc/mail/mine
./etc/mail/smrsh/true
TEXT

flavour=debian root=$tmp/purge
check "installs for a purge" install_it
echo '# changed' >>"$root/etc/mail/access"
echo mail >"$root/var/spool/mqueue/qfx"
check "uninstall --purge" uninstall_it --purge
check "takes /etc/mail" test ! -e "$root/etc/mail"
check "and no mail" test -e "$root/var/spool/mqueue/qfx"
check "a second uninstall says there is nothing" status 66 uninstall_it
check "a flavour nobody knows" status 64 bash "$top/dist/install.sh" install "$build" --flavour beos --root "$tmp/x"

# ---- packages ----
if command -v rpmspec >/dev/null; then
    check "the .spec is read" rpmspec -P "$top/dist/mailwright.spec"
else
    skip "rpmspec is not here"
fi
packed() { # the .deb of what is built already
    mkdir -p "$tmp/source"
    (cd "$top" && cp -R --parents cf dist debian LICENSE ./*/*.[18] lib/*/*.5 cfcompile/completion "$tmp/source") || return 1
    (cd "$tmp/source" && MAILWRIGHT_BUILD=$build dpkg-buildpackage -d -us -uc -b)
}
with_dpkg() { # VERB: below the root, and no script leaves it; who asks gets no answer
    dpkg --root="$root" --force-script-chrootless --force-depends --force-not-root --force-unsafe-io "$@" </dev/null
}
# What Debian's sendmail leaves when it is removed: conffiles, a script that does not run any more, and a
# sendmail.mc that includes files which are gone.
left_by_debian() {
    local package=$tmp/other
    mkdir -p "$package/DEBIAN" "$package/etc/mail" "$package/etc/init.d"
    printf '%s\n' 'Package: sendmail-base' 'Version: 8.17.1' 'Architecture: all' 'Maintainer: x <x@example.com>' \
        'Provides: mail-transport-agent' 'Description: other' >"$package/DEBIAN/control"
    printf '%s\n' /etc/mail/helpfile /etc/init.d/sendmail >"$package/DEBIAN/conffiles"
    echo '#vers 2' >"$package/etc/mail/helpfile"
    printf '#!/bin/sh\n' >"$package/etc/init.d/sendmail"
    chmod 755 "$package/etc/init.d/sendmail"
    dpkg-deb --build "$package" "$tmp/other.deb" && with_dpkg -i "$tmp/other.deb" && with_dpkg -r sendmail-base || return 1
    chmod 644 "$root/etc/init.d/sendmail"
    echo all: >"$root/etc/mail/Makefile"
    printf '%s\n' 'QUEUE_INTERVAL="7m";' 'DAEMON_PARMS="";' >"$root/etc/mail/sendmail.conf"
    sed "s#^MAILER(\`local.*#include(\`/etc/mail/tls/starttls.m4')dnl\n&#" "$top/cf/sample/debian-stock.mc" >"$root/etc/mail/sendmail.mc"
}
# Where the package belongs: its /etc, /var and programs over the system's, for one command.
in_place() {
    mkdir -p "$root/var/tmp"
    cp /etc/nsswitch.conf /etc/hosts /etc/services /etc/protocols /etc/resolv.conf /etc/ld.so.cache "$root/etc/" 2>/dev/null
    grep -v ^smmsp: /etc/passwd >"$root/etc/passwd"
    grep -v ^smmsp: /etc/group >"$root/etc/group"
    echo 'smmsp:x:60001:60001::/:/usr/sbin/nologin' >>"$root/etc/passwd"
    echo 'smmsp:x:60001:' >>"$root/etc/group"
    chown 0:60001 "$root/usr/libexec/sendmail/sendmail" && chmod 2755 "$root/usr/libexec/sendmail/sendmail"
    chown 60001:60001 "$root/var/spool/mqueue-client" && chmod 2770 "$root/var/spool/mqueue-client"
    unshare --mount --net bash -c '
        root=$1; shift
        mount --bind "$root/etc" /etc && mount --bind "$root/var" /var && mount --bind "$root/usr/libexec" /usr/libexec &&
        exec "$@"' - "$root" "$@"
}
# The whole of it in the system's place, with a network of its own; then FUNCTION.
as_a_system() {
    local id=60001 u
    for u in smmta joe; do
        id=$((id + 1))
        grep -q "^$u:" "$root/etc/passwd" || printf "$u:x:$id:$id::/:/bin/sh\n" >>"$root/etc/passwd"
        grep -q "^$u:" "$root/etc/group" || printf "$u:x:$id:\n" >>"$root/etc/group"
    done
    chown 60002:60001 "$root/var/spool/mqueue" && chmod 2750 "$root/var/spool/mqueue"
    mkdir -p "$root/var/mail" && chmod 1777 "$root/var/mail"
    rm -rf "$root/var/run" && ln -s /run "$root/var/run"
    sed -i "0,/^MAILER/s#^MAILER#define(\`confDOMAIN_NAME', \`mail.example.com')dnl\ndefine(\`confQUEUE_LA', \`9999')dnl\n&#" \
        "$root/etc/mail/sendmail.mc" "$root/etc/mail/submit.mc"
    unshare --mount --net bash -c '
        root=$1
        ip link set lo up && mount -t tmpfs run /run || exit
        for d in etc var usr/libexec usr/sbin usr/share; do mount --bind "$root/$d" "/$d" || exit; done
        eval "$2"
        '"$1"'' - "$root" "$(declare -f "$1")"
}
without_systemd() {
    local i
    is() { "$@" >/dev/null 2>&1; [ $? = "$wanted" ] || { echo "$*: not $wanted"; exit 1; }; }
    wanted=3 is /etc/init.d/sendmail status
    wanted=7 is /etc/init.d/sendmail reload
    make -C /etc/mail start || exit
    trap "/etc/init.d/sendmail stop" EXIT
    wanted=0
    is make -C /etc/mail status
    is /etc/init.d/sendmail start
    sendmailconfig || exit
    cfcompile compile --output /run/unused.cf /etc/mail/sendmail.mc || exit
    is make -C /etc/mail restart
    printf "Subject: by the init script\n\nhello\n" | setpriv --reuid=65534 --regid=65534 --clear-groups sendmail joe
    for i in {1..300}; do
        ! grep -q "Subject: by the init script" /var/mail/joe 2>/dev/null || break
        sleep 0.1
    done
    grep "Subject: by the init script" /var/mail/joe || { sendmail -bp; sendmail -bp -Ac; exit 1; }
    make -C /etc/mail stop || exit
    trap - EXIT
    wanted=3 is /etc/init.d/sendmail status
}
if [ -n "${MW_SANITIZED:-}" ]; then
    skip "packages are not made of a sanitizer build"
elif [ "$(id -u)" != 0 ] || ! command -v dpkg-buildpackage >/dev/null; then
    skip "the .deb: needs root and dpkg-dev"
else
    flavour=debian root=$tmp/dpkg
    mkdir -p "$root/var/lib/dpkg"/{info,updates} "$root/etc"
    : >"$root/var/lib/dpkg/status"
    check "the .deb is built" packed
    check "another sendmail was here" left_by_debian
    check "and installs over what that one left" with_dpkg -i "$tmp"/mailwright_*.deb
    check "everything of it in its place" as_listed
    check "and what smrsh may run" test -L "$root/etc/mail/smrsh/mail.local"
    check "queue runs as often as that one had them" grep -qx 'SENDMAIL_OPTS="-q7m"' "$root/etc/default/sendmail"
    check "and a reason to load what it loads" bash -c "dpkg -f '$tmp'/mailwright_*.deb Depends | grep libdb5.3 | grep -q libunbound"
    if in_place true; then
        check "submit.cf is made there" in_place "$root/usr/sbin/cfcompile" compile --cf-dir "$root/usr/share/sendmail/cf" \
            --output /etc/mail/submit.cf /etc/mail/submit.mc
        check "a user's mail waits in the client queue, set-group-id" in_place setpriv --reuid=65534 --regid=65534 --clear-groups \
            bash -c 'echo hello | /usr/libexec/sendmail/sendmail nobody && /usr/libexec/sendmail/sendmail -bp -Ac | grep nobody'
        check "which is not the user's to write to" in_place setpriv --reuid=65534 --regid=65534 --clear-groups \
            bash -c '! touch /var/spool/mqueue-client/x'
    else
        skip "a user's mail: no mounts of our own here"
    fi
    if in_place true; then
        mkdir -p "$root/var/run"
        printf '%s\n' V10/Berkeley Djmail.example.com 'O DaemonPortOptions=Port=2525, Addr=0.0.0.0' \
            'O QueueDirectory=/var/spool/mqueue' 'Mlocal, P=/bin/true, F=lsDFM, A=true' >"$root/etc/mail/plain.cf"
        check "a .cf that names no pid file has it where there is room" in_place bash -c '
            /usr/libexec/sendmail/sendmail -bd -C /etc/mail/plain.cf && pid=$(head -1 /var/run/sendmail.pid) && kill "$pid" &&
            for i in {1..300}; do [ -e /var/run/sendmail.pid ] || exit 0; sleep 0.1; done; exit 1'
    fi
    if in_place true; then
        check "the init script starts, reloads, restarts and stops it, and mail gets through" as_a_system without_systemd
    fi
    move_below /usr/libexec/sendmail "$root/etc/mail/sendmail.mc" "$root/etc/mail/submit.mc"
    check "make all in it" made make all
    check "its programs deliver mail" mail_goes
    check "and it is purged" with_dpkg -P mailwright
    check "with its programs and configuration" bash -c "! ls '$root/usr/sbin/sendmail' '$root/etc/mail/sendmail.mc' '$root/etc/mail/sendmail.cf'"
fi

finish install
