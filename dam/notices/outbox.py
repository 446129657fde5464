"""The mail that waits: put in with the reason for it, taken out by one process at a time, tried again when refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.ids import new_id
from dam.notices.models import Mail

HOLD = timedelta(minutes=5)
"""How long a mail is kept for the process that sends it; after that it counts as dead, and the mail goes out again."""

WAITS = tuple(timedelta(seconds=seconds) for seconds in (60, 300, 1_800, 7_200, 43_200, 86_400))
"""After each failed attempt but the last: greylisting ends within minutes, an outage within two days (RFC 5321, 4.5.4.1)."""

MAX_ERROR = 300
"""Characters kept of what the mail server said."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out: `text` is complete by itself, `html` says the same and may be ""."""

    address: str
    subject: str
    text: str
    html: str = ""
    person_id: str = ""


class Undeliverable(Exception):
    """A letter was not taken; `is_final` when trying again cannot help."""

    def __init__(self, sentence: str, *, is_final: bool) -> None:
        super().__init__(sentence)
        self.is_final = is_final


def put_letter(session: Session, now: datetime, letter: Letter) -> str:
    """Let a letter wait for the next turn; return its id. A subject is one line."""
    mail = Mail(
        id=new_id(),
        person_id=letter.person_id,
        address=letter.address,
        subject=" ".join(letter.subject.split())[:300],
        text=letter.text,
        html=letter.html,
        state="waiting",
        attempts=0,
        error="",
        created_at=now,
        due_at=now,
        held_until=None,
        sent_at=None,
    )
    session.add(mail)
    return mail.id


def send_due(core: Core, send: Callable[[str, Letter], None], *, most: int = 50) -> int:
    """Send what is due, each letter by `send(id, letter)`, which raises `Undeliverable`; return how many went out.

    A letter is sent at least once: after a crash between the server's yes and our row it goes out again with the same
    Message-ID.
    """
    sent = 0
    for _ in range(most):
        taken = _take(core)
        if taken is None:
            break
        identity, letter = taken
        try:
            send(identity, letter)
        except Undeliverable as refusal:
            _note_refusal(core, identity, refusal)
        else:
            _note_sent(core, identity)
            sent += 1
    return sent


def is_any_due(core: Core) -> bool:
    """Tell whether a letter waits whose time has come."""
    with core.db.read() as session:
        return session.scalar(_due(core.now()).limit(1)) is not None


def _due(now: datetime) -> sa.Select[Mail]:
    free = sa.or_(Mail.held_until.is_(None), Mail.held_until < now)
    return sa.select(Mail).where(Mail.state == "waiting", Mail.due_at <= now, free).order_by(Mail.due_at)


def _take(core: Core) -> tuple[str, Letter] | None:
    now = core.now()
    if not is_any_due(core):
        return None  # the usual answer, without taking the write lock
    with core.db.write() as session:
        mail = session.scalar(_due(now).limit(1).with_for_update(skip_locked=True))
        if mail is None:
            return None
        mail.held_until = now + HOLD
        return mail.id, Letter(mail.address, mail.subject, mail.text, mail.html, mail.person_id)


def _note_sent(core: Core, identity: str) -> None:
    with core.db.write() as session:
        mail = session.get_one(Mail, identity)
        mail.state, mail.sent_at, mail.held_until, mail.error = "sent", core.now(), None, ""
        mail.attempts += 1


def _note_refusal(core: Core, identity: str, refusal: Undeliverable) -> None:
    with core.db.write() as session:
        mail = session.get_one(Mail, identity)
        mail.attempts += 1
        mail.held_until, mail.error = None, str(refusal)[:MAX_ERROR]
        if refusal.is_final or mail.attempts > len(WAITS):
            mail.state = "failed"
        else:
            mail.due_at = core.now() + WAITS[mail.attempts - 1]
