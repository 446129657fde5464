"""The second step of a sign-in: a code, or the enrolment that the house asks for; and one's own second factor."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from dam.accounts.access import second_factor
from dam.accounts.access.second_factor import Enrolment, wrong_code
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import Person, SignInSession
from dam.accounts.policy import Action, require
from dam.accounts.sessions import (
    SignedIn,
    caller_of_person,
    end_sessions,
    find_waiting,
    open_session,
)
from dam.accounts.settings import DEFAULTS, AccountSettings
from dam.accounts.throttle import give_back, take_attempt, throttle_keys
from dam.core import Core
from dam.errors import Conflict, Forbidden, NotFound, NotSignedIn


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-in whose password was right: what it awaits (`code`, `enrolment`), and what an enrolment needs."""

    person: Person
    awaits: str
    csrf_token: str = field(repr=False)
    enrolment: Enrolment | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FactorState:
    """What people are shown of their own second factor."""

    is_enrolled: bool
    is_forced: bool
    recovery_codes: int


def read_waiting(core: Core, secret: str, settings: AccountSettings = DEFAULTS) -> Waiting:
    """Return the sign-in that a cookie's secret stands for; one that is past, or waits for nothing → `NotSignedIn`."""
    with core.db.write() as session:
        person, row = _waiting(session, core, secret)
        enrolment = second_factor.offer(session, person, settings) if row.awaits == "enrolment" else None
        return Waiting(person, row.awaits, row.csrf_token, enrolment)


def finish_sign_in(
    core: Core, secret: str, code: str, address: str, settings: AccountSettings = DEFAULTS
) -> tuple[SignedIn, tuple[str, ...]]:
    """Open the session that was waited for, with a secret of its own; after an enrolment also its recovery codes.

    A wrong code → `Invalid`, too many of them → `TooMany`, a sign-in that is past → `NotSignedIn`.
    """
    with core.db.read() as session:
        person, row = _waiting(session, core, secret)
    codes: tuple[str, ...] = ()

    def act(session: Session) -> bool:
        nonlocal codes
        if row.awaits == "enrolment":
            codes = second_factor.confirm(session, person.id, code, settings, core.now())
            note(session, caller_of_person(person), "second_factor.enrolled", "person", person.id)
            return True
        return second_factor.take_code(session, person.id, code, settings, core.now())

    _throttled(core, person.id, address, settings, act)
    with core.db.write() as session:
        known, row = _waiting(session, core, secret)
        session.delete(session.get_one(SignInSession, row.secret_hash))
        opened = open_session(core, session, known, settings, device=row.device)
    return opened, codes


def read_factor(core: Core, caller: Caller, settings: AccountSettings = DEFAULTS) -> FactorState:
    """Return the state of one's own second factor."""
    with core.db.read() as session:
        person = _own(session, caller)
        return FactorState(
            second_factor.is_enrolled(session, person.id),
            second_factor.is_forced(session, person, settings, core.now()),
            second_factor.count_recovery_codes(session, person.id),
        )


def offer_factor(core: Core, caller: Caller, settings: AccountSettings = DEFAULTS) -> Enrolment:
    """Return what one's own authenticator is to be given; with a second factor already → `Conflict`."""
    with core.db.write() as session:
        person = _own(session, caller)
        if second_factor.is_enrolled(session, person.id):
            raise Conflict("You have a second factor already; remove it first.")
        return second_factor.offer(session, person, settings)


def confirm_factor(
    core: Core, caller: Caller, code: str, address: str, settings: AccountSettings = DEFAULTS
) -> tuple[str, ...]:
    """Begin to be asked for codes, and return the recovery codes, which are never shown again."""
    codes: tuple[str, ...] = ()

    def act(session: Session) -> bool:
        nonlocal codes
        codes = second_factor.confirm(session, _own(session, caller).id, code, settings, core.now())
        note(session, caller, "second_factor.enrolled", "person", caller.id)
        return True

    _throttled(core, caller.id, address, settings, act)
    return codes


def renew_codes(
    core: Core, caller: Caller, code: str, address: str, settings: AccountSettings = DEFAULTS
) -> tuple[str, ...]:
    """Return fresh recovery codes for a code; the former ones are worth nothing any more."""
    codes: tuple[str, ...] = ()

    def act(session: Session) -> bool:
        nonlocal codes
        if not second_factor.take_code(session, _own(session, caller).id, code, settings, core.now()):
            return False
        codes = second_factor.draw_recovery_codes(session, caller.id)
        note(session, caller, "second_factor.codes_renewed", "person", caller.id)
        return True

    _throttled(core, caller.id, address, settings, act)
    return codes


def remove_factor(
    core: Core, caller: Caller, code: str, address: str, settings: AccountSettings = DEFAULTS
) -> None:
    """Be asked for codes no more, for one last code; not where the house asks for them (`Forbidden`)."""
    if read_factor(core, caller, settings).is_forced:
        raise Forbidden("This house asks you for a second factor; another admin can reset a lost one.")

    def act(session: Session) -> bool:
        if not second_factor.take_code(session, caller.id, code, settings, core.now()):
            return False
        second_factor.forget(session, caller.id)
        note(session, caller, "second_factor.removed", "person", caller.id)
        return True

    _throttled(core, caller.id, address, settings, act)


def reset_factor(core: Core, caller: Caller, person_id: str) -> None:
    """Drop another person's second factor, when telephone and codes are lost, and end their sessions."""
    require(caller, Action.MANAGE_PEOPLE)
    if caller.id == person_id:
        raise Forbidden("Another admin resets your second factor; remove it yourself with a code.")
    with core.db.write() as session:
        if session.get(Person, person_id) is None:
            raise NotFound(f"There is no person {person_id[:40]!r}.")
        if second_factor.forget(session, person_id):
            end_sessions(session, person_id)
            note(session, caller, "second_factor.reset", "person", person_id)


def _throttled(
    core: Core, person_id: str, address: str, settings: AccountSettings, act: Callable[[Session], bool]
) -> None:
    """Count the attempt as failed before the code is looked at, and act; what is wrong stays counted."""
    few = replace(settings, failures_per_account=settings.failures_per_code)
    keys = throttle_keys(settings, f"code of {person_id}", address)
    with core.db.write() as session:
        attempt_ids = take_attempt(session, few, keys, core.now())
    with core.db.write() as session:
        if not act(session):
            raise wrong_code()
        give_back(session, keys, attempt_ids)


def _waiting(session: Session, core: Core, secret: str) -> tuple[Person, SignInSession]:
    found = find_waiting(session, secret, core.now())
    if found is None:
        raise NotSignedIn("This sign-in took too long; begin again.")
    return found


def _own(session: Session, caller: Caller) -> Person:
    person = session.get(Person, caller.id) if caller.kind == "person" else None
    if person is None:
        raise Forbidden("Only a person who is signed in has a second factor.")
    return person
