"""Writing the consent register: adding, changing, withdrawing and erasing consents."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.consent.models import Consent
from dam.assets.consent.read import find_consent, view_in
from dam.assets.consent.touched import note_touched
from dam.assets.consent.views import ConsentView
from dam.assets.consent.wanted import put_consent
from dam.assets.models import Proof
from dam.core import Core
from dam.errors import Conflict, Stale
from dam.ids import new_id

WORDS = frozenset(("name", "code", "guardian", "contact", "notes", "of_age_on"))
"""What may change without any asset being lit otherwise."""


def add_consent(core: Core, caller: Caller, wanted: Mapping[str, Any]) -> ConsentView:
    """Write down a consent that was given; `Invalid` names everything that is missing or wrong."""
    require(caller, Action.EDIT_CONSENTS)
    with core.db.write() as session:
        now = core.now()
        row = Consent(
            id=new_id(),
            role="",
            name="",
            code="",
            guardian="",
            contact="",
            notes="",
            channels=[],
            territories=[],
            purposes=[],
            revision=1,
            created_by=caller.id,
            created_by_name=caller.name[:200],
            created_at=now,
            updated_at=now,
        )
        put_consent(row, wanted, now.astimezone(core.zone).date(), core.zone)
        session.add(row)
        note(session, caller, "consent.added", "consent", row.id, {"role": row.role})
        return view_in(core, session, row)


def edit_consent(
    core: Core, caller: Caller, consent_id: str, patch: Mapping[str, Any], if_match: str | None = None
) -> ConsentView:
    """Apply a merge patch; every asset that it covers follows at once. A stale `if_match` → `Stale` with both values."""
    require(caller, Action.EDIT_CONSENTS)
    with core.db.write() as session:
        row = find_consent(session, consent_id, to_change=True)
        _require_kept(row)
        before = view_in(core, session, row)
        if if_match is not None and if_match.strip() not in ("*", before.etag):
            current = {name: str(getattr(before, name, "")) for name in patch}
            raise Stale(
                f"Somebody changed this consent since you read it: it is at {before.etag}, and {if_match[:80]} came.",
                {"etag": before.etag, **current},
                {"etag": if_match[:80], **patch},
            )
        now = core.now()
        changed = put_consent(row, patch, now.astimezone(core.zone).date(), core.zone)
        if changed:
            _note_edit(core, session, caller, row, changed)
        return view_in(core, session, row)


def withdraw_consent(core: Core, caller: Caller, consent_id: str) -> ConsentView:
    """Note that a consent was taken back: every asset that it covers is dark from this commit on.

    There is no way back: who agrees again gives a new consent. To repeat is harmless.
    """
    require(caller, Action.EDIT_CONSENTS)
    with core.db.write() as session:
        row = find_consent(session, consent_id, to_change=True)
        if row.withdrawn_at is None:
            _withdraw(core, session, caller, row)
        return view_in(core, session, row)


def erase_consent(core: Core, caller: Caller, consent_id: str) -> ConsentView:
    """Remove name, guardian, contact, notes, code and files of proof for good, as the person may demand (GDPR, article 17).

    What cannot be proved any more does not hold: a consent in force is withdrawn first. That there was one, its scope and its
    assets stay, because they say why an asset is dark.
    """
    require(caller, Action.EDIT_CONSENTS)
    with core.db.write() as session:
        row = find_consent(session, consent_id, to_change=True)
        if row.erased_at is None:
            if row.withdrawn_at is None:
                _withdraw(core, session, caller, row)
            row.name = row.guardian = row.contact = row.notes = row.code = ""
            row.of_age_on, row.erased_at = None, core.now()
            session.execute(sa.delete(Proof).where(Proof.consent_id == row.id))
            note(session, caller, "consent.erased", "consent", row.id)
        return view_in(core, session, row)


def _withdraw(core: Core, session: Session, caller: Caller, row: Consent) -> None:
    row.withdrawn_at = row.updated_at = core.now()
    row.revision += 1
    note(session, caller, "consent.withdrawn", "consent", row.id)
    note_touched(core, session, row.id, caller.name)


def _note_edit(core: Core, session: Session, caller: Caller, row: Consent, changed: list[str]) -> None:
    row.revision += 1
    row.updated_at = core.now()
    note(session, caller, "consent.edited", "consent", row.id, {"changed": sorted(changed)})
    if set(changed) - WORDS:
        session.flush()
        note_touched(core, session, row.id, caller.name)


def _require_kept(row: Consent) -> None:
    if row.erased_at is not None:
        raise Conflict("This consent was erased; nothing of it can be changed.")
    if row.withdrawn_at is not None:
        raise Conflict("This consent was withdrawn; who agrees again gives a new one.")
