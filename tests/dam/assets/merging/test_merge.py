"""Merging: what hung on the other hangs on the one that stays, and nothing is shown that may not be."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import list_audit
from dam.assets.collections import create_collection, place_in_collection
from dam.assets.edit import edit_asset
from dam.assets.likeness.keep import note_likeness
from dam.assets.likeness.read import similar_to
from dam.assets.merged import answering_for
from dam.assets.merging.merge import merge_assets, merged_into
from dam.assets.models import Asset
from dam.assets.processing import note_popularity, note_sites
from dam.assets.read import AssetFilter, get_asset, list_assets
from dam.assets.reuse.declare import declare_uses, uses_of
from dam.assets.serving import Light, light, load_servable
from dam.assets.status import move_status
from dam.assets.trash import restore_asset
from dam.core import Core
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from delivery.links.models import ShortLink
from tests.dam.accounts.world import make_caller
from tests.dam.assets.factory import make_asset

MANAGER, CONTRIBUTOR, VIEWER = make_caller("manager"), make_caller("contributor"), make_caller("viewer")


def two(core: Core, **known: Any) -> tuple[str, str]:
    return make_asset(core, number=1, **known), make_asset(core, number=2, **known)


def test_everything_that_hung_on_the_other_goes_over(core_on_each: Core) -> None:
    core = core_on_each
    stays, goes = two(core, status="approved")
    edit_asset(core, HOUSE, stays, {"tags": ["blue"], "alt": {"fr": "Un manteau"}})
    edit_asset(
        core,
        HOUSE,
        goes,
        {
            "tags": ["Blue", "winter"],
            "alt": {"fr": "Autre", "en": "A coat"},
            "description": "From the shoot.",
        },
    )
    both, only = (create_collection(core, HOUSE, name=name).id for name in ("both", "only"))
    now = core.now()
    with core.db.write() as session:
        place_in_collection(core, session, HOUSE, both, [stays, goes])
        place_in_collection(core, session, HOUSE, only, [goes])
        session.add(ShortLink(code="coat", asset_id=goes, channel="print", created_at=now, updated_at=now))
        note_popularity(session, stays, 2, None)
        note_popularity(session, goes, 5, now)
        note_sites(session, goes, [("example.org", 5, now)])
    declare_uses(core, MANAGER, goes, [{"place": "window"}])
    follower = make_asset(core, number=3)
    edit_asset(core, HOUSE, follower, {"successor_id": goes})
    merged = merge_assets(core, MANAGER, stays, goes)
    assert merged.tags == ("blue", "winter")
    assert dict(merged.alt) == {"fr": "Un manteau", "en": "A coat"}
    assert (merged.description, set(merged.collections)) == ("From the shoot.", {both, only})
    assert (merged.popularity, merged.last_fetched_at) == (7, now)
    assert get_asset(core, MANAGER, follower).successor_id == stays
    with core.db.read() as session:
        assert session.scalar(sa.select(ShortLink.asset_id)) == stays
        assert [use.place for use in uses_of(session, stays)] == ["window"]
        assert session.get_one(Asset, stays).used_sites[0][:2] == ["example.org", 5]
        assert answering_for(session, [goes, follower]) == {stays: [stays, goes], follower: [follower]}
    entries = [entry.action for entry in list_audit(core, HOUSE, limit=2).items]
    assert set(entries) == {"asset.merged", "asset.merged_into"}


def test_the_other_is_in_no_list_and_its_addresses_are_answered(core: Core) -> None:
    stays, goes = two(core, status="approved")
    merge_assets(core, MANAGER, stays, goes)
    with pytest.raises(NotFound):
        get_asset(core, MANAGER, goes)
    for in_trash in (False, True):
        listed = [view.id for view in list_assets(core, MANAGER, AssetFilter(in_trash=in_trash)).items]
        assert goes not in listed
    with pytest.raises(NotFound):
        restore_asset(core, MANAGER, goes)
    assert (merged_into(core, VIEWER, goes), merged_into(core, VIEWER, stays)) == (stays, None)
    with core.db.read() as session:
        assert load_servable(session, goes) == load_servable(session, stays)
        assert lit(session, core, goes) is Light.LIT
    move_status(core, MANAGER, stays, "withdrawn")
    with core.db.read() as session:
        assert lit(session, core, goes) is Light.DARK
    assert merged_into(core, VIEWER, goes) is None


def lit(session: Session, core: Core, asset_id: str) -> Light:
    servable = load_servable(session, asset_id)
    assert servable is not None
    return light(servable, channel="web", territory=None, now=core.now())


def test_a_chain_of_merges_leads_to_the_last(core: Core) -> None:
    first, second, third = (make_asset(core, number=n, status="approved") for n in range(3))
    merge_assets(core, MANAGER, second, first)
    merge_assets(core, MANAGER, third, second)
    assert merged_into(core, MANAGER, first) == third
    with core.db.read() as session:
        assert answering_for(session, [first]) == {
            third: [third, first, second] if first < second else [third, second, first]
        }


def test_the_pair_is_gone_and_its_words_too(core: Core) -> None:
    stays, goes = two(core)
    with core.db.write() as session:
        for asset_id in (stays, goes):
            note_likeness(session, str(session.get_one(Asset, asset_id).current_version_id), "a" * 64)
    merge_assets(core, MANAGER, stays, goes)
    assert similar_to(core, MANAGER, stays) == ()


def test_what_cannot_be_merged_is_told(core: Core) -> None:
    stays, goes = two(core, status="approved")
    with pytest.raises(Invalid, match="with itself"):
        merge_assets(core, MANAGER, stays, stays)
    with pytest.raises(NotFound):
        merge_assets(core, MANAGER, stays, "nobody")
    for caller in (CONTRIBUTOR, VIEWER):
        with pytest.raises(Forbidden):
            merge_assets(core, caller, stays, goes)
    edit_asset(core, HOUSE, goes, {"rights": {"channels": ["web"]}})
    with pytest.raises(Conflict, match="rights of the two differ"):
        merge_assets(core, MANAGER, stays, goes)
    edit_asset(core, HOUSE, goes, {"rights": {"channels": []}})
    edit_asset(core, HOUSE, stays, {"rights": {"channels": ["web"]}})
    draft = make_asset(core, number=3)
    with pytest.raises(Conflict, match="public: approve"):
        merge_assets(core, MANAGER, draft, goes)
    for withdrawn, other in ((goes, stays), (stays, goes)):
        move_status(core, HOUSE, withdrawn, "withdrawn")
        with pytest.raises(Conflict, match="is withdrawn"):
            merge_assets(core, MANAGER, stays, goes)
        move_status(core, HOUSE, withdrawn, "approved")
        assert get_asset(core, MANAGER, other)
    with core.db.write() as session:
        session.get_one(Asset, goes).kind = "video"
    with pytest.raises(Conflict, match="two kinds"):
        merge_assets(core, MANAGER, stays, goes)
    with core.db.write() as session:
        session.get_one(Asset, goes).kind = "image"
    assert merge_assets(core, MANAGER, stays, goes).rights.channels == ("web",)
    with pytest.raises(NotFound):
        merge_assets(core, MANAGER, stays, goes)
