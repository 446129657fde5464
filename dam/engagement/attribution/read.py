"""Reading credits: what sales are owed to, by asset, channel, campaign, stage or time, and what nothing is known of.

Every answer adds up to the sales of its period, as the insights count them. Their basis is one of three: `journey`, credited
to touches along a token; `campaign`, sales without a touched journey that name a campaign, credited to that campaign as a
whole and to no asset; `none`, the rest.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require, require_somewhere
from dam.core import Core
from dam.engagement.attribution.crediting import WHOLE
from dam.engagement.attribution.models import Credit
from dam.engagement.attribution.owed import Owed, added_up
from dam.engagement.attribution.query import CreditsQuery
from dam.engagement.event import EventClass
from dam.engagement.insights.counted import Sums
from dam.engagement.insights.groups import hours_of, time_name
from dam.engagement.insights.read import naming, require_asked, titles_of
from dam.engagement.insights.sums import sums_by, total_sums

Basis = Literal["journey", "campaign", "none"]

_COLUMNS: Mapping[str, Any] = {
    "asset": Credit.asset_id,
    "channel": Credit.channel,
    "campaign": Credit.campaign,
    "stage": Credit.stage,
}


@dataclass(frozen=True, slots=True)
class CreditItem:
    """What is owed to one group on one basis; `key` is empty where the basis knows no group."""

    key: str
    title: str
    basis: Basis
    owed: Owed


@dataclass(frozen=True, slots=True)
class Attribution:
    """An answer. `sales` are all of the period; `bases` add up to them, except where only some touches were asked for.

    Items of the basis `journey` come by number of sales, the most first, at most as many as asked for, or by time; those
    of the other bases stand behind them.
    """

    query: CreditsQuery
    sales: Owed
    bases: Mapping[Basis, Owed]
    items: tuple[CreditItem, ...]


def read_credits(core: Core, caller: Caller, query: CreditsQuery) -> Attribution:
    """Return what the sales of a period are owed to.

    Raises `NotFound` for an asset that is not the caller's to know. Grouped by asset, only assets that the caller may see
    are named; the sums count all.
    """
    require_somewhere(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        require_asked(session, caller, query.asked)
        by_journey = _credited(session, query, query.group)
        others = {} if query.is_of_some_touches else _uncredited(session, query)
        sales = owed_of(total_sums(session, query.of_sales()))
        bases: dict[Basis, Owed] = {"journey": added_up(by_journey.values())}
        bases |= {basis: added_up(owed.values()) for basis, owed in others.items()}
        items = _named(session, caller, query, by_journey)
    items += [
        CreditItem(key, "", basis, owed)
        for basis, by_key in others.items()
        for key, owed in sorted(by_key.items())
        if not owed.is_nothing
    ]
    return Attribution(query, sales, bases, tuple(items))


def sales_by_stage_and_channel(
    core: Core, caller: Caller, query: CreditsQuery
) -> dict[tuple[str, str], Owed]:
    """Return what is owed to each stage and channel by the journeys, for the map; only pairs that are owed something."""
    require(caller, Action.SEE_INSIGHTS)
    found: dict[tuple[str, str], Owed] = defaultdict(Owed)
    with core.db.read() as session:
        rows = session.execute(_sums(query, Credit.stage, Credit.channel))
        for stage, channel, currency, permille, value in rows:
            found[stage, channel].add(int(permille), currency, int(value))
    return dict(found)


def owed_of(sums: Sums) -> Owed:
    """Return sales as the insights sum them."""
    return Owed(sums.of(EventClass.SOLD.value) * WHOLE, dict(sums.value))


def _sums(query: CreditsQuery, *columns: Any) -> sa.Select[Any]:
    first, end = hours_of(query.asked)
    filters = [_COLUMNS[name] == value for name, value in query.asked.filters.items() if name in _COLUMNS]
    return (
        sa.select(*columns, Credit.currency, sa.func.sum(Credit.permille), sa.func.sum(Credit.value_minor))
        .where(Credit.model == query.model, Credit.window == query.window)
        .where(Credit.hour >= first, Credit.hour < end, *filters)
        .group_by(*columns, Credit.currency)
    )


def _credited(session: Session, query: CreditsQuery, group: str) -> dict[str, Owed]:
    column = Credit.hour if query.is_of_time else _COLUMNS[group]
    found: dict[str, Owed] = defaultdict(Owed)
    for key, currency, permille, value in session.execute(_sums(query, column)):
        name = time_name(group, key, query.asked.zone) if query.is_of_time else key
        found[name].add(int(permille), currency, int(value))
    return dict(found)


def _uncredited(session: Session, query: CreditsQuery) -> dict[Basis, dict[str, Owed]]:
    """Return the sales without credits: those that name a campaign, by campaign where that is the group, and the rest.

    By time, each stretch has its own. Asked for one campaign, only sales that name it count, or that name none.
    """
    credited = _credited_sales(session, query)
    found: dict[Basis, dict[str, Owed]] = {"campaign": {}, "none": {}}
    for (basis, key), sold in _sales(session, query).items():
        found[basis][key] = sold.without(credited.get((basis, key), Owed()))
    wanted = query.asked.campaign
    if wanted is not None:
        del found["none" if wanted else "campaign"]
    return found


def _sales(session: Session, query: CreditsQuery) -> dict[tuple[Basis, str], Owed]:
    """Return all sales by what they could be credited to without a journey."""
    found: dict[tuple[Basis, str], Owed] = defaultdict(Owed)
    wanted = query.asked.campaign
    if not query.is_of_time:
        for campaign, sums in sums_by(session, query.of_sales(wanted), "campaign").items():
            place = _place(query, campaign)
            found[place] = added_up([found[place], owed_of(sums)])
        return found
    nameless = {} if wanted else sums_by(session, query.of_sales(""), query.group)
    for key, sums in nameless.items():
        found["none", key] = owed_of(sums)
    everything = nameless if wanted == "" else sums_by(session, query.of_sales(wanted), query.group)
    for key, sums in everything.items():
        found["campaign", key] = owed_of(sums).without(found.get(("none", key), Owed()))
    return found


def _credited_sales(session: Session, query: CreditsQuery) -> dict[tuple[Basis, str], Owed]:
    """Return what journeys were credited of the sales that name a campaign and of the rest, whatever their touches named."""
    first, end = hours_of(query.asked)
    time = [Credit.hour] if query.is_of_time else []
    sums = (sa.func.sum(Credit.permille), sa.func.sum(Credit.value_minor))
    statement = (
        sa.select(Credit.sale_campaign, *time, Credit.currency, *sums)
        .where(Credit.model == query.model, Credit.window == query.window)
        .where(Credit.hour >= first, Credit.hour < end)
        .group_by(Credit.sale_campaign, *time, Credit.currency)
    )
    if query.asked.campaign is not None:
        statement = statement.where(Credit.sale_campaign == query.asked.campaign)
    found: dict[tuple[Basis, str], Owed] = defaultdict(Owed)
    for campaign, *hour, currency, permille, value in session.execute(statement):
        basis, key = _place(query, campaign)
        name = time_name(query.group, hour[0], query.asked.zone) if hour else key
        found[basis, name].add(int(permille), currency, int(value))
    return found


def _place(query: CreditsQuery, campaign: str) -> tuple[Basis, str]:
    """Return where a sale without a journey stands, by the campaign that it names."""
    return ("campaign", campaign if query.group == "campaign" else "") if campaign else ("none", "")


def _named(
    session: Session, caller: Caller, query: CreditsQuery, by_journey: Mapping[str, Owed]
) -> list[CreditItem]:
    named = naming(session, caller, query.group)
    allowed = set(by_journey) if named is None else set(named(list(by_journey)))
    keys = [key for key in by_journey if key in allowed]
    keys.sort(key=lambda key: ("", key) if query.is_of_time else (-by_journey[key].permille, key))
    keys = keys[: query.asked.limit]
    titles = titles_of(session, keys) if query.group == "asset" else {}
    return [CreditItem(key, titles.get(key, ""), "journey", by_journey[key]) for key in keys]
