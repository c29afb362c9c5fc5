# SPDX-License-Identifier: BSD-2-Clause
"""Servers that maps ask: real ones that can be stopped, killed and started again, a middleman who spoils what a
real one says, and liars who speak no protocol at all."""
import os, shutil, signal, socket, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from ports import free_port  # noqa: E402


class Missing(Exception):
    """The real server is not on this machine."""


def wait_until(good, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if good():
            return True
        time.sleep(0.05)
    return False


def stat_of(pid):
    """The fields of /proc/PID/stat behind the program's name; None when it is gone."""
    try:
        return open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()
    except OSError:
        return None


def state_of(pid):
    fields = stat_of(pid)
    return fields and fields[0]


def descendants(pid):
    """The process and all it started, oldest first."""
    parents = {}
    for p in map(int, filter(str.isdigit, os.listdir('/proc'))):
        fields = stat_of(p)
        if fields:
            parents.setdefault(int(fields[1]), []).append(p)
    found = [pid]
    for p in found:
        found += parents.get(p, [])
    return found


class Server:
    """One real server. Both ways to it: .tcp and .local, as the map's class writes them."""
    p = None
    behind = 0    # bytes it says behind an answer

    def spawn(self, command, **more):
        self.said = tempfile.TemporaryFile()
        self.p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.said, stderr=self.said, **more)

    def start(self):
        self.launch()

        def there():
            # What is left of the one before (a lock, a port) may stop it once: it is not waited for in vain.
            if self.p.poll() is not None:
                self.launch()
            return self.answers()
        if not wait_until(there):
            self.said.seek(0)
            raise RuntimeError('%s does not start: %s' % (type(self).__name__, self.said.read().decode()[-2000:]))

    def tell_all(self, what):
        for pid in descendants(self.p.pid):
            try:
                os.kill(pid, what)
            except ProcessLookupError:
                pass

    def pause(self):
        """Nothing of it runs when this returns."""
        def all_stopped():
            self.tell_all(signal.SIGSTOP)
            return all(state_of(p) in ('T', 'Z', None) for p in descendants(self.p.pid))
        wait_until(all_stopped)

    def remove(self):
        pass

    def go_on(self):
        self.tell_all(signal.SIGCONT)

    def kill(self):
        """All of it is gone when this returns: stopped first, so that none of it starts another meanwhile."""
        if self.p:
            self.pause()
            all_of_it = descendants(self.p.pid)
            self.tell_all(signal.SIGKILL)
            self.p.wait()
            wait_until(lambda: all(state_of(p) in ('Z', None) for p in all_of_it))
        self.p = None


class Redis(Server):
    kind, flags = 'redis', '-p user: '

    def __init__(self, top, rows):
        if shutil.which('redis-server') is None or shutil.which('redis-cli') is None:
            raise Missing('no redis-server')
        self.top, self.rows, self.port, self.sock = top, rows, free_port(), top + '/redis.sock'
        self.tcp, self.local = 'inet:%d@127.0.0.1' % self.port, 'local:' + self.sock

    def at(self, port):
        return 'inet:%d@127.0.0.1' % port

    def launch(self):
        self.spawn(['redis-server', '--bind', '127.0.0.1', '--port', str(self.port), '--unixsocket', self.sock, '--dir', self.top,
                    '--save', '', '--appendonly', 'yes'])

    def tell(self, *words):
        return subprocess.run(['redis-cli', '-p', str(self.port)] + list(words), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout.decode().strip()

    def answers(self):
        return self.tell('PING') == 'PONG'

    def fill(self):
        for key, value in self.rows:
            self.tell('SET', 'user:' + key, value)


class Postgres(Server):
    behind = 6
    kind, flags = 'pgsql', '-Q"SELECT v FROM u WHERE k = %0" '

    def __init__(self, top, rows):
        bins = [d for d in ('/usr/lib/postgresql/%d/bin' % n for n in range(30, 10, -1)) if os.path.exists(d + '/postgres')]
        if not bins or shutil.which('psql') is None:
            raise Missing('no PostgreSQL server')
        self.bins, self.rows, self.port, self.as_user = bins[0], rows, free_port(), []
        self.top = tempfile.mkdtemp(prefix='mw-pg-', dir='/var/tmp')
        if os.getuid() == 0:
            import pwd
            try:
                os.chown(self.top, pwd.getpwnam('postgres').pw_uid, -1)
            except KeyError:
                raise Missing('no user postgres')
            self.as_user = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']
        subprocess.run(self.as_user + [self.bins + '/initdb', '-A', 'trust', '-U', 'mw', '-N', '-E', 'SQL_ASCII', '--locale=C',
                                       '-D', self.top + '/db'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd='/')
        self.tcp, self.local = self.at(self.port), 'host=%s port=%d user=mw dbname=postgres' % (self.top, self.port)

    def at(self, port):
        return 'host=127.0.0.1 port=%d user=mw dbname=postgres sslmode=disable gssencmode=disable' % port

    def launch(self):
        self.spawn(self.as_user + [self.bins + '/postgres', '-D', self.top + '/db', '-p', str(self.port), '-c',
                                   'listen_addresses=127.0.0.1', '-k', self.top, '-c', 'fsync=off'], cwd='/')

    def tell(self, sql):
        return subprocess.run(['psql', '-h', self.top, '-p', str(self.port), '-U', 'mw', '-qAtc', sql, 'postgres'], cwd='/',
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().strip()

    def answers(self):
        return self.tell('SELECT 1') == '1'

    def fill(self):
        self.tell('CREATE TABLE u (k text PRIMARY KEY, v text)')
        for key, value in self.rows:
            self.tell("INSERT INTO u VALUES ('%s', '%s')" % (key, value))

    def remove(self):
        shutil.rmtree(self.top, ignore_errors=True)


class SocketMap(Server):
    """A process of its own, so that it can be stopped like the others: this file with arguments."""
    kind, flags = 'socket', ''

    def __init__(self, top, rows):
        self.rows, self.port, self.sock = rows, free_port(), top + '/map.sock'
        self.tcp, self.local = self.at(self.port), 'local:' + self.sock

    def at(self, port):
        return 'inet:%d@127.0.0.1' % port

    def launch(self):
        self.spawn([sys.executable, os.path.abspath(__file__), str(self.port), self.sock] + [w for row in self.rows for w in row])

    def answers(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), 5) as s, socket.socket(socket.AF_UNIX) as u:
                u.connect(self.sock)
                s.sendall(b'3:x x,')
                return s.recv(100) == b'9:NOTFOUND ,'
        except OSError:
            return False

    def fill(self):
        pass


def listening(family, address):
    s = socket.socket(family)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(address)
    s.listen(100)
    return s


def accept_for_ever(listener, serve):
    def one(c):
        with c:
            try:
                serve(c)
            except OSError:
                pass    # the other side had enough

    def run():
        while True:
            try:
                c = listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=one, args=(c,), daemon=True).start()
    threading.Thread(target=run, daemon=True).start()


class Middleman:
    """Hands on what the map says as it is, and spoils what the server says: spoil(chunks, send) gets an iterator of what came
    and a function that sends."""

    def __init__(self, port):
        self.behind, self.spoil, self.heard, self.clients = port, None, b'', []
        self.listener = listening(socket.AF_INET, ('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        accept_for_ever(self.listener, self.serve)

    def serve(self, c):
        spoil = self.spoil or as_it_is
        self.clients.append(c)
        with socket.create_connection(('127.0.0.1', self.behind), 10) as s:
            s.settimeout(None)

            def chunks():
                while data := s.recv(65536):
                    self.heard += data
                    yield data

            def there():
                try:
                    while data := c.recv(65536):
                        s.sendall(data)
                    s.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
            threading.Thread(target=there, daemon=True).start()
            try:
                spoil(chunks(), c.sendall)
            finally:
                hang_up(c)

    def anew(self, spoil):
        """Whoever is connected has to come again, and hears it spoiled like that."""
        self.spoil, self.heard = spoil, b''
        while self.clients:
            hang_up(self.clients.pop())

    def close(self):
        self.anew(None)
        self.listener.close()


def hang_up(c):
    """Now, also while another thread reads from it."""
    try:
        c.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def as_it_is(chunks, send):
    for data in chunks:
        send(data)


def cut_at(n):
    """The connection ends behind n bytes."""
    def spoil(chunks, send):
        left = n
        while left > 0 and (data := next(chunks, b'')):
            send(data[:left])
            left -= len(data)
    return spoil


def silent_at(n):
    """Nothing comes any more behind n bytes, and the connection stays."""
    def spoil(chunks, send):
        left = n
        for data in chunks:
            if left > 0:
                send(data[:left])
            left -= len(data)
    return spoil


def dripping(seconds):
    def spoil(chunks, send):
        for data in chunks:
            for b in data:
                send(bytes([b]))
                time.sleep(seconds)
    return spoil


class Liar:
    """Says the same to everybody who connects and asks, whatever the question: `words`, then, if `more`, that for ever."""

    def __init__(self, words, more=b'', hang_up=False):
        self.words, self.more, self.hang_up = words, more, hang_up
        self.listener = listening(socket.AF_INET, ('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        accept_for_ever(self.listener, self.serve)

    def serve(self, c):
        while c.recv(65536):
            c.sendall(self.words)
            while self.more:
                c.sendall(self.more)
            if self.hang_up:
                return

    def close(self):
        self.listener.close()


def socket_map_server(port, path, rows):
    """What the server that SocketMap starts does."""
    def serve(c):
        f = c.makefile('rb')
        while n := b''.join(iter(lambda: f.read(1).strip(b':'), b'')):
            key = f.read(int(n) + 1)[:-1].partition(b' ')[2]
            reply = b'OK ' + rows[key] if key in rows else b'NOTFOUND '
            c.sendall(b'%d:%s,' % (len(reply), reply))
    accept_for_ever(listening(socket.AF_INET, ('127.0.0.1', port)), serve)
    if os.path.exists(path):
        os.unlink(path)
    accept_for_ever(listening(socket.AF_UNIX, path), serve)
    while True:
        signal.pause()


if __name__ == '__main__':
    words = [w.encode() for w in sys.argv[3:]]
    socket_map_server(int(sys.argv[1]), sys.argv[2], dict(zip(words[::2], words[1::2])))
