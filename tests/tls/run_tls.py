#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""TLS of devices against servers of Python's ssl on the loopback, with right and wrong certificates.

tests/tls/run_tls.py [BOARD...]. Without BOARD on the PC, built with the sanitizers; on a board in
its emulator, over its Ethernet and a user network. openssl makes the certificates. The carrier is
tried by itself, and under a module that asks for https:// and for MQTT over TLS.
"""
import contextlib
import os
import random
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

sys.path.insert(0, os.path.join(ROOT, "tools"))
import children  # noqa: E402
from device import Device  # noqa: E402

TW = os.path.join(ROOT, "build/tw")
JOBS = str(os.cpu_count() or 2)
NAME = "broker.example"
MEMORY = 49152
DAY = 86400


def build(preset, target):
    for command in (["cmake", "--preset", preset],
                    ["cmake", "--build", "--preset", preset, "--target", target, "--parallel",
                     JOBS]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return f"{' '.join(command)}\n{done.out}"
    return ""


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def lacks(text, *wanted):
    return next((f"{want!r} is not in {text!r}" for want in wanted if want not in text), "")


class Certificates:
    """Made by openssl in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *words):
        subprocess.run(["openssl", *words], check=True, cwd=self.folder, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def key(self, name, kind):
        algorithm = {"rsa": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
                     "ec": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                     "ec384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"]}[kind]
        self.openssl("genpkey", "-algorithm", *algorithm, "-out", name + ".key")

    def authority(self, name, kind="ec", parent=None):
        self.key(name, kind)
        self.sign(name, parent or name, f"/CN={name}", ["basicConstraints=critical,CA:TRUE",
                                                        "keyUsage=critical,keyCertSign"])

    def server(self, name, parent, kind="ec", host=NAME, days=(-1, 30)):
        self.key(name, kind)
        self.sign(name, parent, "/CN=server", [f"subjectAltName={host}"
                                               if ":" in host else f"subjectAltName=DNS:{host}"],
                  days)

    def sign(self, name, parent, subject, extensions, days=(-10, 3650)):
        with open(self.path(name + ".cnf"), "w", encoding="utf-8") as file:
            file.write("[x]\n" + "\n".join(extensions) + "\n")
        begin, end = (time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + day * DAY))
                      for day in days)
        self.openssl("req", "-new", "-key", name + ".key", "-subj", subject, "-out", name + ".csr")
        with open(self.path("index.txt"), "w", encoding="utf-8"):
            pass
        with open(self.path("ca.cnf"), "w", encoding="utf-8") as file:
            file.write("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\n"
                       "rand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
                       "[p]\ncommonName=supplied\n")
        signer = ["-selfsign", "-keyfile", name + ".key"] if parent == name else [
            "-cert", parent + ".crt", "-keyfile", parent + ".key"]
        self.openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-in", name + ".csr", *signer,
                     "-extfile", name + ".cnf", "-extensions", "x", "-startdate", begin,
                     "-enddate", end, "-out", name + ".crt")

    def chain(self, name, *parents):
        with open(self.path(name + ".chain"), "w", encoding="utf-8") as target:
            for part in (name, *parents):
                with open(self.path(part + ".crt"), encoding="utf-8") as source:
                    target.write(source.read())
        return self.path(name + ".chain")


class Server:
    """Answers each connection with `body`, ended as `how` says."""

    def __init__(self, certificates, name, *parents, body=b"hello", how="end", prepare=None):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificates.chain(name, *parents),
                                     certificates.path(name + ".key"))
        if prepare:
            prepare(self.context)
        self.body = body
        self.how = how
        self.took = 0
        self.problem = ""
        self.version = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                wire, _ = self.listener.accept()
                threading.Thread(target=self.talk, args=(wire,), daemon=True).start()

    def talk(self, wire):
        wire.settimeout(60)
        try:
            with self.context.wrap_socket(wire, server_side=True) as stream:
                self.version = stream.version()
                data = stream.recv(65536)
                self.took += len(data)
                while self.how == "upload" and self.took < len(self.body):
                    self.took += len(stream.recv(65536))
                if self.how == "upload":
                    stream.sendall(b"ok")
                else:
                    stream.sendall(self.body)
                if self.how == "cut":
                    # The TCP stream ends as if somebody had cut it.
                    with socket.socket(fileno=stream.detach()) as bare:
                        bare.shutdown(socket.SHUT_RDWR)
                else:
                    stream.unwrap().close()
        except (OSError, ssl.SSLError, ValueError) as error:
            self.problem = str(error)

    def close(self):
        self.listener.close()


def sum_of(data):
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xffffffff
    return total


class Bench:
    def __init__(self, suite, board, folder):
        self.suite = suite
        self.board = board
        self.folder = folder
        self.certificates = Certificates(folder)
        self.address = "127.0.0.1" if board == "host" else "10.0.2.2"
        self.device = None
        self.longest = {}

    def check(self, claim, problem):
        self.suite.check(f"{self.board}_{claim}", problem)

    def put(self, path, name):
        with self.device.port() as line:
            done = run(TW, "put", path, name, "--device", line, timeout=240)
        self.device.wake()
        return done.out if done.code != 0 else ""

    def trust(self, name, memory=MEMORY, now=None):
        """Nothing if the device has begun with this authority; now "": without a clock."""
        problem = self.put(self.certificates.path(name + ".crt"), "ca.pem")
        now = int(time.time()) if now is None else now
        answer = self.device.do(f"trust {memory} {now}".strip())
        return problem or ("it is silent" if answer is None else "\n".join(answer))

    def fetch(self, server, name=NAME, upload=""):
        """What the device says of the server."""
        answer = self.device.do(f"fetch {name} {self.address} {server.port} {upload}".strip(), 30)
        server.close()
        return "\n".join(answer or ["it is silent"])

    def expect_trust(self, claim, server, body=b"hello", **more):
        said = self.fetch(server, **more)
        self.check(claim, lacks(said, f"ended  {len(body)} bytes, sum {sum_of(body)},") or
                   differs(server.version, "TLSv1.2"))
        match = re.search(r"longest poll (\d+) ms", said)
        self.longest[claim] = int(match.group(1)) if match else None

    def refuse(self, claim, server, problem, **more):
        said = self.fetch(server, **more)
        self.check(claim, lacks(said, "failed untrusted 0 bytes", problem) or
                   ("the server was sent something" if server.took else ""))


def test_trusted(bench):
    server = lambda *words, **more: Server(bench.certificates, *words, **more)  # noqa: E731
    bench.check("tls_begins_with_an_authority", bench.trust("root"))
    bench.expect_trust("tls_trusts_a_right_certificate", server("good"))
    bench.expect_trust("tls_trusts_a_key_of_rsa", server("rsa"))
    bench.expect_trust("tls_trusts_a_key_on_p384", server("p384"))
    bench.expect_trust("tls_trusts_an_authority_between", server("leaf", "middle"))
    bench.expect_trust("tls_trusts_a_wildcard", server("wild"), name="a.broker.example")
    bench.expect_trust("tls_trusts_an_address", server("address"), name=bench.address)
    body = random.randbytes(60000)
    bench.expect_trust("tls_takes_records_of_any_size", server("good", body=body), body=body)
    upload = server("good", body=bytes(20004), how="upload")
    bench.expect_trust("tls_sends_more_than_a_record", upload, body=b"ok", upload="20000")
    bench.check("tls_what_is_sent_arrives", differs(upload.took, 20004))


def test_refused(bench):
    server = lambda *words, **more: Server(bench.certificates, *words, **more)  # noqa: E731
    refuse = bench.refuse
    refuse("tls_refuses_an_expired_certificate", server("expired"), "the certificate has expired")
    refuse("tls_refuses_one_of_tomorrow", server("tomorrow"), "is not valid yet")
    refuse("tls_refuses_another_name", server("other"), "is for another name")
    refuse("tls_refuses_a_wildcard_of_two_levels", server("wild"), "is for another name",
           name="a.b.broker.example")
    refuse("tls_refuses_a_self_signed_certificate", server("self"), "no authority")
    refuse("tls_refuses_another_authority", server("foreign"), "no authority")
    refuse("tls_refuses_a_server_as_authority", server("forged", "good"), "no authority")
    refuse("tls_refuses_a_chain_with_a_gap", server("leaf"), "no authority")
    refuse("tls_refuses_an_expired_authority_between", server("late", "old"), "has expired")

    def newer(context):
        context.minimum_version = ssl.TLSVersion.TLSv1_3

    refuse("tls_refuses_another_version", server("good", prepare=newer), "no common language")
    refuse("tls_refuses_weak_ciphers", server("rsa", prepare=lambda context: (
        setattr(context, "maximum_version", ssl.TLSVersion.TLSv1_2),
        context.set_ciphers("AES128-SHA"))), "no common language")
    said = bench.fetch(server("good"), name="-")
    bench.check("tls_refuses_to_connect_to_nobody_in_particular", lacks(said, "connect: STATE"))


def test_streams(bench):
    server = lambda *words, **more: Server(bench.certificates, *words, **more)  # noqa: E731
    said = bench.fetch(server("good", how="cut"))
    bench.check("tls_a_stream_that_is_cut_has_failed", lacks(said, "failed reset 5 bytes"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def noise():
            with contextlib.suppress(OSError):
                wire, _ = listener.accept()
                wire.sendall(b"HTTP/1.0 400 this is no TLS\r\n\r\n")
                time.sleep(1)
                wire.close()
        threading.Thread(target=noise, daemon=True).start()
        answer = bench.device.do(
            f"fetch {NAME} {bench.address} {listener.getsockname()[1]}", 30)
        bench.check("tls_refuses_what_is_no_tls",
                    lacks("\n".join(answer or []), "failed untrusted 0 bytes"))
    for i in range(3):  # nothing is left behind: the memory is as large as one connection
        said = bench.fetch(server("good"))
    bench.check("tls_gives_back_what_it_takes", lacks(said, "ended  5 bytes"))


def test_time(bench):
    """Without a clock times are not asked; everything else is."""
    server = lambda *words, **more: Server(bench.certificates, *words, **more)  # noqa: E731
    bench.check("tls_begins_without_a_clock", bench.trust("root", now=""))
    bench.expect_trust("tls_without_a_clock_takes_an_expired_certificate", server("expired"))
    bench.refuse("tls_without_a_clock_refuses_another_name", server("other"), "another name")
    bench.refuse("tls_without_a_clock_refuses_another_authority", server("foreign"),
                 "no authority")
    bench.check("tls_begins_in_ten_years", bench.trust("root", now=int(time.time()) + 3600 * DAY))
    bench.refuse("tls_in_ten_years_refuses_what_has_expired_then", server("good"), "has expired")


class Relay:
    """Between a device and a server: of what the server says it gives on so many bytes."""

    def __init__(self, server, most):
        self.server, self.most = server, most
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            near, _ = self.listener.accept()
            far = socket.create_connection(("127.0.0.1", self.server.port), timeout=60)
            threading.Thread(target=self.forward, args=(near, far), daemon=True).start()
            while self.most > 0:
                data = far.recv(min(self.most, 4096))
                near.sendall(data)
                self.most -= len(data)
            near.shutdown(socket.SHUT_RDWR)
            far.close()

    @staticmethod
    def forward(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                target.sendall(data)

    def close(self):
        self.listener.close()
        self.server.close()


BODY = random.randbytes(5000)
UNTRUSTED = {"good": "is for another name", "address-expired": "has expired",
             "address-tomorrow": "is not valid yet", "address-foreign": "no authority that is trusted",
             "address-self": "no authority that is trusted"}


def errand(bench, *words):
    return "\n".join(bench.device.do(" ".join(("errand", *map(str, words))), 60) or ["it is silent"])


def https(bench, certificate="address", host="", head=b"Content-Length: %d\r\n" % len(BODY), **more):
    """What a module says of a URL of such a server."""
    body = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + BODY
    server = Server(bench.certificates, certificate, body=body, **more)
    said = errand(bench, f"https://{host or bench.address}:{server.port}/x")
    server.close()
    return said, server


def refused(said, server, problem):
    return lacks(said, "answer -25, 0 bytes", problem) or (
        "the server was sent something" if server.took else "")


FETCHED = f"answer 200, {len(BODY)} bytes, sum {sum_of(BODY)}"


def test_https(bench):
    bench.check("tls_begins_for_modules", bench.trust("root"))
    bench.check("https_of_a_module_is_fetched", lacks(https(bench)[0], FETCHED))
    for certificate, problem in UNTRUSTED.items():
        bench.check(f"https_refuses_{certificate}", refused(*https(bench, certificate), problem))
    if bench.board == "host":  # names are looked up
        bench.check("https_takes_a_name", lacks(https(bench, "local", "localhost")[0], FETCHED))
        bench.check("https_refuses_an_address_for_a_name", refused(
            *https(bench, "address", "localhost"), "is for another name"))
    for most in (0, random.randrange(1, 200), random.randrange(200, 700)):
        relay = Relay(Server(bench.certificates, "address"), most)
        bench.check("https_says_that_the_handshake_was_cut", lacks(
            errand(bench, f"https://{bench.address}:{relay.port}/"), "answer -34, 0 bytes",
            "ended the connection in the handshake"))
        relay.close()
    bench.check("https_ends_with_the_connection", lacks(https(bench, head=b"")[0], FETCHED))
    bench.check("https_that_is_cut_has_failed", lacks(https(bench, head=b"", how="cut")[0],
                                                      "answer -34,"))
    bench.check("https_goes_on_after_all_that", lacks(https(bench)[0], FETCHED))


class Broker:
    """mosquitto with a listener for TLS."""

    def __init__(self, bench, certificate):
        chain = bench.certificates.chain(certificate)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        config = bench.certificates.path("broker.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"user root\nlistener {self.port} 127.0.0.1\nallow_anonymous true\n"
                       f"persistence false\ncertfile {chain}\n"
                       f"keyfile {bench.certificates.path(certificate + '.key')}\n")
        self.process = children.start(["/usr/sbin/mosquitto", "-c", config],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                break
            time.sleep(0.1)

    def close(self):
        children.stop(self.process)


def mqtts(bench, certificate):
    broker = Broker(bench, certificate)
    said = errand(bench, bench.address, broker.port)
    broker.close()
    return said


def test_mqtts(bench):
    there_and_back = f"answer 0, 14 bytes, sum {sum_of(b'there and back')}"
    bench.check("mqtts_of_a_module_goes_there_and_back", lacks(mqtts(bench, "address"), there_and_back))
    for certificate, problem in UNTRUSTED.items():
        bench.check(f"mqtts_refuses_{certificate}", lacks(mqtts(bench, certificate),
                                                          "answer -25, 0 bytes", problem))
    bench.check("mqtts_goes_on_after_all_that", lacks(mqtts(bench, "address"), there_and_back))


def test_unchecked(bench):
    """What the application leaves out, and what it has not said."""
    bench.check("tls_begins_without_the_time", bench.trust("root", now=0))
    bench.check("https_without_the_time_is_refused", refused(*https(bench), "the time is not known"))
    answer = bench.device.do(f"trust {MEMORY} anybody")
    bench.check("tls_begins_for_anybody", "\n".join(answer))
    for certificate in ("good", "address-expired", "address-foreign"):
        bench.check(f"https_for_anybody_takes_{certificate}", lacks(https(bench, certificate)[0], FETCHED))
    bench.check("tls_checks_again_when_it_is_not_said", bench.trust("root"))
    bench.check("https_is_checked_again", refused(*https(bench, "good"), "is for another name"))


def test_memory(bench):
    """What does not fit is said, and nothing is broken: the least memory that will do."""
    least = None
    for memory in range(16384, MEMORY + 1, 4096):
        said = bench.trust("root", memory=memory)
        answer = bench.fetch(Server(bench.certificates, "good")) if not said else said
        if "ended  5 bytes" in answer:
            least = least or memory
        elif least or not re.search("NOMEM|LIMIT|failed lost|failed untrusted", answer):
            least = None
            break
    print(f"{bench.board}: least memory of a connection: {least} B", flush=True)
    bench.check("tls_says_when_memory_is_short",
                "" if least and 16384 < least <= MEMORY else f"{least}: {answer!r}")
    bench.check("tls_refuses_a_damaged_authority", bench.put(__file__, "ca.pem") or
                lacks("\n".join(bench.device.do(f"trust {MEMORY}")), "trust: INVAL"))


def make_certificates(certificates):
    certificates.authority("root")
    certificates.authority("elsewhere")
    certificates.authority("middle", parent="root")
    certificates.server("good", "root")
    certificates.server("rsa", "root", "rsa")
    certificates.server("p384", "root", "ec384")
    certificates.server("leaf", "middle")
    certificates.server("wild", "root", host="*.broker.example")
    certificates.server("address", "root", host="IP:127.0.0.1,IP:10.0.2.2")
    both = "IP:127.0.0.1,IP:10.0.2.2"
    certificates.server("address-expired", "root", host=both, days=(-30, -1))
    certificates.server("address-tomorrow", "root", host=both, days=(1, 30))
    certificates.server("address-foreign", "elsewhere", host=both)
    certificates.server("address-self", "address-self", host=both)
    certificates.server("local", "root", host="localhost")
    certificates.server("expired", "root", days=(-30, -1))
    certificates.server("tomorrow", "root", days=(1, 30))
    certificates.server("other", "root", host="other.example")
    certificates.server("self", "self")
    certificates.server("foreign", "elsewhere")
    certificates.server("forged", "good")
    certificates.key("old", "ec")
    certificates.sign("old", "root", "/CN=old", ["basicConstraints=critical,CA:TRUE"], (-30, -1))
    certificates.server("late", "old")


def test_size(bench):
    """Flash of the library and Mbed TLS, as the linker's map has it."""
    with open(os.path.join(ROOT, "build", bench.board, "tls-device.map"), encoding="utf-8") as file:
        text = file.read().partition("Linker script and memory map")[2]
    rows = re.findall(r"^ \.(?:text|rodata|data)\S*\s+0x[0-9a-f]+\s+0x([0-9a-f]+) "
                      r"\S*libtinywasm_net_tls\.a\(", text, re.M)
    flash = sum(int(size, 16) for size in rows)
    print(f"{bench.board}: TLS takes {flash} B of flash", flush=True)
    bench.check("tls_is_as_small_as_it_was", "" if 50000 < flash <= 72000 else f"{flash} B")


def prepare(bench):
    preset = "host-debug" if bench.board == "host" else bench.board
    problem = build("host", "tw") or build(preset, "tls-device")
    if problem:
        bench.check("tls_builds", problem)
        return False
    ending = "" if bench.board == "host" else ".elf"
    program = os.path.join(ROOT, "build", preset, "tls-device" + ending)
    bench.device = Device(bench.board, program, os.path.join(bench.folder, "flash.img"),
                          [] if bench.board == "host" else ["-nic", "user"])
    bench.device.send("format --yes\r")
    is_awake = bench.device.wake()
    with bench.device.port() as line:  # the seed of a board without entropy
        done = run(TW, "netkey", "--key", os.path.join(bench.folder, "key"), "--device", line)
    bench.check("tls_builds", "" if is_awake and done.code == 0 else done.out)
    return is_awake and bench.device.wake()


def main():
    suite = Suite("tls")
    for board in sys.argv[1:] or ["host"]:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(suite, board, folder)
            make_certificates(bench.certificates)
            if prepare(bench):
                test_trusted(bench)
                test_refused(bench)
                test_streams(bench)
                test_time(bench)
                test_https(bench)
                test_mqtts(bench)
                test_unchecked(bench)
                test_memory(bench)
                if board != "host":
                    test_size(bench)
                print(f"{board}: longest polls, ms: {bench.longest}", flush=True)
            if bench.device is not None:
                bench.device.close()
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
