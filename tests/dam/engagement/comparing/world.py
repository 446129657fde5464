"""Comparisons to test with: assets, a running test, visitors and what they did."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller, Role
from dam.core import Core
from dam.engagement.comparing.drafts import create_comparison
from dam.engagement.comparing.models import Comparison, ComparisonVisitor
from dam.engagement.comparing.moves import start_comparison
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.engagement.comparing.views import ComparisonView
from dam.engagement.event import milliseconds
from tests.dam.engagement.world import Clock, add_asset, an_event, send

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)
MANAGER = Caller("person", "m", "Maud", Role.MANAGER)
VIEWER = Caller("person", "v", "Vera", Role.VIEWER)


def nothing_lacks(*_of: object) -> str:
    """Every arm has every file."""
    return ""


def a_plan(core: Core, arms: int = 2, **more: object) -> Plan:
    """Return a plan over fresh approved assets."""
    assets = [add_asset(core) for _ in range(arms)]
    return Plan(assets[0], "web", tuple(PlannedArm(asset) for asset in assets), **more)  # type: ignore[arg-type]


def running(core: Core, arms: int = 2, **more: object) -> ComparisonView:
    """Return a comparison that runs."""
    draft = create_comparison(core, HOUSE, a_plan(core, arms, **more))
    return start_comparison(core, HOUSE, draft.id, nothing_lacks)


def expose(
    core: Core, comparison_id: str, arm: int, visitors: Iterable[str], *, at: datetime, actor: str = "human"
) -> None:
    """Write who was sent to an arm, as the fold of the delivery log does."""
    rows = [
        {"comparison_id": comparison_id, "visitor": each, "arm": arm, "actor": actor, "at": milliseconds(at)}
        for each in visitors
    ]
    with core.db.write() as session:
        session.execute(sa.insert(ComparisonVisitor), rows)


def act(
    core: Core,
    asset: str,
    visitors: Iterable[str],
    *,
    at: datetime,
    class_: str = "acted",
    channel: str = "web",
    **more: object,
) -> None:
    """Let visitors do something to an asset."""
    for visitor in visitors:
        receipt = send(core, an_event(asset, class_, channel, at=at.isoformat(), **more), visitor=visitor)
        assert receipt.accepted == 1, receipt


def keys(prefix: str, count: int) -> list[str]:
    """Return so many visitors' keys."""
    return [f"{prefix}{number:015x}" for number in range(count)]


def state_of(core: Core, comparison_id: str) -> str:
    """Return a comparison's state as it stands."""
    with core.db.read() as session:
        return session.get_one(Comparison, comparison_id).state


__all__ = [
    "MANAGER",
    "NOON",
    "VIEWER",
    "Clock",
    "a_plan",
    "act",
    "add_asset",
    "expose",
    "keys",
    "nothing_lacks",
    "running",
    "state_of",
    "timedelta",
]
