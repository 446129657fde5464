"""Uses: each caller declares its own, wrong ones are told, and all of them are known where they matter."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.assets.edit import edit_asset
from dam.assets.models import Asset
from dam.assets.processing import note_popularity, note_sites
from dam.assets.reuse.declare import MOST_USES, declare_uses
from dam.assets.reuse.unused import list_unused
from dam.assets.reuse.whereabouts import RECENT, where_used
from dam.assets.status import move_status
from dam.core import Core
from dam.errors import Forbidden, Invalid, NotFound
from delivery.links.models import ShortLink
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset

SHOP, SITE = make_caller("contributor", "the shop"), make_caller("contributor", "the site")
VIEWER, MANAGER = make_caller("viewer"), make_caller("manager")

PAGE = {"url": "https://example.org/coats?colour=blue#top", "system": "shop"}


@pytest.fixture
def asset_id(core: Core) -> str:
    return make_asset(core, status="approved")


def test_each_caller_replaces_its_own_declaration_alone(core: Core, asset_id: str) -> None:
    declare_uses(
        core, SHOP, asset_id, [PAGE, PAGE, {"place": "window of the flagship store", "note": "till May"}]
    )
    declare_uses(core, SITE, asset_id, [{"url": "https://example.com/", "place": "front page"}])
    both = declare_uses(core, SHOP, asset_id, [PAGE])
    assert [(use.url, use.place, use.declared_by) for use in both] == [
        ("https://example.com/", "front page", "the site"),
        (PAGE["url"], "", "the shop"),
    ]
    assert [use.declared_by for use in declare_uses(core, SHOP, asset_id, [])] == ["the site"]


@pytest.mark.parametrize(
    ("uses", "path", "words"),
    [
        ("https://example.org", "uses", "list of objects"),
        ({"url": "https://example.org"}, "uses", "list of objects"),
        (None, "uses", "list of objects"),
        ([{"place": "x"}] * 10_000, "uses", f"at most {MOST_USES}"),
        (["https://example.org"], "uses[0]", "object"),
        ([PAGE, {}], "uses[1]", "neither"),
        ([{"url": "javascript:alert(1)"}], "uses[0].url", "begins with http"),
        ([{"url": " data:text/html,x"}], "uses[0].url", "begins with http"),
        ([{"url": "https:///nothing"}], "uses[0].url", "names a host"),
        ([{"url": "https://[::1"}], "uses[0].url", "begins with http"),
        ([{"url": "https://example.org/a b"}], "uses[0].url", "begins with http"),
        ([{"url": "https://me:secret@example.org/"}], "uses[0].url", "begins with http"),
        ([{"url": "https://example.org/" + "x" * 3000}], "uses[0].url", "2000"),
        ([{"place": "x" * 201}], "uses[0].place", "200"),
        ([{"url": 7}], "uses[0].url", "text"),
        ([{"place": "x", "colour": "red"}], "uses[0].colour", "url, place, system, note"),
    ],
)
def test_a_wrong_declaration_is_told_and_changes_nothing(
    core: Core, asset_id: str, uses: object, path: str, words: str
) -> None:
    declare_uses(core, SHOP, asset_id, [PAGE])
    with pytest.raises(Invalid, match=words.replace("(", r"\(")) as refusal:
        declare_uses(core, SHOP, asset_id, uses)
    assert refusal.value.errors[0].path == path
    assert len(where_used(core, MANAGER, asset_id).uses) == 1


def test_who_may_not_declare_or_see_is_refused(core: Core, asset_id: str) -> None:
    with pytest.raises(Forbidden):
        declare_uses(core, VIEWER, asset_id, [PAGE])
    draft = make_asset(core, number=2)
    with pytest.raises(NotFound):
        declare_uses(core, SHOP, draft, [PAGE])
    with pytest.raises(NotFound):
        where_used(core, VIEWER, draft)


def test_everything_that_would_miss_an_asset_is_counted(core: Core, asset_id: str) -> None:
    assert not where_used(core, MANAGER, asset_id).is_used
    follower = make_asset(core, number=2)
    edit_asset(core, MANAGER, follower, {"successor_id": asset_id})
    now = core.now()
    with core.db.write() as session:
        for code, retired in (("live", None), ("gone", now)):
            session.add(
                ShortLink(
                    code=code,
                    asset_id=asset_id,
                    channel="print",
                    created_at=now,
                    updated_at=now,
                    retired_at=retired,
                )
            )
        old = now - RECENT - timedelta(days=1)
        note_sites(session, asset_id, [("shop.example.org", 7, now), ("old.example.org", 900, old)])
    declare_uses(core, SHOP, asset_id, [PAGE])
    found = where_used(core, MANAGER, asset_id)
    assert (found.links, found.follows, len(found.uses)) == (1, 1, 1)
    assert [(site.site, site.events) for site in found.sites] == [("shop.example.org", 7)]
    assert [site.site for site in found.past_sites] == ["old.example.org"]
    assert found.count == 4
    viewer = make_caller("viewer")
    assert where_used(core, viewer, asset_id).follows == 0, "a draft that follows is nobody's to count"


def test_the_unused_are_those_that_nobody_fetched_and_nobody_declared(world: World) -> None:
    core = world.core
    idle, fetched, declared, fresh_later, draft = (make_asset(core, number=n) for n in range(5))
    for asset_id in (idle, fetched, declared):
        move_status(core, MANAGER, asset_id, "approved")
    declare_uses(core, SHOP, declared, [PAGE])
    world.wait(days=60)
    move_status(core, MANAGER, fresh_later, "approved")
    with core.db.write() as session:
        note_popularity(session, fetched, 3, world.now())
    world.wait(days=10)
    assert [view.id for view in list_unused(core, MANAGER, 30).items] == [idle]
    world.wait(days=31)
    assert {view.id for view in list_unused(core, VIEWER, 30).items} == {idle, fetched, fresh_later}
    assert list_unused(core, MANAGER, 365).total == 0
    with core.db.read() as session:
        assert session.scalar(sa.select(Asset.status).where(Asset.id == draft)) == "draft"
    for days in (0, -1, 10**9):
        with pytest.raises(Invalid, match="days"):
            list_unused(core, MANAGER, days)
