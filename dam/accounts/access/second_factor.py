"""One-time codes as a second factor (TOTP, RFC 6238), and recovery codes for the day the telephone is lost."""

import base64
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import pyotp
import sqlalchemy as sa
from pyotp.exceptions import OTPVerificationError
from sqlalchemy.orm import Session

from dam.accounts.access.models import RecoveryCode, SecondFactor
from dam.accounts.access.roles import roles_of
from dam.accounts.caller import Role
from dam.accounts.models import Person
from dam.accounts.settings import AccountSettings
from dam.errors import FieldError, Invalid
from dam.ids import ALPHABET

RECOVERY_CODES = 10

NEIGHBOURS = 1
"""Steps of 30 seconds before and after now that are taken, since clocks differ (RFC 6238, 5.2)."""

_SECRET_BYTES = 20  # as long as the hash, RFC 4226, 4, R6
_GROUPS, _GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is given: the secret in base 32 to type, and the URI that a QR code holds."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def is_enrolled(session: Session, person_id: str) -> bool:
    """Tell whether the person has a second factor that was tried once."""
    row = session.get(SecondFactor, person_id)
    return row is not None and row.confirmed_at is not None


def enrolled_people(session: Session) -> set[str]:
    """Return the ids of the people who have a second factor."""
    return set(
        session.scalars(sa.select(SecondFactor.person_id).where(SecondFactor.confirmed_at.is_not(None)))
    )


def is_forced(session: Session, person: Person, settings: AccountSettings, now: datetime) -> bool:
    """Tell whether the house asks this person for a second factor."""
    if settings.two_factors == "all":
        return True
    return settings.two_factors == "admins" and roles_of(session, person, now).highest is Role.ADMIN


def offer(session: Session, person: Person, settings: AccountSettings, *, anew: bool = False) -> Enrolment:
    """Return what an authenticator is to be given, inside the caller's write transaction; it counts once confirmed.

    The same is offered again until then, so that a page read twice shows what was scanned; `anew` draws another.
    """
    row = session.get(SecondFactor, person.id)
    if row is None:
        row = SecondFactor(person_id=person.id, last_step=0)
        session.add(row)
        anew = True
    if anew:
        row.seed, row.last_step, row.confirmed_at = secrets.token_hex(16), 0, None
    secret = _secret(settings, row)
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name="Vitrine")
    return Enrolment(secret, uri)


def confirm(
    session: Session, person_id: str, code: str, settings: AccountSettings, now: datetime
) -> tuple[str, ...]:
    """Take the first code of an offer, and return fresh recovery codes; a wrong one → `Invalid`."""
    row = session.get(SecondFactor, person_id, with_for_update=True)
    if row is None or row.confirmed_at is not None or not _take_step(session, row, code, settings, now):
        raise wrong_code()
    row.confirmed_at = now
    return draw_recovery_codes(session, person_id)


def take_code(session: Session, person_id: str, code: str, settings: AccountSettings, now: datetime) -> bool:
    """Use up a code, or a recovery code; each counts once, whoever else sends the same at the same moment."""
    row = session.get(SecondFactor, person_id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return False
    if _take_step(session, row, code, settings, now):
        return True
    code_hash = _hash(person_id, code)
    ours = sa.and_(RecoveryCode.person_id == person_id, RecoveryCode.code_hash == code_hash)
    taken = sa.delete(RecoveryCode).where(ours).returning(RecoveryCode.code_hash)
    return session.scalar(taken) is not None


def draw_recovery_codes(session: Session, person_id: str) -> tuple[str, ...]:
    """Replace the recovery codes; only their hashes are kept."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple(_draw() for _ in range(RECOVERY_CODES))
    session.add_all(RecoveryCode(person_id=person_id, code_hash=_hash(person_id, code)) for code in codes)
    return codes


def count_recovery_codes(session: Session, person_id: str) -> int:
    """Return how many recovery codes are left."""
    query = sa.select(sa.func.count()).where(RecoveryCode.person_id == person_id)
    return session.scalar(query) or 0


def forget(session: Session, person_id: str) -> bool:
    """Drop a second factor and its recovery codes, and tell whether there was one."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    dropped = sa.delete(SecondFactor).where(SecondFactor.person_id == person_id)
    return session.scalar(dropped.returning(SecondFactor.person_id)) is not None


def wrong_code() -> Invalid:
    """Return the one refusal of a code that is wrong, past, or was used already."""
    sentence = "This code is not right, or was used already; wait for the next one."
    return Invalid(sentence, [FieldError("code", sentence)])


def _take_step(
    session: Session, row: SecondFactor, code: str, settings: AccountSettings, now: datetime
) -> bool:
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return False
    try:
        step = pyotp.TOTP(_secret(settings, row)).verify_and_get_timecode(
            digits, for_time=now, valid_window=NEIGHBOURS
        )
    except OTPVerificationError:
        return False
    used = (
        sa.update(SecondFactor)
        .where(SecondFactor.person_id == row.person_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.person_id)
    )
    return session.scalar(used) is not None


def _secret(settings: AccountSettings, row: SecondFactor) -> str:
    """Derive the secret from the house's key: no copy of the database opens an account."""
    said = f"second factor:{row.person_id}:{row.seed}".encode()
    digest = hmac.digest(settings.secret_key.encode(), said, "sha256")
    return base64.b32encode(digest[:_SECRET_BYTES]).decode()


def _draw() -> str:
    """80 random bits, written in groups: so many that a plain hash of them tells nothing."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hash(person_id: str, code: str) -> str:
    bare = "".join(sign for sign in code.casefold() if sign in ALPHABET)
    return sha256(f"{person_id}:{bare}".encode()).hexdigest()
