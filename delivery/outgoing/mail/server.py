"""The mail server of the brand: one address, one connection a letter, encrypted unless the address says otherwise."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from dam.clock import now
from dam.errors import Invalid
from dam.notices.outbox import Letter, Undeliverable

PORTS = {"smtp": 587, "smtps": 465}
"""Submission with STARTTLS (RFC 6409), and with TLS from the first byte (RFC 8314)."""

SECONDS = 20.0
"""How long each answer of the server is waited for."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in and who they are from; `is_plain` sends in the clear, for a relay on this machine."""

    host: str
    port: int
    is_tls: bool
    is_plain: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    sender: str = ""


def read_mail_server(url: str, sender: str, base_url: str) -> MailServer | None:
    """Read `smtp://user:password@host:587` or `smtps://…`; `?tls=none` for a relay beside us. "" is None.

    A sender that is not given is `vitrine@HOST` of the house. Anything else is `Invalid` without the password.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
        tls = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        address = Address(addr_spec=sender or f"vitrine@{urlsplit(base_url).hostname or 'localhost'}")
    except (ValueError, MessageError, IndexError) as error:
        raise Invalid(_EXPECTED) from error
    is_known = parts.scheme in PORTS and bool(parts.hostname) and tls in ({}, {"tls": ["none"]})
    if not is_known or parts.path.strip("/"):
        raise Invalid(_EXPECTED)
    return MailServer(
        host=parts.hostname or "",
        port=port,
        is_tls=parts.scheme == "smtps",
        is_plain=bool(tls),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=address.addr_spec,
    )


_EXPECTED = (
    "VITRINE_SMTP_URL is like smtp://user:password@mail.example.org:587 or smtps://mail.example.org, with ?tls=none for "
    "a relay on this machine, and VITRINE_MAIL_FROM is an e-mail address; something else came."
)


def message_of(server: MailServer, identity: str, letter: Letter) -> EmailMessage:
    """Return the letter as a message (RFC 5322); its Message-ID is made of the letter's id, so that a repeat is known."""
    message = EmailMessage()
    message["From"] = Address("Vitrine", addr_spec=server.sender)
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{identity}@{server.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answer comes back
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def send_letter(server: MailServer, identity: str, letter: Letter) -> None:
    """Hand one letter in; `Undeliverable` says why not, and whether trying again can help."""
    try:
        message = message_of(server, identity, letter)
    except (ValueError, MessageError, IndexError) as error:
        raise Undeliverable(f"This letter has no sound address: {error}", is_final=True) from error
    with _signed_in(server) as connection:
        connection.send_message(message)


def greet(server: MailServer) -> None:
    """Connect and sign in without sending anything; `Undeliverable` says what is wrong."""
    with _signed_in(server) as connection:
        connection.noop()


@contextmanager
def _signed_in(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Give a connection; whatever the server or the net refuses inside is `Undeliverable`."""
    try:
        with _connect(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            yield connection
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refused(code, said) from error
    except smtplib.SMTPAuthenticationError as error:
        sentence = f"The mail server does not let us in ({error.smtp_code})."
        raise Undeliverable(sentence, is_final=False) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        sentence = f"The mail server at {server.host} does not answer: {error}."
        raise Undeliverable(sentence, is_final=False) from error


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.is_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    if not server.is_plain:
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection


def _refused(code: int, said: bytes | str) -> Undeliverable:
    """A 5yz is final, a 4yz is not (RFC 5321, 4.2.1)."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Undeliverable(
        f"The mail server refused it: {code} {' '.join(words.split())}.", is_final=code >= 500
    )
