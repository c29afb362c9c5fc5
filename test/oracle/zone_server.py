# SPDX-License-Identifier: BSD-2-Clause
"""A name server for the sandboxes of the runners."""
import socket, struct, threading


def start_dns(zonefile, port=53):
    """A tiny authoritative DNS server on 127.0.0.1 (UDP and TCP); port 0: one that is free. Returns the port."""
    zone = {}
    names = set()
    tempfail = set()
    for line in open(zonefile):
        line = line.split(';')[0].strip()
        if not line:
            continue
        f = line.split(None, 2)
        n = f[0].lower().rstrip('.')
        if f[1] == 'SERVFAIL':
            tempfail.add(n)
            continue
        zone.setdefault((n, f[1]), []).append(f[2])
        while n:
            names.add(n)
            n = n.partition('.')[2]

    def enc(name):
        out = b''
        for lab in name.rstrip('.').split('.'):
            if lab:
                out += bytes([len(lab)]) + lab.encode('latin-1')
        return out + b'\0'
    types = {1: 'A', 28: 'AAAA', 15: 'MX', 12: 'PTR', 16: 'TXT', 5: 'CNAME', 2: 'NS', 6: 'SOA'}
    rev = {v: k for k, v in types.items()}

    def rdata(t, v):
        if t == 'A':
            return socket.inet_aton(v)
        if t == 'AAAA':
            return socket.inet_pton(socket.AF_INET6, v)
        if t == 'MX':
            p, h = v.split()
            return struct.pack('>H', int(p)) + enc(h)
        if t in ('PTR', 'CNAME', 'NS'):
            return enc(v)
        if t == 'TXT':
            v = v.strip('"').encode()
            return bytes([len(v)]) + v
        return b''

    def answer(q):
        qid, fl, qd = struct.unpack('>HHH', q[:6])
        p, labs = 12, []
        while q[p]:
            labs.append(q[p + 1:p + 1 + q[p]].decode('latin-1'))
            p += q[p] + 1
        p += 1
        qt, qc = struct.unpack('>HH', q[p:p + 4])
        question = q[12:p + 4]
        name = '.'.join(labs).lower()
        t = types.get(qt, '?')
        if qt == 255:
            t = 'ANY'
        ans, rcode, n = [], 0, name
        if name in tempfail or any(name.endswith('.' + x) for x in tempfail):
            rcode = 2
        else:
            for _ in range(8):
                got = zone.get((n, t), [])
                if t == 'ANY':
                    got = []
                    for tt in ('A', 'MX', 'CNAME', 'TXT', 'AAAA'):
                        for v in zone.get((n, tt), []):
                            ans.append((n, tt, v))
                for v in got:
                    ans.append((n, t, v))
                c = zone.get((n, 'CNAME'))
                if got or not c or t in ('CNAME', 'ANY'):
                    break
                ans.append((n, 'CNAME', c[0]))
                n = c[0].lower().rstrip('.')
            if not ans and n not in names:
                rcode = 3
        out = struct.pack('>HHHHHH', qid, 0x8580 | rcode, 1, len(ans), 0, 0) + question
        for n, tt, v in ans:
            rd = rdata(tt, v)
            out += enc(n) + struct.pack('>HHIH', rev[tt], 1, 60, len(rd)) + rd
        return out

    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    u.bind(('127.0.0.1', port))
    port = u.getsockname()[1]
    t = socket.socket()
    t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    t.bind(('127.0.0.1', port))
    t.listen(8)

    def udp():
        while True:
            try:
                d, a = u.recvfrom(4096)
                u.sendto(answer(d), a)
            except Exception:
                pass

    def tcp():
        while True:
            try:
                c, _ = t.accept()
                n = struct.unpack('>H', c.recv(2))[0]
                r = answer(c.recv(n))
                c.sendall(struct.pack('>H', len(r)) + r)
                c.close()
            except Exception:
                pass
    for f in (udp, tcp):
        threading.Thread(target=f, daemon=True).start()
    return port


if __name__ == '__main__':     # zone_server.py ZONE: prints the port, and answers until standard input ends
    import sys
    print(start_dns(sys.argv[1], 0), flush=True)
    sys.stdin.read()
