"""Channels and the editor of presets."""

from renditions.catalogue.channels import get_channel
from renditions.presets import PresetSpec
from tests.admin_ui.houses import Browser, Home

STORY = {
    "fit": "cover",
    "width": "1080",
    "height": "1920",
    "densities": "1",
    "formats": "jpeg",
    "film": "mp4",
}


def preset(home: Home, channel: str, name: str) -> PresetSpec:
    """Return a preset's spec as it is kept."""
    with home.core.db.read() as session:
        return next(each.spec for each in get_channel(session, channel).presets if each.name == name)


def test_cards_are_drawn_to_scale(admin: Browser) -> None:
    page = admin.get("/channels")
    assert "Social networks" in page.text
    assert "1080×1920" in page.text
    assert "Switched off" in page.text
    assert "/d/admin/" not in page.text, "the library's own channel is no business of people"


def test_saving_unchanged_keeps_the_spec(home: Home, admin: Browser) -> None:
    before = preset(home, "social", "story")
    assert admin.post("/channels/social/presets/story", STORY).location == "/channels"
    assert preset(home, "social", "story") == before


def test_what_would_change_is_shown_while_one_edits(admin: Browser) -> None:
    part = admin.post("/channels/social/presets/story/preview", {**STORY, "width": "900"})
    assert '<span class="big-figure">4</span>' in part.text
    wrong = admin.post("/channels/social/presets/story/preview", {**STORY, "width": "wide"})
    assert "Give a width in whole numbers." in wrong.text


def test_what_is_wrong_is_said_beside_its_input(home: Home, admin: Browser) -> None:
    page = admin.post("/channels/social/presets/story", {**STORY, "width": "0", "formats": ""})
    assert page.status == 400
    assert 'id="wrong-width"' in page.text
    assert 'value="1920"' in page.text, "what was typed is kept"
    assert preset(home, "social", "story").width == 1080


def test_a_new_preset_and_its_removal(home: Home, admin: Browser) -> None:
    new = {
        "name": "Banner",
        "fit": "width",
        "widths": "800, 1600",
        "formats": ["webp", "jpeg"],
        "quality_webp": "70",
    }
    assert admin.post("/channels/social/new-preset", {**new, "max_kilobytes": "250"}).location == "/channels"
    made = preset(home, "social", "banner")
    assert (made.widths, made.formats, made.quality, made.max_bytes) == (
        (800, 1600),
        ("webp", "jpeg"),
        {"webp": 70},
        250_000,
    )
    assert "banner" in admin.get("/channels/social/presets/banner").text
    assert admin.post("/channels/social/presets/banner/delete").location == "/channels"
    assert admin.get("/channels/social/presets/banner").status == 404


def test_a_channel_is_added_and_switched(home: Home, admin: Browser) -> None:
    admin.post("/channels", {"name": "Kiosk", "title_fr": "Borne", "title_en": "Kiosk"})
    assert "Kiosk" in admin.get("/channels").text
    admin.post("/channels/kiosk", {"is_enabled": "no"})
    with home.core.db.read() as session:
        kiosk = get_channel(session, "kiosk")
    assert (kiosk.is_enabled, kiosk.title) == (False, {"fr": "Borne", "en": "Kiosk"})
