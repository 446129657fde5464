"""The demo library comes in by the same doors as everything else, once, with a past and simulated engagement."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from dam.accounts.caller import HOUSE
from dam.assets.collections import list_collections
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.core import Core
from dam.engagement.attribution.chore import credit_journeys
from dam.engagement.attribution.query import CreditsQuery
from dam.engagement.attribution.read import read_credits
from dam.engagement.insights.query import last_days
from dam.engagement.insights.words import read_feedback
from dam.engagement.models import Event
from infra.demo.engagement import DAYS, add_demo_engagement
from infra.demo.library import add_demo_pieces
from infra.demo.piece import Piece


def stripes(seed: int) -> Image.Image:
    """A small picture."""
    return Image.linear_gradient("L").resize((320 + seed, 200)).convert("RGB")


def one() -> Image.Image:
    """The first."""
    return stripes(1)


def two() -> Image.Image:
    """The second."""
    return stripes(2)


FIRST = Piece(
    "un.jpg",
    "Un",
    "Une image d’essai.",
    ("essai", "été"),
    ("Des rayures", "Stripes"),
    "Essais",
    100,
    draw=one,
    focal_point=(0.2, 0.3),
    rights={"licence": "Essai", "ends_in": 5},
)
SECOND = replace(FIRST, filename="deux.jpg", title="Deux", days=3, draw=two, status="draft", rights={})
PIECES = (FIRST, SECOND)


def test_pieces_come_in_with_their_words_and_their_past(core: Core) -> None:
    told: list[tuple[int, int]] = []
    added = add_demo_pieces(core, PIECES, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
    first, second = (get_asset(core, HOUSE, asset_id) for asset_id in added)
    assert (first.title, first.status, second.status) == ("Un", "approved", "draft")
    assert first.alt == {"fr": "Des rayures", "en": "Stripes"}
    assert 99 <= (core.now() - first.created_at).days <= 101
    assert first.rights.licence == "Essai"
    assert first.rights.expires_at is not None
    assert first.rights.expires_at > core.now()
    assert first.rights.expires_at.time() == time.min, "the end of a day, as people agree on it"
    assert [view.name for view in list_collections(core, HOUSE)] == ["Essais"]
    with core.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Asset.is_demo.is_(True))) == 2


def test_a_repeat_adds_nothing(core: Core) -> None:
    assert len(add_demo_pieces(core, PIECES[:1])) == 1
    assert len(add_demo_pieces(core, PIECES)) == 1
    assert add_demo_pieces(core, PIECES) == []


@pytest.fixture
def asset_ids(core: Core) -> list[str]:
    """Two assets."""
    return add_demo_pieces(core, PIECES, engaged=False)


def test_engagement_is_marked_and_lies_in_the_past(core: Core, asset_ids: list[str]) -> None:
    accepted = add_demo_engagement(core, dict(zip(asset_ids, (100, 40), strict=True)))
    assert accepted > DAYS * 50
    now = int(core.now().timestamp() * 1000)
    with core.db.read() as session:
        sources = session.scalars(sa.select(Event.source).distinct()).all()
        oldest, newest, count = session.execute(
            sa.select(sa.func.min(Event.at), sa.func.max(Event.at), sa.func.count())
        ).one()
        oldest_of_second = session.scalar(
            sa.select(sa.func.min(Event.at)).where(Event.asset_id == asset_ids[1])
        )
        assert oldest_of_second is not None
        channels = set(session.scalars(sa.select(Event.channel).distinct()))
        counts = session.execute(sa.select(Event.asset_id, sa.func.count()).group_by(Event.asset_id)).all()
        by_asset = {row[0]: row[1] for row in counts}
        robots = session.execute(
            sa.select(Event.channel, sa.func.min(Event.at), sa.func.count())
            .where(Event.actor == "bot")
            .group_by(Event.channel)
        ).all()
        newest_person = session.scalar(
            sa.select(sa.func.max(Event.at)).where(Event.channel == "web", Event.actor == "human")
        )
    assert list(sources) == ["demo"]
    assert count == accepted
    assert now - (DAYS + 2) * 86_400_000 < oldest < newest <= now
    assert channels == {"web", "app", "social", "instore", "email", "print", "sms"}
    assert oldest_of_second > now - 42 * 86_400_000, "nothing happened before it came"
    assert {row[0] for row in robots} >= {"web", "app", "social"}
    assert all(first < now - 20 * 86_400_000 for _, first, count in robots if count > 20), "robots all along"
    assert newest_person is not None
    assert newest_person > now - 2 * 86_400_000, "people to the end"
    assert by_asset[asset_ids[0]] > by_asset[asset_ids[1]], "the first is liked most"


def test_journeys_of_the_demo_are_credited_and_people_speak(core: Core, asset_ids: list[str]) -> None:
    add_demo_engagement(core, dict(zip(asset_ids, (100, 40), strict=True)))
    while credit_journeys(core):
        pass
    query = last_days(30, core.now())
    found = read_credits(core, HOUSE, CreditsQuery(query))
    assert all(not owed.is_nothing for owed in found.bases.values())
    assert len(found.bases) == 3
    said = read_feedback(core, HOUSE, query)
    assert said.promoters.score is not None
    assert {kind.kind for kind in said.kinds} == {"rating", "nps", "comment", "mention"}
    assert set(said.origins) == {"direct", "indirect", "inferred"}
    assert said.words.items


def test_without_assets_there_is_no_engagement(core: Core, tmp_path: Path) -> None:
    assert add_demo_engagement(core, {}) == 0
