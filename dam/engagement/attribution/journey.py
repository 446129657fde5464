"""One journey as it stands in the ledger: its sales, its contacts, and the credits that follow from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.attribution.crediting import DAY, MODELS, WINDOWS, Sale, credit_sale
from dam.engagement.attribution.limits import CONTACTS, SALES
from dam.engagement.attribution.models import Credit
from dam.engagement.attribution.touches import Touch
from dam.engagement.event import Actor, Columns, EventClass
from dam.engagement.local_days import hour_of
from dam.engagement.models import Event

TOUCHING = (EventClass.SEEN.value, EventClass.ACTED.value)
"""The classes whose events are touches."""


@dataclass(frozen=True, slots=True)
class LedgerSale:
    """A sale and where it stands in the ledger."""

    seq: int
    sale: Sale
    currency: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Journey:
    """What humans did with one token since the border of the raw window (`border` in milliseconds since 1970 UTC)."""

    sales: tuple[LedgerSale, ...]
    contacts: tuple[Touch, ...]
    border: int

    def is_whole(self, sale: LedgerSale, window: int) -> bool:
        """Tell whether the ledger still has every event of the window before a sale."""
        return sale.sale.at - window * DAY >= self.border

    def credits_of(self, sale: LedgerSale, windows: Iterable[int]) -> list[Columns]:
        """Return the rows of a sale's credits, by every model, in the order of their key."""
        if len(self.sales) > SALES:
            return []
        return [
            {
                "sale_seq": sale.seq,
                "model": model,
                "window": window,
                "asset_id": share.asset_id,
                "channel": share.channel,
                "campaign": share.campaign,
                "stage": share.stage,
                "hour": hour_of(sale.sale.at),
                "sale_campaign": sale.campaign,
                "touched_at": share.touched_at,
                "currency": sale.currency,
                "value_minor": share.value_minor,
                "permille": share.permille,
            }
            for model in sorted(MODELS)
            for window in sorted(windows)
            for share in credit_sale(sale.sale, self.contacts, model, window)
        ]


def read_journey(session: Session, journey: str, border: int) -> Journey:
    """Read the sales and the contacts of a token; contacts count for sales of the same moment and later."""
    of_token = (
        Event.journey == journey,
        Event.journey != "",  # lets the partial index answer
        Event.actor == Actor.HUMAN.value,
        Event.at >= border,
    )
    sales = session.execute(
        sa.select(Event.seq, Event.at, Event.channel, Event.value_minor, Event.currency, Event.campaign)
        .where(*of_token, Event.class_ == EventClass.SOLD.value)
        .order_by(Event.at, Event.seq)
        .limit(SALES + 1)
    ).all()
    return Journey(
        tuple(
            LedgerSale(seq, Sale(at, channel, value), currency, campaign)
            for seq, at, channel, value, currency, campaign in sales
        ),
        _contacts(session, of_token, sales[-1].at) if 0 < len(sales) <= SALES else (),
        border,
    )


def _contacts(session: Session, of_token: Sequence[Any], last_sale: int) -> tuple[Touch, ...]:
    found = session.execute(
        sa.select(Event.asset_id, Event.channel, Event.campaign, Event.stage, Event.at)
        .where(*of_token, Event.class_.in_(TOUCHING), Event.at <= last_sale)
        .order_by(Event.at.desc(), Event.seq.desc())
        .limit(CONTACTS)
    )
    return tuple(
        Touch(asset_id, channel, campaign, stage, at, at) for asset_id, channel, campaign, stage, at in found
    )


def journeys_with_sales(session: Session, journeys: Sequence[str]) -> set[str]:
    """Return those of the tokens that brought a sale."""
    return set(
        session.scalars(
            sa.select(Event.journey)
            .where(Event.journey.in_(journeys), Event.journey != "", Event.class_ == EventClass.SOLD.value)
            .distinct()
        )
    )


def settled_windows(session: Session, sale_seqs: Sequence[int]) -> set[tuple[int, int]]:
    """Return (sale, window) of these sales that have credits."""
    found = session.execute(
        sa.select(Credit.sale_seq, Credit.window).where(Credit.sale_seq.in_(sale_seqs)).distinct()
    )
    return {(seq, window) for seq, window in found}


def open_windows(journey: Journey, sale: LedgerSale, settled: set[tuple[int, int]]) -> list[int]:
    """Return the windows of a sale that can be credited.

    Those of which the ledger has every event; and one that reaches beyond the border only as long as nothing was credited
    in it, because what was once known of it is known no more.
    """
    return [
        window for window in WINDOWS if journey.is_whole(sale, window) or (sale.seq, window) not in settled
    ]
