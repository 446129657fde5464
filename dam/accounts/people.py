"""People: added and changed by admins, and by themselves where it concerns only them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller, Role
from dam.accounts.emails import fold_email
from dam.accounts.models import Person
from dam.accounts.passwords import hash_password, is_right_password
from dam.accounts.policy import Action, require
from dam.accounts.sessions import end_sessions
from dam.core import Core
from dam.db import wait_turn
from dam.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from dam.ids import new_id
from dam.language.catalogue import LOCALES


def add_person(
    core: Core,
    caller: Caller,
    *,
    email: str,
    name: str,
    role: Role | str | None,
    password: str,
    locale: str = "fr",
) -> Person:
    """Add somebody who may sign in; an e-mail already known → `Conflict`. Without a role only what is granted counts."""
    require(caller, Action.MANAGE_PEOPLE)
    folded = fold_email(email)
    person = Person(
        id=new_id(),
        email=folded,
        name=check_name(name),
        role=check_role(role).value if role else "",
        password_hash=hash_password(password, folded),
        locale=_check_locale(locale),
        is_active=True,
        created_at=core.now(),
        last_seen_at=None,
    )
    with core.db.write() as session:
        wait_turn(session, f"person {folded}")
        if session.scalar(sa.select(Person.id).where(Person.email == folded)):
            raise Conflict(f"Somebody with the e-mail {folded} is already here.")
        session.add(person)
        note(session, caller, "person.added", "person", person.id, {"email": folded, "role": person.role})
    return person


def list_people(core: Core, caller: Caller) -> list[Person]:
    """Return everybody, by name."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.read() as session:
        return list(session.scalars(sa.select(Person).order_by(Person.name, Person.id)))


def get_person(core: Core, caller: Caller, person_id: str) -> Person:
    """Return one person; everybody may read themselves."""
    if not (caller.kind == "person" and caller.id == person_id):
        require(caller, Action.MANAGE_PEOPLE)
    with core.db.read() as session:
        return _find(session, person_id)


def count_people(session: Session) -> int:
    """Return how many people there are, so that a first start knows that it is one."""
    return session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0


def change_person(
    core: Core,
    caller: Caller,
    person_id: str,
    *,
    name: str | None = None,
    role: Role | str | None = None,
    locale: str | None = None,
    password: str | None = None,
    is_active: bool | None = None,
    may_use_password: bool | None = None,
) -> Person:
    """Change what is not None; a new password or a disabled account ends the person's sessions.

    The role "" is none in the whole house: such a person may do what is granted elsewhere.
    The last active admin can be neither demoted nor disabled (`Conflict`).
    """
    require(caller, Action.MANAGE_PEOPLE)
    changes: dict[str, str | bool] = {}
    if name is not None:
        changes["name"] = check_name(name)
    if role is not None:
        changes["role"] = check_role(role).value if role else ""
    if locale is not None:
        changes["locale"] = _check_locale(locale)
    if is_active is not None:
        changes["is_active"] = is_active
    if may_use_password is not None:
        changes["may_use_password"] = may_use_password
    if password is not None:
        changes["password_hash"] = hash_password(password)
    return _apply(core, caller, person_id, changes)


def change_myself(
    core: Core,
    caller: Caller,
    *,
    name: str | None = None,
    locale: str | None = None,
    current_password: str = "",
    password: str | None = None,
) -> Person:
    """Change one's own name, language or password; a new password needs the present one and ends all sessions."""
    if caller.kind != "person":
        raise Forbidden("Only a person who is signed in has a profile to change.")
    changes: dict[str, str | bool] = {}
    if name is not None:
        changes["name"] = check_name(name)
    if locale is not None:
        changes["locale"] = _check_locale(locale)
    if password is not None:
        with core.db.read() as session:
            known = _find(session, caller.id)
        if not is_right_password(current_password, known.password_hash):
            raise _refusal("current_password", "The present password is not right.")
        changes["password_hash"] = hash_password(password, known.email)
    return _apply(core, caller, caller.id, changes)


def _apply(core: Core, caller: Caller, person_id: str, changes: dict[str, str | bool]) -> Person:
    with core.db.write() as session:
        admins = set(
            session.scalars(
                sa.select(Person.id).where(Person.role == Role.ADMIN, Person.is_active).with_for_update()
            )
        )
        person = _find(session, person_id)
        for column, value in changes.items():
            setattr(person, column, value)
        if admins == {person_id} and not (person.is_active and person.role == Role.ADMIN):
            raise Conflict(f"{person.name} is the last admin and must stay one; make another admin first.")
        if "password_hash" in changes or not person.is_active:
            end_sessions(session, person.id)
        shown = {key: value for key, value in changes.items() if key != "password_hash"}
        note(
            session,
            caller,
            "person.changed",
            "person",
            person.id,
            {"changed": sorted(changes), "to": shown} if changes else {},
        )
    return person


def check_name(name: str) -> str:
    """Return a name without surrounding spaces, or raise `Invalid`."""
    clean = " ".join(name.split())
    if 1 <= len(clean) <= 200 and clean.isprintable():
        return clean
    raise _refusal("name", f"A name has 1 to 200 characters, and {len(clean)} came.")


def check_role(role: Role | str) -> Role:
    """Return the role, or raise `Invalid` naming those there are."""
    try:
        return Role(role)
    except ValueError:
        known = ", ".join(Role)
        raise _refusal("role", f"A role is one of {known}, and {str(role)[:40]!r} came.") from None


def _check_locale(locale: str) -> str:
    if locale in LOCALES:
        return locale
    raise _refusal("locale", f"A language is one of {', '.join(LOCALES)}, and {locale[:40]!r} came.")


def _find(session: Session, person_id: str) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(f"There is no person {person_id[:40]!r}.")
    return person


def _refusal(path: str, sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError(path, sentence)])
