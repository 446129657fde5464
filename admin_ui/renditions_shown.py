"""The renditions of an asset as its page shows them, by channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin_ui.visit import Visit
from dam.assets.views import AssetView
from delivery.files.parse import StableUrl
from delivery.pages.embed import markup_of, usual_sizes
from delivery.pages.shown import read_shown
from delivery.urls import stable_url
from renditions.catalogue.channels import LIBRARY, ChannelView, list_channels
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.catalogue.parts import parts_of
from renditions.told import sentences_of


@dataclass(frozen=True, slots=True)
class RenditionLine:
    """One file: what it is, how far it is, where it is fetched."""

    name: str
    preset: str
    variant: str
    format: str
    state: str
    dimensions: str
    bytes: int | None
    is_upscaled: bool
    seconds: float | None
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class EmbedCode:
    """The markup that shows what a preset gives on somebody else's page."""

    preset: str
    markup: str


@dataclass(frozen=True, slots=True)
class ChannelLines:
    """The files of one channel; `impossible` names, by its reason, what this original cannot give; `note` is true of all.

    A channel that `is_private` has no `codes`: its addresses need a signature.
    """

    name: str
    title: str
    lines: list[RenditionLine]
    impossible: dict[str, list[str]]
    ready: int
    note: str
    is_private: bool
    codes: list[EmbedCode]


def name_of(row: Rendition) -> str:
    """Return what people call a file: `web/hero@1600w.avif`."""
    return f"{row.channel}/{row.preset}{'@' + row.variant if row.variant else ''}.{row.format}"


def told(visit: Visit, row: Rendition) -> str:
    """Return in the visitor's language why a file is not there, or what should be known of it."""
    return told_note(visit, row.error or row.warning or "")


def told_note(visit: Visit, note: str) -> str:
    """Return a note of the renditions in the visitor's language, sentence by sentence."""
    return " ".join(visit.say(sentence, **values) for sentence, values in sentences_of(note))


def channels_of(visit: Visit) -> list[ChannelView]:
    """Return the channels that people work with: enabled, without the library's own."""
    with visit.core.db.read() as session:
        return [
            channel for channel in list_channels(session) if channel.is_enabled and channel.name != LIBRARY
        ]


def lines_by_channel(visit: Visit, asset: AssetView, channels: Sequence[ChannelView]) -> list[ChannelLines]:
    """Return the files of the current version in the order of channels and presets."""
    with visit.core.db.read() as session:
        rows = renditions_of(session, asset.id, asset.current_version_id)
        weights = {row.id: weight_of(session, row) for row in rows}
    found = []
    for channel in channels:
        order = {preset.name: place for place, preset in enumerate(channel.presets)}
        mine = [row for row in rows if row.channel == channel.name and row.preset in order]
        mine.sort(key=lambda row: (order[row.preset], _size_of(row), row.format))
        lines = [_line(visit, asset, row, weights[row.id]) for row in mine]
        told = _told_by_reason(lines)
        possible = [line for line in lines if line.state not in told]
        if lines:
            found.append(
                ChannelLines(
                    channel.name,
                    visit.speech.text_of(channel.title, channel.name),
                    possible,
                    _impossible(lines, told),
                    sum(line.state == "ready" for line in possible),
                    _common_note(possible),
                    channel.is_private,
                    [] if channel.is_private else _embed_codes(visit, asset, channel, mine),
                )
            )
    return found


def _embed_codes(
    visit: Visit, asset: AssetView, channel: ChannelView, rows: Sequence[Rendition]
) -> list[EmbedCode]:
    """Write the markup of every preset of which something stands ready, described in the visitor's language."""
    base_url = visit.house.settings.base_url
    codes = []
    with visit.core.db.read() as session:
        for preset in channel.presets:
            url = StableUrl(channel.name, preset.name, "", asset.id, "")
            shown = read_shown(session, url, lambda path: base_url + path, [visit.speech.locale], rows)
            if shown is not None:
                codes.append(EmbedCode(preset.name, markup_of(shown, usual_sizes(shown))))
    return codes


def _common_note(lines: Sequence[RenditionLine]) -> str:
    notes = {line.note for line in lines}
    return notes.pop() if len(lines) > 1 and len(notes) == 1 else ""


def _told_by_reason(lines: Sequence[RenditionLine]) -> tuple[str, ...]:
    """Return the states that are told in one sentence; what failed gets its own line only beside what was made."""
    not_made = ("unavailable", "failed")
    return not_made if all(line.state in not_made for line in lines) else ("unavailable",)


def _impossible(lines: Sequence[RenditionLine], told: tuple[str, ...]) -> dict[str, list[str]]:
    """Name presets by the reason they share; the format is told where the preset's other formats fare otherwise."""
    fates: dict[str, set[str]] = {}
    for line in lines:
        fates.setdefault(line.preset, set()).add(line.note if line.state in told else "possible")
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        if line.state in told:
            name = line.preset if len(fates[line.preset]) == 1 else f"{line.preset} {line.format.upper()}"
            found.setdefault(line.note, {})[name] = None
    return {note: list(names) for note, names in found.items()}


def _size_of(row: Rendition) -> int:
    return int(row.variant[:-1]) if row.variant[:-1].isdigit() else 0


def weight_of(session: Session, row: Rendition) -> int | None:
    """A stream weighs what its rungs weigh together; all else is one file."""
    if row.format != "hls" or row.sha256 is None:
        return row.bytes
    return (row.bytes or 0) + sum(part.bytes for part in parts_of(session, row))


def _line(visit: Visit, asset: AssetView, row: Rendition, weight: int | None) -> RenditionLine:
    return RenditionLine(
        name=name_of(row),
        preset=row.preset,
        variant=row.variant,
        format=row.format,
        state=row.state,
        dimensions=f"{row.width}×{row.height}" if row.width and row.height else "",
        bytes=weight,
        is_upscaled=row.upscaled,
        seconds=row.seconds,
        note=told(visit, row),
        url=url_of(visit, asset, row),
    )


def url_of(visit: Visit, asset: AssetView, row: Rendition) -> str:
    """Return the address of a file that always serves the approved version."""
    return stable_url(
        visit.house.settings.base_url,
        row.channel,
        row.preset,
        row.variant,
        asset.id,
        asset.title,
        row.format,
    )
