"""Nothing is kept beyond the end of its rights, whenever it is asked for and however often it is given again."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.assets.serving import Servable
from delivery.files.freshness import NEVER, PINNED, STABLE, longest, time_left, worded
from delivery.settings import Directives, read_directives

NOW = datetime(2026, 3, 21, 12, tzinfo=UTC)
LIT = Servable(
    asset_id="a",
    kind="image",
    title="",
    filename="a.jpg",
    status="approved",
    current_version_id="v",
    approved_at=NOW,
    rights_starts_at=None,
    rights_ends_at=None,
    rights_channels=(),
    rights_territories=(),
    focal_x=0.5,
    focal_y=0.5,
    is_trashed=False,
)
CDN = read_directives("max-age=86400, stale-while-revalidate=600, stale-if-error=7200")
SECONDS = st.floats(0.01, 40_000_000)


@given(st.sampled_from([STABLE, PINNED, CDN]), SECONDS, st.floats(0, 1, exclude_max=True))
def test_nothing_outlives_its_rights(policy: Directives, seconds: float, later: float) -> None:
    """Also when the answer is given again as it was worded, at the last moment at which that is allowed."""
    edge = NOW + timedelta(seconds=seconds)
    left, until = time_left(replace(LIT, rights_ends_at=edge), NOW, longest(policy))
    assert NOW < until <= edge
    given_again_at = NOW + (until - NOW) * later
    said = {name: int(value) for name, value in re.findall(r"([a-z-]+)=(\d+)", worded(policy, left).decode())}
    fresh = said.pop("max-age")
    shown_until = given_again_at + timedelta(seconds=fresh + max(said.values(), default=0))
    assert shown_until <= max(edge, given_again_at)


@given(st.sampled_from([STABLE, PINNED, CDN]))
def test_what_has_no_end_is_worded_once(policy: Directives) -> None:
    assert time_left(LIT, NOW, longest(policy)) == (None, NEVER)
    assert worded(policy) == worded(policy, timedelta(days=10_000))


@pytest.mark.parametrize("text", ["max-age=60", "public, max-age=60, stale-if-error=5", "no-store", ""])
def test_a_setting_is_said_as_it_was_written(text: str) -> None:
    assert worded(read_directives(text)).decode() == text
