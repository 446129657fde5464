"""What delivery asks: a table of every reason, and the promise that nothing is lit without all of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.serving import Light, Servable, light, load_servable, next_edge
from dam.assets.status import STATUSES
from dam.assets.trash import trash_asset
from tests.dam.accounts.world import World
from tests.dam.assets.factory import make_asset

NOW = datetime(2026, 3, 21, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

LIT = Servable(
    asset_id="a",
    kind="image",
    title="A",
    filename="a.png",
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

TABLE: list[tuple[dict[str, Any], Light]] = [
    ({}, Light.LIT),
    ({"approved_at": None, "status": "draft"}, Light.UNKNOWN),
    ({"approved_at": None, "status": "in_review"}, Light.UNKNOWN),
    ({"status": "draft"}, Light.DARK),
    ({"status": "withdrawn"}, Light.DARK),
    ({"status": "archived"}, Light.DARK),
    ({"is_trashed": True}, Light.DARK),
    ({"rights_starts_at": NOW}, Light.LIT),
    ({"rights_starts_at": NOW + SECOND}, Light.UNKNOWN),
    ({"rights_ends_at": NOW + SECOND}, Light.LIT),
    ({"rights_ends_at": NOW}, Light.DARK),
    ({"rights_channels": ("web", "app")}, Light.LIT),
    ({"rights_channels": ("app",)}, Light.NOT_GRANTED),
    ({"rights_territories": ("BE", "FR")}, Light.LIT),
    ({"rights_territories": ("BE",)}, Light.NOT_GRANTED),
    ({"rights_channels": ("app",), "status": "withdrawn"}, Light.DARK),
    ({"rights_channels": ("app",), "rights_starts_at": NOW + SECOND}, Light.UNKNOWN),
]


@pytest.mark.parametrize(("change", "answer"), TABLE)
def test_each_reason_gives_its_answer(change: dict[str, Any], answer: Light) -> None:
    assert light(replace(LIT, **change), channel="web", territory="FR", now=NOW) is answer


def test_a_visitor_of_unknown_territory_is_granted_only_what_is_granted_everywhere() -> None:
    assert light(LIT, channel="web", territory=None, now=NOW) is Light.LIT
    named = replace(LIT, rights_territories=("FR",))
    assert light(named, channel="web", territory=None, now=NOW) is Light.NOT_GRANTED


@pytest.mark.parametrize(
    ("change", "edge"),
    [
        ({}, None),
        ({"rights_starts_at": NOW + SECOND}, NOW + SECOND),
        ({"rights_starts_at": NOW}, None),
        ({"rights_starts_at": NOW, "rights_ends_at": NOW + SECOND}, NOW + SECOND),
        ({"rights_starts_at": NOW + SECOND, "rights_ends_at": NOW + 2 * SECOND}, NOW + SECOND),
        ({"rights_ends_at": NOW}, None),
        ({"rights_ends_at": NOW + SECOND, "status": "withdrawn"}, None),
        ({"rights_ends_at": NOW + SECOND, "is_trashed": True}, None),
    ],
)
def test_the_next_edge_is_when_the_answer_changes_by_itself(
    change: dict[str, Any], edge: datetime | None
) -> None:
    assert next_edge(replace(LIT, **change), NOW) == edge


_moments = st.integers(-5, 5).map(lambda seconds: NOW + seconds * SECOND)
_servables = st.builds(
    replace,
    st.just(LIT),
    status=st.sampled_from(STATUSES),
    approved_at=st.none() | st.just(NOW),
    is_trashed=st.booleans(),
    rights_starts_at=st.none() | _moments,
    rights_ends_at=st.none() | _moments,
    rights_channels=st.sampled_from([(), ("web",), ("app",), ("app", "web")]),
    rights_territories=st.sampled_from([(), ("FR",), ("BE",)]),
)


@given(_servables, st.sampled_from(["web", "app"]), st.none() | st.sampled_from(["FR", "BE"]), _moments)
def test_nothing_is_lit_unless_approved_untrashed_inside_the_window_and_granted(
    servable: Servable, channel: str, territory: str | None, now: datetime
) -> None:
    is_inside = (servable.rights_starts_at is None or servable.rights_starts_at <= now) and (
        servable.rights_ends_at is None or now < servable.rights_ends_at
    )
    is_granted = (not servable.rights_channels or channel in servable.rights_channels) and (
        not servable.rights_territories or territory in servable.rights_territories
    )
    may_leave = (
        servable.approved_at is not None
        and servable.status == "approved"
        and not servable.is_trashed
        and is_inside
        and is_granted
    )
    assert (light(servable, channel=channel, territory=territory, now=now) is Light.LIT) is may_leave


@given(_servables, _moments)
def test_the_answer_holds_until_the_next_edge(servable: Servable, now: datetime) -> None:
    edge = next_edge(servable, now)
    answer = light(servable, channel="web", territory="FR", now=now)
    moment = now
    while moment < NOW + 7 * SECOND and (edge is None or moment < edge):
        assert light(servable, channel="web", territory="FR", now=moment) is answer
        moment += SECOND


def test_the_row_is_read_as_it_stands(world: World) -> None:
    asset_id = make_asset(world.core, status="approved", filename="ma_plage.png")
    rights = {"channels": ["web"], "territories": ["fr"], "expires_at": "2026-03-21T10:00:05Z"}
    edit_asset(world.core, HOUSE, asset_id, {"rights": rights, "focal_point": {"x": 0.1, "y": 0.2}})
    with world.core.db.read() as session:
        servable = load_servable(session, asset_id)
        assert load_servable(session, "nothing") is None
    assert servable is not None
    assert (servable.title, servable.focal_x, servable.focal_y) == ("Ma plage", 0.1, 0.2)
    assert light(servable, channel="web", territory="FR", now=world.moment) is Light.LIT
    assert light(servable, channel="app", territory="FR", now=world.moment) is Light.NOT_GRANTED
    assert next_edge(servable, world.moment) == world.moment + 5 * SECOND
    trash_asset(world.core, HOUSE, asset_id)
    with world.core.db.read() as session:
        servable = load_servable(session, asset_id)
    assert servable is not None
    assert light(servable, channel="web", territory="FR", now=world.moment) is Light.DARK
