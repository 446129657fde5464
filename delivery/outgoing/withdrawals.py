"""Receipts of withdrawals: opened in the transaction that makes an asset dark, closed when it is lit again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may_somewhere, require_somewhere
from dam.assets.consent.covering import scopes_of
from dam.assets.endings.ends import ending_ids, those_that
from dam.assets.models import Asset
from dam.assets.scopes import Scope
from dam.assets.visibility import find_row, may_with
from dam.core import Core
from dam.errors import NotFound
from dam.ids import new_id
from delivery.outgoing.models import Probe, Purge, Withdrawal

OPEN = ("purging", "probing")


@dataclass(frozen=True, slots=True)
class PurgeView:
    """One edge told to forget. `state` is waiting or done; `error` is why the last attempt was not acknowledged."""

    edge: str
    key: str
    state: str
    attempts: int
    error: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProbeView:
    """One public URL asked from outside. `state` is waiting, dark, lit, silent or shared; `status` of the last answer."""

    url: str
    state: str
    status: int | None
    detail: str
    attempts: int
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """One receipt. `seconds` from the withdrawal to `dark_at`; `urls` is how many public URLs there are, None: not counted yet."""

    id: str
    cause: str
    reason: str
    asked_by_name: str
    asked_at: datetime
    state: str
    seconds: float | None
    dark_at: datetime | None
    lit_again_at: datetime | None
    urls: int | None
    purges: tuple[PurgeView, ...]
    probes: tuple[ProbeView, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still works on it."""
        return self.state in OPEN

    def number_of(self, *states: str) -> int:
        """Count the probes in these states."""
        return sum(probe.state in states for probe in self.probes)


def cause_of(asset: Asset, now: datetime, consents: Iterable[Scope]) -> str:
    """Return why an asset is dark: trashed, withdrawn, archived, rights_ended, consent_ended; "" while it is not.

    An asset that went back to draft over the archive counts as archived.
    """
    if asset.trashed_at is not None:
        return "trashed"
    if asset.status != "approved":
        return "withdrawn" if asset.status == "withdrawn" else "archived"
    if asset.rights_ends_at is not None and asset.rights_ends_at <= now:
        return "rights_ended"
    return "consent_ended" if any(scope.has_ended(now) for scope in consents) else ""


def is_dark(asset: Asset, now: datetime, consents: Iterable[Scope]) -> bool:
    """Tell whether no channel and no territory may see the asset any more."""
    return cause_of(asset, now, consents) != ""


def follow_light(session: Session, asset_id: str, now: datetime, by: str = "") -> Withdrawal | None:
    """Open a receipt when an asset that was approved once has gone dark, close it when it is lit again.

    To be called in the transaction that changed it; to repeat is harmless. Returns the receipt that was opened.
    """
    asset = session.get(Asset, asset_id, with_for_update=True)
    if asset is None or asset.approved_at is None:
        return None
    consents = scopes_of(session, [asset_id])[asset_id]
    cause = cause_of(asset, now, consents)
    current = current_withdrawal(session, asset_id)
    if cause and current is None:
        return _open(session, asset, cause, _since(asset, consents, cause, now, by), by)
    if not cause and current is not None:
        _close(current, now)
    return None


def current_withdrawal(session: Session, asset_id: str) -> Withdrawal | None:
    """Return the receipt of an asset's present darkness."""
    where = (Withdrawal.asset_id == asset_id, Withdrawal.lit_again_at.is_(None))
    return session.scalar(sa.select(Withdrawal).where(*where).order_by(Withdrawal.asked_at.desc()).limit(1))


def open_withdrawals(session: Session, asset_ids: Iterable[str]) -> set[str]:
    """Return those of the assets whose receipt is still being worked on."""
    where = (Withdrawal.asset_id.in_(sorted(asset_ids)), Withdrawal.state.in_(OPEN))
    return set(session.scalars(sa.select(Withdrawal.asset_id).where(*where)))


def withdrawals_due(session: Session, now: datetime) -> list[str]:
    """Return the assets whose receipts have something to do now."""
    return list(session.scalars(sa.select(Withdrawal.asset_id).where(Withdrawal.next_at <= now).limit(200)))


def rights_just_ended(session: Session, now: datetime, since: datetime) -> list[str]:
    """Return approved assets whose rights or consents ended after `since`, and that have no receipt of it yet."""
    has_one = sa.exists().where(Withdrawal.asset_id == Asset.id, Withdrawal.lit_again_at.is_(None))
    where = (
        Asset.approved_at.is_not(None),
        Asset.status == "approved",
        Asset.trashed_at.is_(None),
        ~has_one,
    )
    return list(session.scalars(those_that(ending_ids(since, now), *where).limit(100)))


def list_withdrawals(core: Core, caller: Caller, asset_id: str) -> list[WithdrawalView]:
    """Return the receipts of an asset, in the library or in the trash, newest first.

    They name people, reasons and edges: they are for managers and for whom the asset belongs to, and none for others.
    """
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        asset = _find(session, caller, asset_id)
        if not may_with(caller, Action.SEE_ALL, asset) and asset.owner_id != caller.id:
            return []
        query = sa.select(Withdrawal).where(Withdrawal.asset_id == asset.id)
        return [_view(session, row) for row in session.scalars(query.order_by(Withdrawal.asked_at.desc()))]


def _find(session: Session, caller: Caller, asset_id: str) -> Asset:
    try:
        return find_row(session, caller, asset_id)
    except NotFound:
        if not may_somewhere(caller, Action.TRASH_OWN):
            raise
        return find_row(session, caller, asset_id, in_trash=True)


def _since(asset: Asset, consents: Sequence[Scope], cause: str, now: datetime, by: str) -> datetime:
    """Return when it went dark: what the clock ended, it ended at that moment."""
    if cause == "consent_ended":
        return min(scope.ends_at for scope in consents if scope.ends_at is not None)
    if cause == "rights_ended" and not by and asset.rights_ends_at is not None:
        return asset.rights_ends_at
    return now


def _open(session: Session, asset: Asset, cause: str, since: datetime, by: str) -> Withdrawal:
    row = Withdrawal(
        id=new_id(),
        asset_id=asset.id,
        cause=cause,
        reason=asset.status_reason if cause in ("withdrawn", "archived") else "",
        asked_by_name=by[:200],
        asked_at=since,
        state="purging",
        rounds=0,
        next_at=since,
    )
    session.add(row)
    return row


def _close(row: Withdrawal, now: datetime) -> None:
    """What is still to be purged is left: an edge that forgets once too often does no harm."""
    row.lit_again_at, row.next_at = now, None
    if row.state in OPEN:
        row.state = "lit_again"


def _view(session: Session, row: Withdrawal) -> WithdrawalView:
    purges = session.scalars(
        sa.select(Purge).where(Purge.withdrawal_id == row.id).order_by(Purge.edge, Purge.key)
    )
    probes = session.scalars(sa.select(Probe).where(Probe.withdrawal_id == row.id).order_by(Probe.url))
    return WithdrawalView(
        row.id,
        row.cause,
        row.reason,
        row.asked_by_name,
        row.asked_at,
        row.state,
        (row.dark_at - row.asked_at).total_seconds() if row.dark_at else None,
        row.dark_at,
        row.lit_again_at,
        row.urls,
        tuple(
            PurgeView(each.edge, each.key, each.state, each.attempts, each.error, each.done_at)
            for each in purges
        ),
        tuple(
            ProbeView(each.url, each.state, each.status, each.detail, each.attempts, each.asked_at)
            for each in probes
        ),
    )
