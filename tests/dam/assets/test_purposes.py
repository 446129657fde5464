"""The purpose of a download: asked where the brand wants it, kept, and reported to those who manage the asset."""

import pytest

from dam.accounts.access.brands import change_brand, create_brand
from dam.accounts.caller import HOUSE, Caller, Grant, Role
from dam.assets.downloads import note_download
from dam.assets.originals import open_original
from dam.assets.purposes import DownloadFilter, PurposeMissing, choices_for, list_taken
from dam.errors import Forbidden, Invalid
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset


def test_a_download_says_what_it_is_for_where_the_brand_asks(world: World) -> None:
    asset_id = make_asset(world.core, status="approved")
    viewer = make_caller("viewer")
    assert choices_for(world.core, viewer, asset_id) is None
    open_original(world.core, viewer, asset_id)
    change_brand(world.core, HOUSE, "main", {"asks_purpose": True})
    with pytest.raises(PurposeMissing, match="say it as purpose") as refusal:
        open_original(world.core, viewer, asset_id)
    assert refusal.value.errors[0].path == "purpose"
    open_original(world.core, viewer, asset_id, purpose="Press kit")
    open_original(world.core, viewer, asset_id, is_only_shown=True)
    change_brand(world.core, HOUSE, "main", {"purposes": ["Press", "Social"]})
    for wrong in ("Press kit", "", "   "):
        with pytest.raises(PurposeMissing, match="one of Press, Social"):
            open_original(world.core, viewer, asset_id, purpose=wrong)
    open_original(world.core, viewer, asset_id, purpose=" Press ")
    with pytest.raises(Invalid):
        open_original(world.core, viewer, asset_id, purpose="a\x00b")


def test_downloads_are_reported_by_purpose_and_brand_to_those_who_manage_them(world: World) -> None:
    brand = create_brand(world.core, HOUSE, name="Atelier").id
    here = make_asset(world.core, brand=brand, status="approved", keep_both=True)
    there = make_asset(world.core, status="approved", keep_both=True)
    for asset_id, purpose in ((here, "Press"), (there, "Press"), (there, "Social")):
        note_download(world.core, asset_id, "v", "ada", "session", purpose)

    def told(caller: Caller, wanted: DownloadFilter | None = None) -> list[tuple[str, str]]:
        page = list_taken(world.core, caller, wanted)
        assert page.total == len(page.items)
        return [(line.asset_id, line.purpose) for line in page.items]

    assert told(HOUSE) == [(there, "Social"), (there, "Press"), (here, "Press")]
    assert told(HOUSE, DownloadFilter(purpose="Press", brand_id="main")) == [(there, "Press")]
    local = Caller("person", "p", "P", Role.VIEWER, grants=(Grant("brand", brand, Role.MANAGER),))
    assert told(local) == [(here, "Press")]
    first = list_taken(world.core, HOUSE, limit=1)
    second = list_taken(world.core, HOUSE, limit=1, cursor=first.next)
    assert (first.total, second.items[0].purpose) == (3, "Press")
    with pytest.raises(Forbidden):
        list_taken(world.core, make_caller("contributor"))
