"""A real nginx with the example configuration of deploy/, on free ports, with a certificate."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests import services
from tests.architecture.tree import ROOT
from tests.redis_cluster import wait_for
from tests.setup.processes import Program, started

DEPLOY = ROOT / "deploy" / "nginx"

MAIN = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/ruche.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx: where people reach it, and whom they trust for that."""

    port: int
    plain_port: int
    trust: ssl.SSLContext
    program: Program

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"


def find_nginx() -> Path | None:
    """The nginx program, if this machine has it; Debian keeps it from everybody's PATH."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    return Path(found) if found else None


@contextmanager
def running_nginx(
    program: Path, folder: Path, port: int, gateways: tuple[int, int]
) -> Iterator[Proxy]:
    """nginx with deploy/nginx/ruche.conf, whose ports, name and certificate are the test's."""
    trust = _certificate(folder)
    plain_port = services.free_port()
    _render(folder, port, plain_port, gateways)
    command = [str(program), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    user = "" if os.geteuid() else " user root;"
    command += ["-e", str(folder / "error.log"), "-g", f"daemon off;{user}"]
    with started(command, folder / "nginx.log") as begun:
        log = folder / "error.log"
        wait_for(lambda: _listens(begun, port, log), "nginx did not start")
        yield Proxy(port, plain_port, trust, begun)


def _render(folder: Path, port: int, plain_port: int, gateways: tuple[int, int]) -> None:
    text = (DEPLOY / "ruche.conf").read_text()
    for written, wanted in (
        ("127.0.0.1:8001", f"127.0.0.1:{gateways[0]}"),
        ("127.0.0.1:8002", f"127.0.0.1:{gateways[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("/etc/ssl/ruche/fullchain.pem", f"{folder}/fullchain.pem"),
        ("/etc/ssl/ruche/privkey.pem", f"{folder}/privkey.pem"),
        ("include /etc/nginx/ruche_proxy.conf", f"include {DEPLOY}/proxy.conf"),
    ):
        assert text.count(written) == 1, written
        text = text.replace(written, wanted)
    (folder / "ruche.conf").write_text(text)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))


def accepts_compose(program: Path, folder: Path) -> str:
    """What nginx says against the configuration of compose.yaml, its names put to this machine."""
    text = (DEPLOY / "compose.conf").read_text()
    for written, wanted in (
        ("gateway1:8000", "127.0.0.1:8000"),
        ("gateway2:8000", "127.0.0.2:8000"),
        ("listen 80;", f"listen 127.0.0.1:{services.free_port()};"),
        ("include /etc/nginx/ruche_proxy.conf", f"include {DEPLOY}/proxy.conf"),
    ):
        assert text.count(written) == 1, written
        text = text.replace(written, wanted)
    (folder / "ruche.conf").write_text(text)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    command = [str(program), "-t", "-q", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    command += ["-e", str(folder / "error.log")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stderr


def _listens(program: Program, port: int, log: Path) -> bool:
    assert program.process.poll() is None, program.output() + log.read_text()
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _certificate(folder: Path) -> ssl.SSLContext:
    """Make one for loopback; who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(secret)
    return ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
