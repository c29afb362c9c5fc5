# SPDX-License-Identifier: BSD-2-Clause
"""A directory server (OpenLDAP's slapd) on loopback, with the entries of data.ldif."""
import glob, os, shutil, signal, socket, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from ports import free_port  # noqa: E402

BASE = 'dc=example,dc=com'
PACKAGES = ('slapd', 'libltdl7', 'libodbc2')


class Missing(Exception):
    """There is no slapd and none can be had."""


def unpack(where):
    """Debian's slapd beside the build, never installed: the package would start a server."""
    os.makedirs(where, exist_ok=True)
    for name in PACKAGES:
        if not glob.glob(where + '/' + name + '_*.deb'):
            got = subprocess.run(['apt-get', '-qq', 'download', name], cwd=where, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, timeout=60)
            if got.returncode != 0:
                raise Missing('apt-get download %s failed' % name)
    for deb in glob.glob(where + '/*.deb'):
        subprocess.run(['dpkg', '-x', deb, where + '/root'], check=True, timeout=60)


class Slapd:
    """Where the program is and what it needs."""

    def __init__(self, build):
        self.env = dict(os.environ)
        self.program = shutil.which('slapd', path='/usr/sbin:/usr/lib/openldap:/usr/local/libexec')
        root = ''
        if not self.program:
            where = os.path.join(os.path.abspath(build), 'slapd')
            if not os.path.exists(where + '/root/usr/sbin/slapd'):
                try:
                    unpack(where)
                except (OSError, subprocess.SubprocessError) as why:
                    raise Missing(str(why))
            root = where + '/root'
            self.program = root + '/usr/sbin/slapd'
            self.env['LD_LIBRARY_PATH'] = ':'.join(glob.glob(root + '/usr/lib/*-linux-gnu'))
        self.schema = root + '/etc/ldap/schema/core.schema'
        self.modules = root + '/usr/lib/ldap'
        if not os.path.exists(self.schema):
            raise Missing('slapd is there, its core.schema is not')

    def run(self, args, **more):
        return subprocess.Popen([self.program] + args, env=self.env, stdin=subprocess.DEVNULL, **more)


class Directory:
    """One server. `tls`: directory with ca.pem, server.pem and server.key."""

    def __init__(self, slapd, root, tls=None):
        self.slapd, self.root, self.tls = slapd, root, tls
        self.port, self.tls_port = free_port(), free_port()
        self.process = None
        os.makedirs(root + '/db')
        self.configure()
        self.fill()

    def configure(self):
        lines = ['include ' + self.slapd.schema, 'include %s/mail.schema' % HERE, 'pidfile %s/pid' % self.root]
        if os.path.exists(self.slapd.modules + '/back_mdb.so'):
            lines += ['modulepath ' + self.slapd.modules, 'moduleload back_mdb']
        if self.tls:
            lines += ['TLSCACertificateFile %s/ca.pem' % self.tls, 'TLSCertificateFile %s/server.pem' % self.tls,
                      'TLSCertificateKeyFile %s/server.key' % self.tls]
        # What only the reader may see shows whether a bind took place.
        lines += ['database mdb', 'suffix "%s"' % BASE, 'rootdn "cn=admin,%s"' % BASE, 'rootpw secret',
                  'directory %s/db' % self.root, 'maxsize 10485760',
                  'access to attrs=userPassword by anonymous auth by * none',
                  'access to attrs=description by dn="cn=reader,%s" read by * none' % BASE, 'access to * by * read']
        with open(self.root + '/slapd.conf', 'w') as f:
            f.write('\n'.join(lines) + '\n')

    def fill(self):
        add = self.slapd.run(['-T', 'add', '-q', '-f', self.root + '/slapd.conf', '-l', HERE + '/data.ldif'],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = add.communicate(timeout=60)[0]
        if add.returncode != 0:
            raise RuntimeError('slapadd: ' + said.decode('utf-8', 'replace'))

    @property
    def host(self):
        return '127.0.0.1:%d' % self.port

    @property
    def uri(self):
        return 'ldap://' + self.host

    @property
    def tls_uri(self):
        return 'ldaps://127.0.0.1:%d' % self.tls_port

    @property
    def local_uri(self):
        return 'ldapi://' + (self.root + '/socket').replace('/', '%2F')

    def start(self):
        uris = [self.uri, self.local_uri] + (['ldaps://127.0.0.1:%d' % self.tls_port] if self.tls else [])
        with open(self.root + '/log', 'ab') as log:
            self.process = self.slapd.run(['-f', self.root + '/slapd.conf', '-h', ' '.join(uris), '-d', '0'],
                                          stdout=log, stderr=log, start_new_session=True)
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError('slapd does not start: ' + open(self.root + '/log').read()[-500:])

    def signal(self, number):
        self.process.send_signal(number)
        if number == signal.SIGSTOP:
            self._wait_until_stopped()

    def _wait_until_stopped(self):
        """Each thread stops in its own time: one may answer once more."""
        tasks = '/proc/%d/task' % self.process.pid
        for _ in range(500):
            states = [open(os.path.join(tasks, t, 'stat')).read().rsplit(')', 1)[1].split()[0] for t in os.listdir(tasks)]
            if all(s == 'T' for s in states):
                return
            time.sleep(0.01)
        raise RuntimeError('the server does not stop')

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGKILL)
            self.process.wait(20)
        self.process = None
