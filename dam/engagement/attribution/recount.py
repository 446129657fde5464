"""The recount of credits: every sale of the raw window credited anew and compared with what stands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.engagement.attribution.chore import credit_journeys
from dam.engagement.attribution.crediting import MODELS, WHOLE, WINDOWS
from dam.engagement.attribution.journey import Journey, LedgerSale, read_journey
from dam.engagement.attribution.models import Credit
from dam.engagement.border import oldest_taken
from dam.engagement.event import Columns, EventClass
from dam.engagement.journeys import note_journeys
from dam.engagement.local_days import hour_of
from dam.engagement.models import DueJourney, Event

_AT_ONCE = 200

CREDITS: Any = Credit.__table__


@dataclass(frozen=True, slots=True)
class CreditsRecounted:
    """`sales` with a token were looked at; the credits of `unlike` of them said something else than the events.

    Windows that reach beyond the border are not computed anew: of those, the sums are held to the sale.
    """

    sales: int
    unlike: int


@dataclass(frozen=True, slots=True)
class _Fault:
    """A sale whose credits are not right; those of the `lost` windows cannot be computed from all of their events."""

    sale_seq: int
    lost: tuple[int, ...]


def recount_credits(core: Core, caller: Caller, *, mend: bool = True) -> CreditsRecounted:
    """Compare the credits of every sale since the border with the events, and credit anew what differs.

    Journeys that are due are left out: they are about to be credited.
    """
    require(caller, Action.SEE_JOBS)
    border = oldest_taken(core.now())
    sales = unlike = 0
    for names in _journeys(core, border):
        wrong: list[tuple[str, list[_Fault]]] = []
        with core.db.read() as session:
            for name in names:
                journey = read_journey(session, name, border)
                faults = [fault for sale in journey.sales if (fault := _fault(session, journey, sale))]
                sales, unlike = sales + len(journey.sales), unlike + len(faults)
                if faults:
                    wrong.append((name, faults))
        if mend and wrong:
            _mend(core, wrong)
    unlike += _remove_orphans(core, border, mend=mend)
    return CreditsRecounted(sales, unlike)


def _journeys(core: Core, border: int) -> Iterator[Sequence[str]]:
    """Yield the tokens that brought sales and are not due, some at a time."""
    after = ""
    while True:
        with core.db.read() as session:
            names = session.scalars(
                sa.select(Event.journey)
                .where(Event.journey > after, Event.journey != "", Event.at >= border)
                .where(
                    Event.class_ == EventClass.SOLD.value, Event.journey.not_in(sa.select(DueJourney.journey))
                )
                .distinct()
                .order_by(Event.journey)
                .limit(_AT_ONCE)
            ).all()
        if not names:
            return
        yield names
        after = names[-1]


def _fault(session: Session, journey: Journey, sale: LedgerSale) -> _Fault | None:
    rows = session.execute(sa.select(CREDITS).where(Credit.sale_seq == sale.seq)).mappings()
    stored: list[Columns] = [dict(row) for row in rows]
    whole = {window for window in WINDOWS if journey.is_whole(sale, window)}
    right = journey.credits_of(sale, whole)
    is_right = _are_equal([row for row in stored if row["window"] in whole], right)
    lost = _not_adding_up([row for row in stored if row["window"] not in whole], sale)
    return None if is_right and not lost else _Fault(sale.seq, lost)


def _are_equal(stored: list[Columns], right: list[Columns]) -> bool:
    return sorted(map(_frozen, stored)) == sorted(map(_frozen, right))


def _frozen(row: Columns) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items()))


def _not_adding_up(rows: list[Columns], sale: LedgerSale) -> tuple[int, ...]:
    """Return the windows in which some model's credits are not the sale, no more and no less."""
    values: Counter[tuple[str, int]] = Counter()
    parts: Counter[tuple[str, int]] = Counter()
    for row in rows:
        values[row["model"], row["window"]] += row["value_minor"]
        parts[row["model"], row["window"]] += row["permille"]
    return tuple(
        window
        for window in sorted({row["window"] for row in rows})
        if any(
            (values[model, window], parts[model, window]) != (sale.sale.value_minor, WHOLE)
            for model in MODELS
        )
    )


def _mend(core: Core, wrong: Sequence[tuple[str, Sequence[_Fault]]]) -> None:
    """Take away what does not add up, and credit the journeys anew as if they had just come."""
    with core.db.write() as session:
        for _, faults in wrong:
            for fault in faults:
                session.execute(
                    sa.delete(Credit).where(Credit.sale_seq == fault.sale_seq, Credit.window.in_(fault.lost))
                )
        note_journeys(session, [{"journey": name} for name, _ in wrong])
    while _is_due(core, [name for name, _ in wrong]) and credit_journeys(core):
        pass


def _is_due(core: Core, names: Sequence[str]) -> bool:
    with core.db.read() as session:
        return (
            session.scalar(sa.select(DueJourney.journey).where(DueJourney.journey.in_(names)).limit(1))
            is not None
        )


def _remove_orphans(core: Core, border: int, *, mend: bool) -> int:
    """Find credits of sales that the ledger never had, or that bear no token."""
    known = sa.exists().where(
        Event.seq == Credit.sale_seq, Event.class_ == EventClass.SOLD.value, Event.journey != ""
    )
    orphaned = sa.and_(Credit.hour > hour_of(border), ~known)
    with core.db.read() as session:
        seqs = session.scalars(sa.select(Credit.sale_seq).where(orphaned).distinct()).all()
    if seqs and mend:
        with core.db.write() as session:
            session.execute(sa.delete(Credit).where(orphaned))
    return len(seqs)
