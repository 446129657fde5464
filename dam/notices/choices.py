"""How each person wants to be told of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.core import Core
from dam.errors import FieldError, Forbidden, Invalid
from dam.notices.kinds import KINDS, WISHES, MailWish
from dam.notices.models import NoticeChoice


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind: whether it is shown in the house, and when it goes out by e-mail."""

    kind: str
    is_shown: bool
    mail: MailWish


def list_choices(core: Core, caller: Caller) -> list[Choice]:
    """Return the caller's choice for every kind, the defaults where nothing was chosen."""
    person_id = _person(caller)
    with core.db.read() as session:
        rows = {
            row.kind: row
            for row in session.scalars(sa.select(NoticeChoice).where(NoticeChoice.person_id == person_id))
        }
    return [
        Choice(kind, rows[kind].is_shown, _wish(rows[kind].mail))
        if kind in rows
        else Choice(kind, True, known.mail)
        for kind, known in KINDS.items()
    ]


def choose(core: Core, caller: Caller, wanted: Mapping[str, Choice]) -> list[Choice]:
    """Keep the choices given, the others stay; an unknown kind or wish → `Invalid` naming it."""
    person_id = _person(caller)
    errors = [*_unknown(wanted)]
    if errors:
        raise Invalid(errors[0].message, errors)
    with core.db.write() as session:
        for kind, choice in sorted(wanted.items()):
            row = session.get(NoticeChoice, (person_id, kind))
            if row is None:
                row = NoticeChoice(person_id=person_id, kind=kind)
                session.add(row)
            row.is_shown, row.mail = choice.is_shown, choice.mail
    return list_choices(core, caller)


def _unknown(wanted: Mapping[str, Choice]) -> list[FieldError]:
    errors = []
    for kind, choice in wanted.items():
        if kind not in KINDS:
            errors.append(FieldError(kind, f"A kind is one of {', '.join(KINDS)}, and {kind[:40]!r} came."))
        if choice.mail not in WISHES:
            sentence = f"Mail goes out {', '.join(WISHES)}, and {str(choice.mail)[:40]!r} came."
            errors.append(FieldError(f"{kind}.mail", sentence))
    return errors


def _person(caller: Caller) -> str:
    if caller.kind != "person":
        raise Forbidden("Only a person who is signed in has notices.")
    return caller.id


def _wish(text: str) -> MailWish:
    return next((wish for wish in WISHES if wish == text), "never")
