"""Marks: whose eyes see what only with the brand's words over it."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from dam.accounts.access.brands import change_brand
from dam.accounts.caller import HOUSE, Caller, Grant, Role
from dam.assets.collections import add_assets, create_collection
from dam.assets.edit import edit_asset
from dam.assets.marks import MarkedOnly, mark_for
from dam.assets.models import Asset
from dam.assets.originals import open_original
from renditions.marking import mark_picture
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset


def marked(world: World, caller: Caller, asset_id: str) -> str:
    with world.core.db.read() as session:
        return mark_for(session, caller, session.get_one(Asset, asset_id))


def test_what_is_limited_is_marked_below_the_role_that_the_brand_trusts(world: World) -> None:
    free, limited = (make_asset(world.core, status="approved", keep_both=True) for _ in range(2))
    edit_asset(world.core, HOUSE, limited, {"rights": {"territories": ["FR"]}})
    viewer = make_caller("viewer")
    assert marked(world, viewer, limited) == ""
    change_brand(world.core, HOUSE, "main", {"marks": ["restricted"], "name": "Maison"})
    assert [marked(world, viewer, asset_id) for asset_id in (free, limited)] == ["", "Maison"]
    assert marked(world, make_caller("manager"), limited) == ""
    with pytest.raises(MarkedOnly):
        open_original(world.core, viewer, limited)
    open_original(world.core, viewer, free)
    change_brand(world.core, HOUSE, "main", {"unmarked_role": "viewer", "mark_text": "Proof"})
    assert marked(world, viewer, limited) == ""


def test_what_is_not_approved_is_marked_but_for_its_owner(world: World) -> None:
    owner = make_caller("contributor")
    draft = make_asset(world.core, owner)
    change_brand(world.core, HOUSE, "main", {"marks": ["unapproved"], "mark_text": "Proof"})
    guest = Caller("person", "g", "G", None, grants=(Grant("brand", "main", Role.MANAGER),))
    assert (marked(world, owner, draft), marked(world, guest, draft)) == ("", "")
    change_brand(world.core, HOUSE, "main", {"unmarked_role": "admin"})
    assert marked(world, guest, draft) == "Proof"
    collection = create_collection(world.core, HOUSE, name="C")
    add_assets(world.core, HOUSE, collection.id, [draft])
    trusted = replace(guest, grants=(*guest.grants, Grant("collection", collection.id, Role.ADMIN)))
    assert marked(world, trusted, draft) == ""


@pytest.mark.parametrize("size", [(1, 1), (40, 400), (480, 300)])
@pytest.mark.parametrize("colour", ["white", "black", "#808080"])
def test_the_words_are_seen_on_any_ground_and_in_every_part(size: tuple[int, int], colour: str) -> None:
    before = Image.new("RGB", size, colour)
    out = BytesIO()
    before.save(out, "PNG")
    after = Image.open(BytesIO(mark_picture(out.getvalue(), "Épreuve")))
    assert after.size == size
    if size == (480, 300):
        difference = ImageChops.difference(before, after.convert("RGB")).convert("L")
        for box in ((0, 0, 240, 150), (240, 0, 480, 150), (0, 150, 240, 300), (240, 150, 480, 300)):
            assert difference.crop(box).getextrema()[1] > 30  # type: ignore[operator]
