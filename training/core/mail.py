"""Sending one message by SMTP: how to reach the server, what a message looks like, and which refusals are for good."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

PATIENCE_SECONDS = 20.0
FIRST_PERMANENT = 500
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class TryLater(Exception):
    """The server does not take this message now; the error names its answer, and no address."""

    def __init__(self, code: int) -> None:
        super().__init__(f"put off with {code}")


class Refused(Exception):
    """The server will not take this message, now or later; `code` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in; with `is_tls` encrypted from the first byte, else by STARTTLS where the server offers it.

    A server that is not this machine has to offer it: passwords and addresses do not travel in the clear.
    """

    host: str
    port: int
    user: str
    password: str
    is_tls: bool


@dataclass(frozen=True)
class Letter:
    """One message; `message_id` is the same on every try, so that a repeat can be recognised by who receives it."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str


def read_smtp_url(url: str) -> SmtpServer | None:
    """`smtp://user:password@host:port` or `smtps://…`; None for anything that is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        return None
    return SmtpServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
    )


def is_address(text: str) -> bool:
    """Whether a text can be an address on an envelope: one @, plain ASCII, nothing that ends a header."""
    try:
        return bool(text) and text.isascii() and text.isprintable() and bool(Address(addr_spec=text).domain)
    except (ValueError, IndexError, MessageError):
        return False


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The message as it travels. Raises Refused for an address that is none; line breaks in the subject become spaces."""
    if not is_address(letter.to):
        raise Refused(553)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def send(letter: Letter, *, server: SmtpServer, sender: str) -> None:
    """Hand a message to the server. Raises Refused (for good), or TryLater, OSError (worth another try).

    What the server says about us (sign-in, sender) is worth another try: somebody may mend the settings.
    """
    message = compose(letter, sender)
    with _connected(server) as connection:
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _told(next(iter(refused.recipients.values()))[0]) from None
        except smtplib.SMTPResponseException as refused:
            is_ours = not isinstance(refused, smtplib.SMTPDataError)
            raise (TryLater(refused.smtp_code) if is_ours else _told(refused.smtp_code)) from None


def _told(code: int) -> Exception:
    return Refused(code) if code >= FIRST_PERMANENT else TryLater(code)


@contextmanager
def _connected(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.is_tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_SECONDS)
    with connection:
        connection.ehlo()
        if not server.is_tls and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        elif not server.is_tls and server.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS")
        if server.user:
            connection.login(server.user, server.password)
        yield connection
