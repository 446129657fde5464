"""What jobs carry over: facts fill what is empty and never what people wrote."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.processing import note_colours, note_facts, note_popularity, note_progress, note_readiness
from dam.assets.read import asset_views, get_asset
from dam.assets.versions import add_version, list_versions
from dam.assets.views import Processing
from dam.metadata.facts import Facts
from dam.metadata.models import Field
from tests.dam.accounts.world import World
from tests.dam.assets.factory import make_asset, stored

FACTS = Facts(
    width=4000,
    height=3000,
    title="Plage de Biarritz",
    description="Vue du phare",
    keywords=("Plage", "PLAGE", "", "Océan", "x" * 300),
    creator="Ada",
    copyright="© Vitrine",
    gps=(43.49, -1.55),
)


def put_facts(world: World, asset_id: str, facts: Facts = FACTS) -> None:
    with world.core.db.write() as session:
        note_facts(session, get_asset(world.core, HOUSE, asset_id).current_version_id, facts)


def test_facts_fill_what_is_empty(world: World) -> None:
    asset_id = make_asset(world.core, filename="img_1.png")
    with world.core.db.write() as session:
        session.add(Field(key="creator", kind="text", created_at=world.moment))
    put_facts(world, asset_id)
    view = get_asset(world.core, HOUSE, asset_id)
    assert (view.title, view.description) == ("Plage de Biarritz", "Vue du phare")
    assert (view.tags, view.rights.holder, view.fields) == (
        ("Plage", "Océan"),
        "© Vitrine",
        {"creator": "Ada"},
    )
    assert (view.width, view.height, view.revision) == (4000, 3000, 1)


@pytest.mark.parametrize("lie", [2**32 - 1, 10**30, -1])
def test_a_file_that_lies_about_its_size_is_kept_without_one(world: World, lie: int) -> None:
    asset_id = make_asset(world.core)
    put_facts(world, asset_id, Facts(width=lie, height=3000, pages=lie, title="Plage"))
    view = get_asset(world.core, HOUSE, asset_id)
    assert (view.width, view.height, view.pages, view.title) == (None, 3000, None, "Plage")


def test_facts_leave_alone_what_people_wrote(world: World) -> None:
    asset_id = make_asset(world.core, title="Mine", description="Mine", tags=("mine",))
    edit_asset(world.core, HOUSE, asset_id, {"rights": {"holder": "Me"}})
    put_facts(world, asset_id)
    view = get_asset(world.core, HOUSE, asset_id)
    assert (view.title, view.description, view.tags, view.rights.holder) == ("Mine", "Mine", ("mine",), "Me")
    assert view.fields == {}


def test_a_form_that_sends_back_the_shown_title_leaves_it_open(world: World) -> None:
    asset_id = make_asset(world.core, filename="img_1.png")
    assert edit_asset(world.core, HOUSE, asset_id, {"title": "Img 1", "description": "x"}).title == "Img 1"
    put_facts(world, asset_id)
    assert get_asset(world.core, HOUSE, asset_id).title == "Plage de Biarritz"


def test_the_place_of_a_picture_stays_private(world: World) -> None:
    asset_id = make_asset(world.core)
    put_facts(world, asset_id)
    facts = list_versions(world.core, HOUSE, asset_id)[0].facts
    assert facts["creator"] == "Ada"
    assert "gps" not in facts


def test_facts_of_a_version_that_is_not_served_fill_nothing(world: World) -> None:
    asset_id = make_asset(world.core, filename="img_1.png")
    version = add_version(world.core, HOUSE, asset_id, *stored(world.core, 2), "2.png")
    with world.core.db.write() as session:
        note_facts(session, version.id, FACTS)
        note_facts(session, "gone", FACTS)
    assert get_asset(world.core, HOUSE, asset_id).title == "Img 1"
    assert list_versions(world.core, HOUSE, asset_id)[0].width == 4000


def test_progress_colours_readiness_and_popularity_are_shown(world: World) -> None:
    asset_id = make_asset(world.core)
    with world.core.db.write() as session:
        note_progress(session, asset_id, "running", 3, 40, ["web/hero: no"], 8)
        note_colours(session, asset_id, ["#ff0000"])
        note_readiness(session, asset_id, ["web", "app"])
        note_popularity(session, asset_id, 12, world.moment + timedelta(days=1))
    view = get_asset(world.core, HOUSE, asset_id)
    assert view.processing == Processing("running", 3, 40, ("web/hero: no",), 8)
    assert (view.colours, view.ready_channels) == (("#ff0000",), ("app", "web"))
    assert (view.popularity, view.last_fetched_at) == (12, world.moment + timedelta(days=1))


def test_a_hundred_views_take_three_queries(world: World) -> None:
    ids = [make_asset(world.core, number=number, tags=("a", "b")) for number in range(100)]
    statements: list[str] = []
    event.listen(
        world.core.db.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: statements.append(statement),
    )
    with world.core.db.read() as session:
        views = asset_views(session, [*reversed(ids), "unknown", ids[0]])
    assert list(views) == list(reversed(ids))
    assert len(statements) == 3
