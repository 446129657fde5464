"""A mail server on this machine that catches what we send, refuses whom it is told to refuse, and asks for a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "open sesame/@"


@dataclass
class PostOffice:
    """What came in; `refusals` answers addresses otherwise than 250."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a message."""
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def _let_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


@contextmanager
def post_office(port: int) -> Iterator[PostOffice]:
    """Run one on this port; it wants the user `house` and the password."""
    office = PostOffice()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        authenticator=_let_in,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    office.url = f"smtp://house:open%20sesame%2F%40@127.0.0.1:{port}?tls=none"
    try:
        yield office
    finally:
        controller.stop()
