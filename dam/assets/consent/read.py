"""Reading the consent register, for those who may know whose consents they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require
from dam.assets.consent.models import Consent, ConsentAsset
from dam.assets.consent.views import ConsentView, view_of
from dam.assets.models import Proof
from dam.assets.visibility import find_row
from dam.core import Core
from dam.errors import NotFound
from dam.ids import is_id
from dam.paging import Page, read_page


@dataclass(frozen=True, slots=True)
class ConsentFilter:
    """What to list; empty means everything. `words` stand in name, code or guardian; `ending_before` an end still to come."""

    words: str = ""
    role: str = ""
    state: str = ""
    ending_before: datetime | None = None


def find_consent(session: Session, consent_id: str, *, to_change: bool = False) -> Consent:
    """Return the row, else `NotFound`."""
    query = sa.select(Consent).where(Consent.id == (consent_id if is_id(consent_id) else ""))
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NotFound(f"There is no consent {consent_id[:40]!r}.")
    return row


def get_consent(core: Core, caller: Caller, consent_id: str) -> ConsentView:
    """Return one consent."""
    require(caller, Action.SEE_CONSENTS)
    with core.db.read() as session:
        return view_in(core, session, find_consent(session, consent_id))


def list_consents(
    core: Core,
    caller: Caller,
    wanted: ConsentFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ConsentView]:
    """Return a page of consents, the newest first."""
    require(caller, Action.SEE_CONSENTS)
    chosen = sa.select(Consent).where(*_conditions(core, wanted or ConsentFilter()))
    with core.db.read() as session:
        page = read_page(session, chosen, (Consent.created_at.desc(), Consent.id), limit, cursor)
        return page.showing(_views(core, session, page.items))


def consents_of(core: Core, caller: Caller, asset_id: str) -> list[ConsentView]:
    """Return the consents on an asset that the caller may see; whose they are only for those who may read the register."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        query = (
            sa.select(Consent)
            .join(ConsentAsset, ConsentAsset.consent_id == Consent.id)
            .where(ConsentAsset.asset_id == asset.id)
            .order_by(Consent.created_at, Consent.id)
        )
        views = _views(core, session, list(session.scalars(query)))
    return views if may(caller, Action.SEE_CONSENTS) else [view.without_person() for view in views]


def view_in(core: Core, session: Session, row: Consent) -> ConsentView:
    """Return one row of an open session as a value."""
    session.flush()
    return _views(core, session, [row])[0]


def _views(core: Core, session: Session, rows: Sequence[Consent]) -> list[ConsentView]:
    ids = [row.id for row in rows]
    assets = _counted(session, ConsentAsset.consent_id, ids)
    proofs = _counted(session, Proof.consent_id, ids)
    now = core.now()
    return [view_of(row, now, core.zone, assets.get(row.id, 0), proofs.get(row.id, 0)) for row in rows]


def _counted(session: Session, column: InstrumentedAttribute[Any], ids: list[str]) -> dict[str, int]:
    counted = sa.select(column, sa.func.count()).where(column.in_(ids)).group_by(column)
    return {consent_id: count for consent_id, count in session.execute(counted)}  # noqa: C416 - a Row is no pair to `dict`


def _conditions(core: Core, wanted: ConsentFilter) -> list[sa.ColumnElement[bool]]:
    now = core.now()
    today = now.astimezone(core.zone).date()
    is_withdrawn = Consent.withdrawn_at.is_not(None)
    has_expired = sa.and_(Consent.expires_at.is_not(None), Consent.expires_at <= now)
    states = {
        "active": sa.and_(~is_withdrawn, ~has_expired),
        "expired": sa.and_(has_expired, ~is_withdrawn),
        "withdrawn": is_withdrawn,
        "of_age": sa.and_(Consent.role == "minor", Consent.of_age_on <= today, ~is_withdrawn, ~has_expired),
    }
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.words:
        fields = (Consent.name, Consent.code, Consent.guardian)
        conditions.append(sa.or_(*(field.icontains(wanted.words[:200], autoescape=True) for field in fields)))
    if wanted.role:
        conditions.append(Consent.role == wanted.role)
    if wanted.state in states:
        conditions.append(states[wanted.state])
    if wanted.ending_before is not None:
        conditions.append(sa.and_(Consent.expires_at > now, Consent.expires_at < wanted.ending_before))
    return conditions
