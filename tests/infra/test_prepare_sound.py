"""A new sound is prepared: how loud it is, and the pictures of its wave."""

from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.read import get_asset
from dam.assets.versions import list_versions
from delivery.house import House
from infra.prepare import prepare_version
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import renditions_of
from tests.sounds import make_sound


def test_how_loud_a_sound_is_stands_among_its_facts(house: House, tmp_path: Path) -> None:
    with house.core.db.write() as session:
        seed_built_in(session)
    content = make_sound(tmp_path / "jingle.mp3", "0.1*sin(2*PI*997*t)", seconds=2).read_bytes()
    asset_id = receive_file(house.core, HOUSE, [content], NewAsset("jingle.mp3")).asset_id
    prepare_version(house, get_asset(house.core, HOUSE, asset_id).current_version_id)
    (version,) = list_versions(house.core, HOUSE, asset_id)
    assert version.facts["loudness"] == pytest.approx(-23.0, abs=0.6)
    with house.core.db.read() as session:
        states = {(row.channel, row.preset): row.state for row in renditions_of(session, asset_id)}
    ready = {place for place, state in states.items() if state == "ready"}
    assert ready >= {("admin", "thumb"), ("admin", "preview"), ("web", "card"), ("web", "listen")}
    assert "failed" not in states.values()
