"""The plain list: pages that follow each other, narrowed and ordered."""

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.read import AssetFilter, list_assets
from dam.errors import Invalid
from tests.dam.accounts.world import World
from tests.dam.assets.factory import make_asset


def fill(world: World, number: int) -> list[str]:
    ids = []
    for each in range(number):
        ids.append(make_asset(world.core, number=each, tags=(f"t{each % 2}",)))
        world.wait(minutes=1)
    return ids


@pytest.mark.parametrize("sort", ["created_at", "-created_at"])
def test_pages_follow_each_other(world: World, sort: str) -> None:
    ids = fill(world, 7)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = list_assets(world.core, HOUSE, sort=sort, limit=3, cursor=cursor)
        assert page.total == 7
        seen += [view.id for view in page.items]
        if page.next is None:
            break
        cursor = page.next
    assert seen == (ids if sort == "created_at" else ids[::-1])


def test_filters_narrow(world: World) -> None:
    start = world.moment
    ids = fill(world, 4)
    assert list_assets(world.core, HOUSE, AssetFilter(tag="T1")).total == 2
    assert list_assets(world.core, HOUSE, AssetFilter(kind="video")).total == 0
    assert list_assets(world.core, HOUSE, AssetFilter(status="draft", owner_id="house")).total == 4
    window = AssetFilter(created_from=start + timedelta(minutes=1), created_to=start + timedelta(minutes=2))
    assert [view.id for view in list_assets(world.core, HOUSE, window).items] == [ids[1]]


def test_what_is_out_of_range_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="sort must be one of"):
        list_assets(world.core, HOUSE, sort="title")
    with pytest.raises(Invalid, match="cursor must be"):
        list_assets(world.core, HOUSE, cursor="x")
    with pytest.raises(Invalid, match="cursor must be"):
        list_assets(world.core, HOUSE, cursor=urlsafe_b64encode(b"[" * 20_000).decode())
    with pytest.raises(Invalid):
        list_assets(world.core, HOUSE, limit=0)
