"""What people said is counted by rating, shown in words, and outlives its single events."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.event import Actor
from dam.engagement.insights.query import InsightsQuery, read_query
from dam.engagement.insights.ratings import NetPromoter, Tally
from dam.engagement.insights.words import read_feedback
from dam.engagement.models import Event, SaidCount
from dam.engagement.recounting.recount import recount
from dam.errors import Invalid, NotFound, NotSignedIn
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, send

NOW = datetime(2026, 3, 21, 10, tzinfo=UTC)
VIEWER = Caller("person", "v", "v", Role.VIEWER)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def house(core_on_each: Core, make_core: MakeCore, clock: Clock) -> Core:
    return make_core(core_on_each.db, now=clock)


def asked(core: Core, **parameters: str) -> InsightsQuery:
    return read_query(parameters, core.now(), core.zone)


def said(
    asset: str, kind: str, rating: float | None = None, text: str = "", **more: str
) -> dict[str, object]:
    event = an_event(asset, "said", kind=kind, at=rfc3339(NOW - timedelta(hours=1)), **more)
    return event | ({} if rating is None else {"rating": rating}) | ({"text": text} if text else {})


def test_ratings_scores_origins_and_words(house: Core) -> None:
    vase, bowl = add_asset(house, title="Vase"), add_asset(house, title="Bowl")
    send(
        house,
        *(said(vase, "rating", stars) for stars in (5, 5, 4.5, 2)),
        *(said(vase, "nps", score) for score in (10, 9, 8, 7, 6, 0, 0)),
        said(bowl, "comment", text="<script>alert(1)</script> so pretty", locale="en"),
        said(bowl, "mention", text="Vu en vitrine", origin="indirect", channel="social"),
        said(bowl, "rating", 3, "From behind, please", origin="inferred"),
    )
    send(house, said(vase, "rating", 1), actor=Actor.BOT)
    found = read_feedback(house, HOUSE, asked(house))
    assert found.total == 14
    kinds = {
        kind.kind: (kind.scale, kind.tally.count, kind.tally.rated, kind.tally.mean) for kind in found.kinds
    }
    assert kinds == {
        "comment": (5, 1, 0, None), "mention": (5, 1, 0, None), "nps": (10, 7, 7, 5.71), "rating": (5, 5, 5, 3.9),
    }  # fmt: skip
    assert found.kinds[-1].tally.ratings == {200: 1, 300: 1, 450: 1, 500: 2}
    assert found.origins == {"direct": 12, "indirect": 1, "inferred": 1}
    assert (found.promoters, found.promoters.score) == (NetPromoter(2, 2, 3), -14)
    assert [(each.title, each.tally.count, each.tally.mean) for each in found.assets] == [
        ("Vase", 11, 4.12), ("Bowl", 3, 3.0),
    ]  # fmt: skip
    assert [(words.text, words.origin, words.rating) for words in found.words.items] == [
        ("From behind, please", "inferred", 3.0),
        ("Vu en vitrine", "indirect", None),
        ("<script>alert(1)</script> so pretty", "direct", None),
    ]
    assert read_feedback(house, HOUSE, asked(house, asset=bowl)).total == 3
    assert read_feedback(house, HOUSE, asked(house, channel="social")).total == 1
    assert read_feedback(house, HOUSE, asked(house, kind="nps")).promoters.passives == 2
    assert read_feedback(house, HOUSE, asked(house), origin="inferred").words.total == 1
    assert read_feedback(house, HOUSE, asked(house, actor="all")).total == 15


def test_words_come_in_pages(house: Core) -> None:
    asset = add_asset(house)
    send(house, *(said(asset, "comment", text=f"number {number}") for number in range(7)))
    seen, cursor = [], None
    for expected in (3, 3, 1):
        page = read_feedback(house, HOUSE, asked(house), limit=3, cursor=cursor).words
        assert (len(page.items), page.total) == (expected, 7)
        seen += [words.text for words in page.items]
        cursor = page.next
    assert (cursor, seen) == (None, [f"number {number}" for number in reversed(range(7))])
    for wrong in ({"limit": 0}, {"limit": 201}, {"cursor": "x"}):
        with pytest.raises(Invalid):
            read_feedback(house, HOUSE, asked(house), **wrong)


def test_only_who_may_see_an_asset_sees_what_was_said_of_it(house: Core) -> None:
    draft, approved = add_asset(house, status="draft"), add_asset(house)
    send(house, *(said(asset, "rating", 4, "hm") for asset in (draft, approved)))
    found = read_feedback(house, VIEWER, asked(house))
    assert found.total == 2
    assert [each.asset for each in found.assets] == [words.asset for words in found.words.items] == [approved]
    with pytest.raises(NotFound):
        read_feedback(house, VIEWER, asked(house, asset=draft))
    with pytest.raises(NotSignedIn):
        read_feedback(house, ANONYMOUS, asked(house))


def test_counts_are_recounted_and_outlive_the_words(house: Core, clock: Clock) -> None:
    asset = add_asset(house)
    send(house, said(asset, "rating", 5, "lovely"), said(asset, "rating", 3))
    with house.db.write() as session:
        session.execute(sa.update(SaidCount).where(SaidCount.rating == 300).values(count=7))
        session.execute(sa.delete(SaidCount).where(SaidCount.rating == 500))
    assert recount(house, HOUSE, mend=False).unlike_words == 2
    assert [recount(house, HOUSE).unlike_words for _ in range(2)] == [2, 0]
    assert read_feedback(house, HOUSE, asked(house)).kinds[0].tally == Tally(2, {300: 1, 500: 1})
    with house.db.write() as session:
        session.execute(sa.delete(Event))
    clock.moment = NOW + timedelta(days=100)
    found = read_feedback(house, HOUSE, asked(house, **{"from": "2026-03-01"}))
    assert (found.kinds[0].tally.mean, found.words.total) == (4.0, 0)
    assert found.words_since == datetime(2026, 3, 31, tzinfo=UTC)
    assert recount(house, HOUSE).unlike_words == 0


@given(st.lists(st.integers(0, 10), max_size=60))
def test_the_score_is_between_its_ends_and_turns_with_the_answers(answers: list[int]) -> None:
    promoters, detractors = sum(each >= 9 for each in answers), sum(each <= 6 for each in answers)
    score = NetPromoter(promoters, len(answers) - promoters - detractors, detractors).score
    if not answers:
        assert score is None
    else:
        assert score is not None
        assert -100 <= score <= 100
        assert (
            score == -(NetPromoter(detractors, 0, promoters).score or 0)
            or len(answers) != promoters + detractors
        )
