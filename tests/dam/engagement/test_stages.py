"""Stages are edited by managers; new events follow the edit, old ones keep what they were."""

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.core import Core
from dam.engagement.event import Stage
from dam.engagement.models import Event
from dam.engagement.stage_map import USUAL, USUAL_CHANNELS, stages_now
from dam.engagement.stages import StageView, change_stages, list_stages
from dam.errors import Forbidden, Invalid, NotSignedIn
from tests.dam.engagement.world import add_asset, an_event, send

VIEWER, CONTRIBUTOR = (Caller("person", role, role, role) for role in (Role.VIEWER, Role.CONTRIBUTOR))


def stages(*names: str) -> list[StageView]:
    return [StageView(name, {"en": name.title(), "fr": f"{name} (fr)"}) for name in names]


def last_stage(core: Core) -> str:
    with core.db.read() as session:
        return session.scalars(sa.select(Event.stage).order_by(Event.seq.desc()).limit(1)).one()


def test_a_house_begins_with_six_stages_in_both_languages(core: Core) -> None:
    found = list_stages(core, VIEWER)
    assert [stage.name for stage in found.stages] == [stage.value for stage in Stage]
    assert all(stage.titles["en"] and stage.titles["fr"] for stage in found.stages)
    assert {channel: found.map.serves(channel) for channel in USUAL_CHANNELS} == USUAL_CHANNELS
    assert found.map.serves("kiosk") == "research"


def test_events_follow_an_edit_and_old_ones_keep_their_stage(core_on_each: Core) -> None:
    core = core_on_each
    asset = add_asset(core)
    send(core, an_event(asset, channel="sms"))
    assert last_stage(core) == "tracking"
    found = change_stages(
        core,
        HOUSE,
        [*stages("dream"), *stages("research", "purchase")],
        {"social": "dream", "sms": "purchase"},
    )
    assert [stage.name for stage in found.stages] == ["dream", "research", "purchase"]
    assert [stage.name for stage in found.former] == ["aftersales", "discovery", "retention", "tracking"]
    assert found.title("dream", "fr-CA") == "dream (fr)"
    assert found.title("tracking", "fr") == "Suivi"
    taken = []
    for event in (
        an_event(asset, channel="social"),
        an_event(asset, channel="sms"),
        an_event(asset, channel="email"),  # served retention, which is gone
        an_event(asset, channel="web", stage="dream"),
        an_event(
            asset, channel="web", stage="tracking"
        ),  # former: a sender that knows no better loses nothing
        an_event(asset, "sold", "web", value=3, currency="EUR"),
    ):
        assert send(core, event).accepted == 1
        taken.append(last_stage(core))
    assert taken == ["dream", "purchase", "research", "dream", "research", "purchase"]
    (drop,) = send(core, an_event(asset, stage="dreaming")).dropped
    assert (drop.reason, drop.detail) == (
        "malformed", "`stage` must be one of dream, research, purchase; 'dreaming' came.",
    )  # fmt: skip
    with core.db.read() as session:
        assert session.scalars(sa.select(Event.stage).order_by(Event.seq).limit(1)).one() == "tracking"


def test_a_stage_comes_back_in_its_new_place_with_new_titles(core: Core) -> None:
    change_stages(core, HOUSE, stages("one", "two", "three"), {"web": "two"})
    change_stages(core, HOUSE, stages("three", "one"))
    found = change_stages(core, HOUSE, [StageView("two", {"en": " Second ", "fr": ""}), *stages("one")])
    assert (found.stages[0].name, found.stages[0].titles) == ("two", {"en": "Second"})
    assert found.stages[0].title("fr") == "Second"
    assert "three" in [stage.name for stage in found.former]
    assert found.map.serves("web") == "two"  # `research` is former, so it falls to the first


def test_only_who_may_edits_and_anybody_signed_in_reads(core: Core) -> None:
    with pytest.raises(Forbidden):
        change_stages(core, CONTRIBUTOR, stages("one"))
    with pytest.raises(NotSignedIn):
        list_stages(core, ANONYMOUS)


@pytest.mark.parametrize(
    ("wanted", "channels", "path"),
    [
        ([], {}, "stages"),
        (stages(*(f"s{number}" for number in range(13))), {}, "stages"),
        (stages("one", "one"), {}, "stages[1].name"),
        (stages("One"), {}, "stages[0].name"),
        (stages("a" * 21), {}, "stages[0].name"),
        ([StageView("one", {"de": "Eins"})], {}, "stages[0].titles"),
        ([StageView("one", {"en": "x" * 61})], {}, "stages[0].titles.en"),
        ([StageView("one", {"fr": "a\x00b"})], {}, "stages[0].titles.fr"),
        (stages("one"), {"web": "two"}, "channels.web"),
        (stages("one"), {"Le Web": "one"}, "channels"),
        (stages("one"), {f"c{number}": "one" for number in range(201)}, "channels"),
    ],
)
def test_what_is_wrong_is_named(
    core: Core, wanted: list[StageView], channels: dict[str, str], path: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change_stages(core, HOUSE, wanted, channels)
    assert refused.value.errors[0].path == path
    assert list_stages(core, HOUSE).map == USUAL


def test_another_process_sees_an_edit_within_seconds_and_this_one_at_once(core: Core) -> None:
    assert stages_now(core.db) == USUAL
    change_stages(core, HOUSE, stages("one"), {"web": "one"})
    assert stages_now(core.db).serves("web") == "one"
