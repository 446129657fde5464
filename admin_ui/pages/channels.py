"""Channels and presets: cards drawn to scale, and the editor of one preset."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from starlette.responses import Response

from admin_ui.asset_form import asset_id_in
from admin_ui.crops import dimensions_of
from admin_ui.moved_crops import moved_crops
from admin_ui.preset_form import PresetForm, form_of, posted_form, scan_address, spec_of
from admin_ui.preset_inputs import CHOICES, FITS, NUMBERS, OWN_QUALITY, QR_LEVELS, QR_POSITIONS, TEXTS
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require, require_somewhere
from dam.errors import Invalid, NotFound
from renditions.catalogue.channels import (
    LIBRARY,
    ChannelView,
    PresetView,
    get_channel,
    list_channels,
    save_channel,
)
from renditions.catalogue.preset_edits import delete_preset, save_preset
from renditions.catalogue.preview import preview_preset
from renditions.catalogue.revisions import list_revisions, roll_back_preset
from renditions.presets import FILM_FORMATS, STILL_FORMATS, PresetSpec
from renditions.quality import LOOKS, SCALES

LONGEST = 118
"""Pixels of the longest side on a card, for the largest preset there is."""

LARGEST = 3840


@dataclass(frozen=True, slots=True)
class Drawing:
    """A preset drawn to scale: `width` in CSS pixels, `ratio` width over height; `is_open`: its height follows."""

    preset: PresetView
    width: int
    ratio: float
    is_open: bool
    words: str
    formats: str


def channels_page(visit: Visit) -> Response:
    """Show every channel that people work with."""
    return _show_channels(visit)


def _show_channels(visit: Visit, refused: str = "", status: int = 200) -> Response:
    """Show the channels; `refused` is the one whose form was not right, drawn once more as it was typed."""
    require_somewhere(visit.caller, Action.SEE_APPROVED)
    with visit.core.db.read() as session:
        channels = [channel for channel in list_channels(session) if channel.name != LIBRARY]
    cards = [
        {"channel": channel, "drawings": [draw(preset) for preset in channel.presets]} for channel in channels
    ]
    return render(visit, "channels.html", {"cards": cards, "refused": refused, "form": visit}, status=status)


def draw(preset: PresetView) -> Drawing:
    """Draw a preset; sides grow with the square root, so that a phone card and a wall screen fit one page."""
    spec = preset.spec
    width, height = _pixels(spec)
    longest = LONGEST * max(0.3, min(1.0, sqrt(max(width, height) / LARGEST)))
    formats = ", ".join(name.upper() for name in (*spec.formats, *spec.film))
    drawn = longest * min(1.0, width / height)
    return Drawing(
        preset, round(drawn), round(width / height, 4), spec.fit == "width", dimensions_of(spec), formats
    )


def _pixels(spec: PresetSpec) -> tuple[float, float]:
    if spec.fit == "width":
        return max(spec.widths), max(spec.widths) * 2 / 3
    if spec.fit == "page":
        return spec.width / 25.4 * spec.dpi, spec.height / 25.4 * spec.dpi
    return spec.width, spec.height


def channel_form(visit: Visit) -> Response:
    """Add a channel, or change the switches and the stand-in of one."""
    name = visit.request.path_params.get("channel") or visit.text("name").lower()
    switch, has_switches = visit.text("is_enabled"), visit.text("has_switches") == "yes"
    titles = {
        locale: visit.text(f"title_{locale}") for locale in ("fr", "en") if visit.text(f"title_{locale}")
    }
    try:
        save_channel(
            visit.core,
            visit.caller,
            name,
            title=titles or None,
            is_enabled=None if not switch else switch == "yes",
            is_private=visit.text("is_private") == "yes" if has_switches else None,
            fallback_asset_id=asset_id_in(visit.text("fallback_asset")) if has_switches else None,
        )
    except Invalid as error:
        if not any(wrong.path == "fallback_asset_id" for wrong in error.errors):
            raise
        return _show_channels(visit, name, 400)
    return visit.go("/channels", visit.say("Saved."))


def preset_page(visit: Visit) -> Response:
    """Show the editor of one preset, or of a new one."""
    channel, preset = _find(visit)
    name = preset.name if preset else ""
    form = form_of(name, preset.spec if preset else None, scan_address(visit, name))
    return _editor(visit, channel, form, preset)


def preset_form(visit: Visit) -> Response:
    """Save a preset; what is wrong is said beside its input."""
    channel, preset = _find(visit)
    name = preset.name if preset else visit.text("name").lower()
    try:
        save_preset(visit.core, visit.caller, channel.name, name, spec_of(visit))
    except Invalid as error:
        return _editor(visit, channel, posted_form(visit, name, error), preset, status=400)
    return visit.go("/channels", visit.say("Saved. The renditions follow in the background."))


def preview_part(visit: Visit) -> Response:
    """Say what saving would change, while one edits."""
    channel, preset = _find(visit)
    name = preset.name if preset else visit.text("name").lower() or "new"
    try:
        spec = spec_of(visit)
    except Invalid as error:
        form = posted_form(visit, name, error)
        if not visit.is_partial:
            return _editor(visit, channel, form, preset, status=400)
        return render(
            visit,
            "parts/preset_preview.html",
            {"change": None, "drawing": None, "form": form, "channel": channel},
        )
    change = preview_preset(visit.core, visit.caller, channel.name, name, spec)
    values = {
        "change": change,
        "crops": moved_crops(visit, change.crops),
        "drawing": draw(PresetView(name, spec, 0)),
        "form": posted_form(visit, name),
        "channel": channel,
    }
    if not visit.is_partial:
        return _editor(visit, channel, posted_form(visit, name), preset, shown=values)
    return render(visit, "parts/preset_preview.html", values)


def restore_form(visit: Visit) -> Response:
    """Go back to an earlier state of a preset."""
    params = visit.request.path_params
    number = visit.text("revision")
    revision = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    roll_back_preset(visit.core, visit.caller, params["channel"], params["preset"], revision)
    said = visit.say("Restored. The renditions follow in the background.")
    return visit.go(f"/channels/{params['channel']}/presets/{params['preset']}", said)


def delete_form(visit: Visit) -> Response:
    """Remove a preset."""
    params = visit.request.path_params
    delete_preset(visit.core, visit.caller, params["channel"], params["preset"])
    return visit.go("/channels", visit.say("Preset removed."))


def _find(visit: Visit) -> tuple[ChannelView, PresetView | None]:
    require(visit.caller, Action.EDIT_PRESETS)
    params = visit.request.path_params
    with visit.core.db.read() as session:
        channel = get_channel(session, params["channel"])
    if "preset" not in params:
        return channel, None
    preset = next((each for each in channel.presets if each.name == params["preset"]), None)
    if preset is None:
        raise NotFound(f"There is no preset {params['preset'][:40]!r} in the channel {channel.name}.")
    return channel, preset


def _editor(
    visit: Visit,
    channel: ChannelView,
    form: PresetForm,
    preset: PresetView | None,
    status: int = 200,
    shown: Mapping[str, Any] | None = None,
) -> Response:
    """Show the editor; `shown` is what the preview tells, asked for without JavaScript."""
    values: dict[str, Any] = {
        "channel": channel,
        "preset": preset,
        "form": form,
        "fits": FITS,
        "still_formats": STILL_FORMATS,
        "film_formats": FILM_FORMATS,
        "choices": CHOICES,
        "qr_positions": QR_POSITIONS,
        "qr_levels": QR_LEVELS,
        "looks": (*LOOKS, OWN_QUALITY),
        "qualities": SCALES["standard"],
        "more_is_set": any(
            form.values[name] for name in (*CHOICES, *TEXTS[:2], *NUMBERS, "motion", "qr_content", "qr_scan")
        ),
        "drawing": draw(preset) if preset else None,
        "revisions": list_revisions(visit.core, visit.caller, channel.name, preset.name) if preset else [],
        "change": None,
        "setting_words": lambda names: ", ".join(visit.speech.label("preset", name) for name in names),
        **(shown or {}),
    }
    return render(visit, "preset.html", values, status=status)
