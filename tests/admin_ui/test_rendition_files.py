"""The file of a rendition on its page and in the player: whole, in part, known already; never for a stranger."""

from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset
from renditions.catalogue.channels import save_channel
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.made import MadeFile, record_ready
from renditions.catalogue.plan import plan_version
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of
from tests.films import make_film

NAME = "social/square.jpeg"


@pytest.fixture
def file(home: Home) -> str:
    """The address of the file of a picture that nobody has approved."""
    return f"/assets/{asset_id(home, 'Fauteuil vert')}/rendition-files/{NAME}"


def test_it_comes_whole_in_part_or_not_at_all(admin: Browser, file: str) -> None:
    whole = admin.get(file)
    assert whole.status == 200
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.response.content.startswith(b"\xff\xd8")
    part = admin.get(file, Range="bytes=0-9")
    assert (part.status, part.response.content) == (206, whole.response.content[:10])
    assert part.headers["content-range"] == f"bytes 0-9/{len(whole.response.content)}"
    assert admin.get(file, Range="bytes=99999999-").status == 416
    assert admin.get(file, **{"If-None-Match": whole.headers["etag"]}).status == 304


def test_only_what_is_there_for_those_who_may_see_it(home: Home, admin: Browser, file: str) -> None:
    assert browser_of(home, None).get(file).location.startswith("/sign-in")
    assert browser_of(home, Role.VIEWER).get(file).status == 404
    assert admin.get(file.replace("square", "squares")).status == 404


def test_the_page_of_a_rendition_shows_its_file(admin: Browser, file: str) -> None:
    page = admin.get(file.replace("rendition-files", "renditions"))
    assert f'<img src="{file}"' in page.text
    assert "Write the file" in page.text
    assert "progressive no" in page.text or "progressive yes" in page.text


def test_a_film_plays_the_rendition_that_is_whole_else_the_original(
    home: Home, admin: Browser, tmp_path: Path
) -> None:
    save_channel(home.core, HOUSE, "web", is_enabled=True)
    made = make_film(tmp_path / "o.mp4", seconds=1, width=64, height=48, rate=5)
    film = receive_file(home.core, HOUSE, [made.read_bytes()], NewAsset(filename="Atelier.mp4")).asset_id
    original = f'<source src="/api/v1/assets/{film}/original" type="video/mp4">'
    assert f"{original}</video>" in admin.get(f"/assets/{film}").text
    blob = home.core.store.put([b"mp4"])
    with home.core.db.write() as session:
        version_id = session.get_one(Asset, film).current_version_id
        assert version_id is not None
        plan_version(session, version_id)
        for row in renditions_of(session, film, version_id):
            if row.format == "mp4":
                done = MadeFile(blob.digest, blob.bytes, "video/mp4", 64, 48)
                record_ready(session, row.id, row.wanted_recipe, done)
    source = f'<source src="/assets/{film}/rendition-files/web/hero.mp4" type="video/mp4">'
    assert f"{source}{original}" in admin.get(f"/assets/{film}").text
