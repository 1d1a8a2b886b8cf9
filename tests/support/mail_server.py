"""A mail server on this machine: as much of SMTP as smtplib speaks, with STARTTLS if it is given a certificate."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import ipaddress
import socketserver
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder):
    """Contexts of a server and of a client that trusts it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1)).add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.secure = False
        self.say("220 ready")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if not self.command(word.upper(), rest):
                return

    def finish(self):
        super().finish()
        if self.secure:
            self.request.close()

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def command(self, word, rest):
        mails = self.server
        mails.commands.append(f"{word} over TLS" if self.secure else word)
        if word == "EHLO":
            offers = ["localhost", *(["AUTH PLAIN"] if self.secure else ["STARTTLS"] * bool(mails.context))]
            for at, offer in enumerate(offers):
                self.say(f"250{' ' if at == len(offers) - 1 else '-'}{offer}")
        elif word == "STARTTLS":
            self.say("220 go on")
            self.request = mails.context.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile, self.secure = self.request.makefile("rb"), self.request.makefile("wb", 0), True
        elif word == "AUTH":
            mails.logins.append(base64.b64decode(rest.split()[1]).decode().split("\0")[1:])
            self.say("235 welcome")
        elif word == "DATA":
            self.say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            mails.received.append(b"".join(lines).decode())
            self.say("250 taken")
        else:
            self.say("221 bye" if word == "QUIT" else "250 fine")
        return word != "QUIT"


class MailServer(socketserver.ThreadingTCPServer):
    """`received`: the mails as they arrived; `logins`: user and password; `commands`: what was said."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, context=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.context, self.received, self.logins, self.commands = context, [], [], []

    def handle_error(self, request, client_address):
        """A client that hangs up is no error."""


@contextlib.contextmanager
def mail_server(context=None):
    with MailServer(context) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
