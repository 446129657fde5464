"""The asset's page: its forms, parts, moves, rights and versions."""

from datetime import UTC, datetime
from html import unescape

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.versions import list_versions
from renditions import reasons
from renditions.catalogue.channels import save_channel
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.parts import PartFile, add_parts
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of, picture


def test_the_page_shows_every_channel_s_files(home: Home, admin: Browser) -> None:
    vase = asset_id(home, "Vase bleu")
    page = admin.get(f"/assets/{vase}")
    assert f'data-copy="http://assets.example.org/iiif/3/{vase}/info.json"' in page.text
    for words in ("Social networks", "square", "1080×1080", "Ready", "Copy the address of square JPEG"):
        assert words in page.text
    assert "http://assets.example.org/d/social/square/" in page.text
    assert "640×400" in page.text


def test_each_preset_has_its_embed_code_unless_its_channel_is_private(home: Home, admin: Browser) -> None:
    vase = asset_id(home, "Vase bleu")
    with home.core.db.write() as session:
        session.get_one(Asset, vase).alt = {"en": 'A "blue" vase</textarea><script>'}
    page = admin.get(f"/assets/{vase}").text
    code = page.split('id="embed-social-square"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert unescape(code).startswith(
        f'<img src="http://assets.example.org/d/social/square/{vase}-vase-bleu.jpeg"'
    )
    assert "A &#34;blue&#34; vase&lt;/textarea&gt;&lt;script&gt;" in unescape(code)
    assert f'data-copy="{code}"' in page
    save_channel(home.core, HOUSE, "social", is_private=True)
    page = admin.get(f"/assets/{vase}").text
    assert "embed-social-square" not in page
    assert "these addresses open with a signature" in page


def test_a_stream_weighs_what_its_rungs_weigh(home: Home, admin: Browser) -> None:
    vase = asset_id(home, "Vase bleu")
    with home.core.db.write() as session:
        row = renditions_of(session, vase)[0]
        row.channel, row.preset, row.format = "social", "square", "hls"
        row.state, row.sha256, row.bytes = "ready", "b" * 64, 400
        add_parts(session, row, [PartFile("360p.mp4", "a" * 64, 7_654_000, "video/mp4")])
    assert "7.7\N{NO-BREAK SPACE}MB" in admin.get(f"/assets/{vase}").text


def test_the_reason_why_not_is_translated(home: Home) -> None:
    page = browser_of(home, Role.ADMIN, "fr").get(f"/assets/{asset_id(home, 'Vase bleu')}")
    assert "L’original n’est pas un film" in page.text


def test_a_broken_contract_is_told_with_its_figures_in_every_language(home: Home) -> None:
    """What is noted of a file is one or more sentences, some with figures: each is translated on its own."""
    vase = asset_id(home, "Vase bleu")
    broken = reasons.BREAKS_SIZE % {"expected": "1080×1080", "came": "1000×1080"}
    with home.core.db.write() as session:
        row = next(each for each in renditions_of(session, vase) if each.preset == "square")
        row.state, row.sha256 = "failed", None
        row.error = f"{broken} {reasons.WARN_TRUNCATED}"
    page = browser_of(home, Role.ADMIN, "fr").get(f"/assets/{vase}")
    assert "1080×1080 pixels attendus, 1000×1080 obtenus." in page.text
    assert "L’original est abîmé : sa " in page.text


def test_the_focal_point_follows_and_answers_with_the_progress(home: Home, admin: Browser) -> None:
    address = f"/assets/{asset_id(home, 'Vase bleu')}"
    plain = admin.post(f"{address}/focal-point", {"x": "20", "y": "75"})
    assert plain.location == address
    point = get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).focal_point
    assert (point.x, point.y) == (0.2, 0.75)
    part = admin.post(
        f"{address}/focal-point", {"x": "200", "y": "x"}, headers={"HX-Request-Type": "partial"}
    )
    assert part.status == 200
    assert '<hx-partial hx-target="#renditions"' in part.text
    point = get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).focal_point
    assert (point.x, point.y) == (1.0, 0.5)


def test_a_channel_has_a_focal_point_of_its_own_until_it_follows_again(home: Home, admin: Browser) -> None:
    vase = asset_id(home, "Vase bleu")
    before = get_asset(home.core, HOUSE, vase).focal_point
    own = {"x": "10", "y": "90", "channel": "social"}
    assert admin.post(f"/assets/{vase}/focal-point", own).location == f"/assets/{vase}"
    asset = get_asset(home.core, HOUSE, vase)
    assert (asset.channel_focal_points["social"].x, asset.channel_focal_points["social"].y) == (0.1, 0.9)
    assert asset.focal_point == before, "the other channels stay where they were"
    page = admin.get(f"/assets/{vase}").text
    assert 'data-channel="social" data-own style="--x:0.1;--y:0.9"' in page
    admin.post(f"/assets/{vase}/focal-point", {**own, "follow": "yes"})
    assert get_asset(home.core, HOUSE, vase).channel_focal_points == {}


def test_each_rendition_tells_how_it_was_made(home: Home, admin: Browser) -> None:
    address = f"/assets/{asset_id(home, 'Vase bleu')}"
    assert f'href="{address}/renditions/social/square.jpeg"' in admin.get(address).text
    page = admin.get(f"{address}/renditions/social/square.jpeg")
    assert page.status == 200
    assert "format:jpeg, fit:cover, width:1080, height:1080" in page.text
    assert "to 100 % down" in page.text.replace("\N{NO-BREAK SPACE}", " ").replace("100%", "100 %")
    assert admin.get(f"{address}/renditions/social/nothing.jpeg").status == 404


def test_texts_are_saved_and_escaped(home: Home, admin: Browser) -> None:
    address = f"/assets/{asset_id(home, 'Vase bleu')}"
    form = {
        "title": "Vase <b>",
        "description": "d",
        "tags": "bleu; Été, bleu",
        "alt_fr": "Un vase",
        "alt_en": "",
    }
    assert admin.post(f"{address}/texts", form).location == address
    asset = get_asset(home.core, HOUSE, asset_id(home, "Vase bleu"))
    assert (asset.title, asset.tags, dict(asset.alt)) == ("Vase <b>", ("bleu", "Été"), {"fr": "Un vase"})
    page = admin.get(address)
    assert "Vase &lt;b&gt;" in page.text
    assert "Saved." in page.text
    assert "Saved." not in admin.get(address).text, "a message is shown once"


def test_the_last_day_of_the_rights_is_included(home: Home, admin: Browser) -> None:
    address = f"/assets/{asset_id(home, 'Vase bleu')}"
    admin.post(
        f"{address}/rights",
        {"licence": "CC BY", "holder": "Maison", "ends_on": "2031-06-30", "channels": "social"},
    )
    rights = get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).rights
    assert rights.expires_at == datetime(2031, 7, 1, tzinfo=UTC)
    assert rights.channels == ("social",)
    assert 'name="ends_on" value="2031-06-30"' in admin.get(address).text


def test_countries_are_granted_by_their_codes(home: Home, admin: Browser) -> None:
    address = f"/assets/{asset_id(home, 'Vase bleu')}"
    admin.post(f"{address}/rights", {"territories": "fr, be CH"})
    assert get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).rights.territories == ("BE", "CH", "FR")
    assert 'name="territories" value="BE, CH, FR"' in admin.get(address).text
    admin.post(f"{address}/rights", {"territories": "France"})
    assert get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).rights.territories == ("BE", "CH", "FR")
    admin.post(f"{address}/rights", {"territories": ""})
    assert get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).rights.territories == ()


@pytest.mark.parametrize(
    ("typed", "english", "french"),
    [
        ({"territories": "FR, Allemagne"}, "codes of two letters", "codes de deux lettres"),
        ({"successor": "nowhere"}, "copy the address of its page", "copiez l’adresse de sa page"),
    ],
)
def test_what_is_wrong_with_rights_is_said_in_words_of_the_page(
    home: Home, typed: dict[str, str], english: str, french: str
) -> None:
    for locale, sentence in (("en", english), ("fr", french)):
        browser = browser_of(home, Role.ADMIN, locale)
        answer = browser.post(f"/assets/{asset_id(home, 'Vase bleu')}/rights", typed)
        assert sentence in browser.get(answer.headers.get("location", "/")).text + answer.text


def test_a_successor_is_named_by_its_page(home: Home, admin: Browser) -> None:
    gone, next_one = asset_id(home, "Vase bleu"), asset_id(home, "Fauteuil vert")
    admin.post(
        f"/assets/{gone}/rights", {"successor": f"https://assets.example.org/assets/{next_one}?q=vase"}
    )
    assert get_asset(home.core, HOUSE, gone).successor_id == next_one
    assert f'name="successor" value="{next_one}"' in admin.get(f"/assets/{gone}").text
    for wrong in (gone, "nothing"):
        admin.post(f"/assets/{gone}/rights", {"successor": wrong})
        assert get_asset(home.core, HOUSE, gone).successor_id == next_one
    admin.post(f"/assets/{gone}/rights", {"successor": ""})
    assert get_asset(home.core, HOUSE, gone).successor_id is None


def test_moves_are_offered_to_those_who_may(home: Home, admin: Browser) -> None:
    address = f"/assets/{asset_id(home, 'Vase bleu')}"
    assert 'id="move-withdrawn"' in admin.get(address).text
    viewer = browser_of(home, Role.VIEWER)
    assert 'id="move-' not in viewer.get(address).text
    assert viewer.post(f"{address}/status", {"status": "withdrawn"}).status == 303
    assert get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).status == "approved"
    admin.post(f"{address}/status", {"status": "withdrawn", "reason": "Logo périmé"})
    assert "Logo périmé" in admin.get(address).text
    refused = admin.post(f"{address}/status", {"status": "in_review"})
    assert refused.status == 303
    assert "possible now: Approved, Archived." in admin.get(address).text


def test_trash_and_back(home: Home, admin: Browser) -> None:
    gone = asset_id(home, "Nappe d'été")
    assert admin.post(f"/assets/{gone}/trash").location == "/"
    assert admin.get(f"/assets/{gone}").status == 404
    assert "Nappe d&#39;été" in admin.get("/trash").text
    admin.post("/trash/restore", {"asset": gone})
    assert admin.get(f"/assets/{gone}").status == 200


def test_versions_are_sent_restored_and_approved(home: Home, admin: Browser) -> None:
    mine = asset_id(home, "Vase bleu")
    sent = admin.post(f"/assets/{mine}/versions", {}, files={"file": ("zwei.jpg", picture("#222222"))})
    assert sent.location == f"/assets/{mine}"
    home.finish()
    page = admin.get(f"/assets/{mine}")
    assert "zwei.jpg" in page.text
    assert f"/assets/{mine}/versions/1/restore" in page.text
    admin.post(f"/assets/{mine}/versions/1/restore")
    numbers = {version.number: version.state for version in list_versions(home.core, HOUSE, mine)}
    assert numbers == {1: "current", 2: "earlier"}
    empty = admin.post(f"/assets/{mine}/versions", {}, files={"file": ("", b"")})
    assert empty.location == f"/assets/{mine}"
    assert "Choose a file first." in admin.get(f"/assets/{mine}").text


def test_progress_asks_again_only_while_there_is_work(home: Home, admin: Browser) -> None:
    done = admin.part(f"/assets/{asset_id(home, 'Vase bleu')}/progress")
    assert "every 1500ms" not in done.text


def test_a_collection_can_be_joined_from_the_page(home: Home, admin: Browser) -> None:
    mine = asset_id(home, "Vase bleu")
    collection = admin.post("/collections", {"name": "Presse"}).location.rsplit("/", 1)[1]
    admin.post(f"/assets/{mine}/collections", {"collection": collection})
    assert f'class="chip" href="/collections/{collection}"' in admin.get(f"/assets/{mine}").text


def test_what_is_impossible_is_named_once_by_its_reason(home: Home, admin: Browser) -> None:
    page = admin.get(f"/assets/{asset_id(home, 'Vase bleu')}")
    assert "<b>story MP4</b> · The original is not a film" in page.text
