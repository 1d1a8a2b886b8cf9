"""MailNotifier: an email that a question waits, over SMTP and TLS, with the standard library."""

from __future__ import annotations

import email.policy
import smtplib
import ssl
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal

from ashby_agent_tools.approval.notices import Notice
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.notify.messages import checked_address, expiry_of, from_environment, link_of, text_of

__all__ = ["MailNotifier"]

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_TIMEOUT = 8.0  # seconds, for each step; the notifier as a whole is left behind after ten


class MailNotifier:
    """A function for `notify=` that sends one email for each question, with a link to the inbox. Answers nothing.

    `host`: the mail server. `sender`: whom the email is from. `to`: who gets it, one address or several; they see each
    other. `user` and `password`: for a server that wants them; the password may be in ASHBY_SMTP_PASSWORD. `security`:
    `starttls` (the default: refused where the server offers none), `tls` from the first byte, or `none`, which sends no
    password. `port`: 587, 465 or 25 unless given. `inbox`: the address of the inbox. `names`: the whole question, with
    the names of people, in place of the sentence without any; the subject never has one.
    Raises UsageError for what is no address; when called, what smtplib raises.
    """

    def __init__(
        self,
        host: str,
        *,
        sender: str,
        to: str | Sequence[str],
        inbox: str | None = None,
        user: str | None = None,
        password: str | None = None,
        security: Literal["starttls", "tls", "none"] = "starttls",
        port: int | None = None,
        names: bool = False,
        context: ssl.SSLContext | None = None,
    ) -> None:
        if security not in _PORTS:
            raise UsageError(f"security is {security!r:.40}; write starttls, tls or none.")
        if security == "none" and user is not None:
            raise UsageError("A password is not sent without TLS: use security='starttls' or 'tls'.")
        self.host, self.port, self.security, self.names = host, port or _PORTS[security], security, names
        self.sender, self.to = _address(sender), [_address(it) for it in ([to] if isinstance(to, str) else to)]
        if not self.to:
            raise UsageError("to is empty: name who gets the email.")
        self.inbox = None if inbox is None else checked_address("inbox", inbox)
        self.user = user
        self._password = None if user is None else from_environment("password", password, "ASHBY_SMTP_PASSWORD")
        self._context = context

    def __repr__(self) -> str:
        return f"MailNotifier({self.host!r}, port={self.port}, security={self.security!r}, names={self.names})"

    def __call__(self, notice: Notice) -> None:
        """Send the email. It is plain text, so nothing in it is a link but ours, and nothing is loaded."""
        message = self.message(notice)
        context = self._context or ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)
        with server:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user is not None and self._password is not None:
                server.login(self.user, self._password)
            server.send_message(message)

    def message(self, notice: Notice) -> EmailMessage:
        """The email of a notice."""
        message = EmailMessage(policy=email.policy.SMTP)
        message["Subject"] = f"Approval needed: {', '.join(notice.operations)[:60]} ({notice.id})"
        message["From"], message["To"] = self.sender, self.to
        message["Auto-Submitted"] = "auto-generated"
        link = link_of(self.inbox, notice)
        lines = [text_of(notice, names=self.names), "", expiry_of(notice)]
        lines.append(f"Read and answer it here: {link}" if link else f"Its number is {notice.id}.")
        message.set_content("\n".join(lines))
        return message


def _address(given: object) -> Address:
    """An address as a header may hold it: one that would add a header or another address is refused."""
    try:
        return Address(addr_spec=given) if isinstance(given, str) and "@" in given else _refuse(given)
    except (ValueError, IndexError, email.errors.HeaderParseError):
        return _refuse(given)


def _refuse(given: object) -> Address:
    raise UsageError(f"{given!r:.80} is not an email address; write one such as recruiting@example.com.")
