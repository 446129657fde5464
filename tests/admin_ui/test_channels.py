"""Channels and the editor of presets."""

from typing import Any

from admin_ui.preset_form import form_of
from renditions.catalogue.channels import get_channel, list_channels
from renditions.presets import PresetSpec
from tests.admin_ui.houses import TITLES, Browser, Home, asset_id


def typed(spec: PresetSpec) -> dict[str, Any]:
    """Return what a browser posts when the form is sent as it was shown."""
    values = form_of("", spec).values
    qualities = {f"quality_{name}": number for name, number in values.pop("quality").items()}
    return {**values, **qualities, "motion": "yes" if values["motion"] else ""}


def preset(home: Home, channel: str, name: str) -> PresetSpec:
    """Return a preset's spec as it is kept."""
    with home.core.db.read() as session:
        return next(each.spec for each in get_channel(session, channel).presets if each.name == name)


def story(home: Home) -> dict[str, Any]:
    return typed(preset(home, "social", "story"))


def test_cards_are_drawn_to_scale(admin: Browser) -> None:
    page = admin.get("/channels")
    assert "Social networks" in page.text
    assert "1080×1920" in page.text
    assert "Switched off" in page.text
    assert "/d/admin/" not in page.text, "the library's own channel is no business of people"


def test_saving_unchanged_keeps_the_spec(home: Home, admin: Browser) -> None:
    with home.core.db.read() as session:
        channels = list_channels(session)
    for channel in channels:
        for each in channel.presets:
            saved = admin.post(f"/channels/{channel.name}/presets/{each.name}", typed(each.spec))
            assert saved.location == "/channels", (channel.name, each.name)
            assert preset(home, channel.name, each.name) == each.spec


def test_everything_a_preset_can_say_is_kept(home: Home, admin: Browser) -> None:
    spec = PresetSpec(
        "cover", ("webp", "jpeg"), width=800, height=600, densities=(1, 2), quality={"webp": 70}, max_bytes=90_000,
        film=("mp4",), film_style="loop", background="f4f1ea", chroma="444", metadata="none", motion=True,
        seconds=6, sound="none", burn_in="fr", source="Brand book", date="2026-11-22",
    )  # fmt: skip
    admin.post("/channels/social/new-preset", {"name": "rich", **typed(spec)})
    assert preset(home, "social", "rich") == spec


def test_what_would_change_is_shown_while_one_edits(home: Home, admin: Browser) -> None:
    part = admin.post("/channels/social/presets/story/preview", {**story(home), "width": "900"})
    assert '<span class="big-figure">1</span>' in part.text, "one original is large enough to change"
    assert part.text.count('class="cut-out"') == 2, "its crop before and after"
    assert "Added to the store" in part.text
    wrong = admin.post("/channels/social/presets/story/preview", {**story(home), "width": "wide"})
    assert "Give a width in whole numbers." in wrong.text


def test_what_is_wrong_is_said_beside_its_input(home: Home, admin: Browser) -> None:
    page = admin.post("/channels/social/presets/story", {**story(home), "width": "0", "formats": ""})
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
        "look": "own",
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


def test_a_channel_gets_a_stand_in_and_becomes_private(home: Home, admin: Browser) -> None:
    asset = asset_id(home, next(iter(TITLES)))
    switches = {"has_switches": "yes", "is_private": "yes", "fallback_asset": f"/assets/{asset}?from=web"}
    assert admin.post("/channels/web", switches).location == "/channels"
    with home.core.db.read() as session:
        web = get_channel(session, "web")
    assert (web.is_private, web.fallback_asset_id) == (True, asset)
    assert f'href="/assets/{asset}"' in admin.get("/channels").text
    refused = admin.post("/channels/web", {**switches, "fallback_asset": "nothing"})
    assert refused.status == 400
    assert "The stand-in is no asset" in refused.text
    assert 'name="fallback_asset" value="nothing"' in refused.text
    admin.post("/channels/web", {"is_enabled": "no"})
    admin.post("/channels/web", {"has_switches": "yes", "fallback_asset": ""})
    with home.core.db.read() as session:
        web = get_channel(session, "web")
    assert (web.is_private, web.fallback_asset_id, web.is_enabled) == (False, "", False)


def test_a_qr_code_is_kept_and_one_that_nobody_can_scan_is_refused(home: Home, admin: Browser) -> None:
    square = preset(home, "social", "square")
    address = "/channels/social/presets/square"
    code = {
        "qr_content": "https://brand.example/été?p={asset}",
        "qr_position": "top-left",
        "qr_size": "25",
        "qr_level": "Q",
    }
    admin.post(address, {**typed(square), **code})
    assert typed(preset(home, "social", "square")) == {**typed(square), **code}
    refused = admin.post(address, {**typed(square), **code, "qr_size": "2"})
    assert refused.status == 400
    assert 'id="wrong-qr"' in refused.text


def test_an_earlier_state_is_restored_by_one_click(home: Home, admin: Browser) -> None:
    before = preset(home, "social", "link")
    address = "/channels/social/presets/link"
    admin.post(address, {**typed(before), "width": "1600"})
    assert preset(home, "social", "link").width == 1600
    page = admin.get(address)
    assert "Earlier states" in page.text
    assert "Changed: width" in page.text
    assert admin.post(f"{address}/restore", {"revision": "1"}).location == address
    assert preset(home, "social", "link") == before
    for nonsense in ("77", "first", ""):
        admin.post(f"{address}/restore", {"revision": nonsense})
    assert preset(home, "social", "link") == before


def test_everything_wrong_is_said_at_once_and_tied_to_its_input(home: Home, admin: Browser) -> None:
    wrong = {**story(home), "width": "wide", "max_kilobytes": "much", "background": "zz", "qr_content": "x"}
    page = admin.post("/channels/social/presets/story", {**wrong, "qr_size": "little"})
    for name in ("width", "max_bytes", "background", "qr"):
        assert f'aria-describedby="wrong-{name}"' in page.text, name
        assert page.text.count(f'id="wrong-{name}"') == 1, name
    assert 'aria-describedby="wrong-width" autofocus' in page.text


def test_what_another_way_of_fitting_left_behind_is_no_error(home: Home, admin: Browser) -> None:
    left = {**story(home), "bleed": "3", "shown_width": "400", "dpi": "none"}
    assert admin.post("/channels/social/presets/story", left).location == "/channels"
    assert preset(home, "social", "story").bleed == 0


def test_the_preview_is_a_whole_page_where_no_script_runs(home: Home, admin: Browser) -> None:
    sent = {"csrf_token": admin.token, **story(home), "width": "900"}
    address = "/channels/social/presets/story/preview"
    part = admin.client.post(address, data=sent, headers={"HX-Request-Type": "partial"}).text
    whole = admin.client.post(address, data=sent).text
    for text in (part, whole):
        assert '<span class="big-figure">1</span>' in text
    assert "<html" in whole
    assert "<html" not in part
    assert 'name="width" value="900"' in whole
