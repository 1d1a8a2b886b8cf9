"""HTTP/2 where it is asked for, against a server that speaks nothing else; otherwise HTTP/1.1, and one clear line."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
import inspect
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ashby_agent_tools import AsyncClient, Client, errors
from ashby_agent_tools import operations as op

BOTH = pytest.mark.parametrize("kind", [Client, AsyncClient], ids=["sync", "async"])
READ = op.JobList(limit=1)
ANSWER = json.dumps({"success": True, "results": [{"id": "over HTTP/2"}]}).encode()


def certificate(folder: Path) -> Path:
    """A certificate of this machine and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(tz=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    file = folder / "localhost.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def service(tmp_path, monkeypatch) -> Iterator[str]:
    """The base URL of a server that offers HTTP/2 only, with a certificate that SSL_CERT_FILE names."""
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    context.set_alpn_protocols(["h2"])
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    near = listening.accept()[0]
                    threading.Thread(target=serve, args=(near, context), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def serve(near: socket.socket, context: ssl.SSLContext) -> None:
    with contextlib.suppress(OSError), context.wrap_socket(near, server_side=True) as peer:
        speech = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        speech.initiate_connection()
        peer.sendall(speech.data_to_send())
        while received := peer.recv(65_536):
            try:
                said = speech.receive_data(received)
            except h2.exceptions.ProtocolError:  # HTTP/1.1
                return
            for event in said:
                if isinstance(event, h2.events.StreamEnded):
                    head = [(":status", "200"), ("content-type", "application/json")]
                    speech.send_headers(event.stream_id, head)
                    speech.send_data(event.stream_id, ANSWER, end_stream=True)
            peer.sendall(speech.data_to_send())


async def read(client: Any) -> Any:
    made = client.execute(READ)
    try:
        return (await made if inspect.isawaitable(made) else made).data
    finally:
        await client.aclose() if isinstance(client, AsyncClient) else client.close()


@BOTH
async def test_a_client_that_is_asked_to_speaks_it(kind, service, monkeypatch) -> None:
    assert await read(kind("key", base_url=service, http2=True)) == [{"id": "over HTTP/2"}]
    monkeypatch.setattr("ashby_agent_tools.client.wire._ATTEMPTS", 1)
    with pytest.raises(errors.TransportError):
        await read(kind("key", base_url=service))


@BOTH
def test_without_h2_one_line_says_what_to_install(kind, monkeypatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "h2" else find(name, *rest))
    with pytest.raises(errors.UsageError, match=r"pip install 'ashby-agent-tools\[http2\]'"):
        kind("key", http2=True)
