"""What is known of a code: the link, its asset's rights, and the pages that may be shown of it, read in one snapshot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dam.assets.serving import Light, Servable, light, load_servable
from delivery.links.codes import read_derived
from delivery.links.models import ShortLink
from delivery.urls import EMBED, stable_path
from renditions.catalogue.channels import LIBRARY, ChannelView, list_channels
from renditions.presets import PresetSpec

SHOWN = {"video": ("mp4", "webm"), "audio": ("mp3",)}
"""What a preset has to give so that its page plays a film or a sound; of everything else, a picture."""

PICTURES = ("jpeg", "png", "webp", "avif", "gif")


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it leads and counts; `target` and `fallback` are addresses or empty, `revision` 0 where there is no row."""

    code: str
    asset_id: str
    channel: str
    placement: str
    kind: str
    title: str = ""
    preset: str = ""
    campaign: str = ""
    target: str = ""
    fallback: str = ""
    carries_journey: bool = False
    revision: int = 0
    created_by: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An asset and where a browser can look at it: channel and path, the best place first."""

    asset: Servable
    ways: tuple[tuple[str, str], ...]

    def way(self, territory: str | None, now: datetime) -> str:
        """Return the path of the first place where its rights let this visitor see it, "" for none."""
        lit = (
            path
            for channel, path in self.ways
            if light(self.asset, channel=channel, territory=territory, now=now) is Light.LIT
        )
        return next(lit, "")


@dataclass(frozen=True, slots=True)
class Known:
    """All that decides where a code leads until something changes; `instead` is shown in the asset's place, best first."""

    link: Link
    shown: Shown | None
    instead: tuple[Shown, ...] = ()

    @property
    def asset_ids(self) -> Sequence[str]:
        """The assets whose change makes this stale."""
        return [self.link.asset_id, *(each.asset.asset_id for each in self.instead)]


def load_known(session: Session, spellings: Iterable[str]) -> Known | None:
    """Read the first of these codes that leads anywhere; None when none does."""
    for code in spellings:
        link = find_link(session, code)
        if link is not None:
            return _known(session, link)
    return None


def find_link(session: Session, code: str) -> Link | None:
    """Return the link of a code: its row, else what a derived code says of an asset that is there."""
    row = session.get(ShortLink, code)
    if row is not None:
        return link_of(row)
    derived = read_derived(code)
    if derived is None or load_servable(session, derived.asset_id) is None:
        return None
    return Link(code, derived.asset_id, derived.channel, derived.placement, usual_kind(derived.channel))


def link_of(row: ShortLink) -> Link:
    """Return a row as a value."""
    return Link(
        row.code,
        row.asset_id,
        row.channel,
        row.placement,
        row.kind,
        row.title,
        row.preset,
        row.campaign,
        row.target,
        row.fallback,
        row.carries_journey,
        row.revision,
        row.created_by_name,
        row.created_at,
        row.updated_at,
        row.retired_at,
    )


def usual_kind(channel: str) -> str:
    """Return how people use a link: they scan what stands on paper and walls, and click elsewhere."""
    return "scan" if channel in ("print", "instore") else "click"


def _known(session: Session, link: Link) -> Known:
    channels = [each for each in list_channels(session) if each.is_enabled and each.name != LIBRARY]
    asset = load_servable(session, link.asset_id)
    stand_in = next((each.fallback_asset_id for each in channels if each.name == link.channel), "")
    others = dict.fromkeys(each for each in (asset and asset.successor_id, stand_in) if each)
    found = (load_servable(session, asset_id) for asset_id in others if asset_id != link.asset_id)
    return Known(
        link,
        None if asset is None else Shown(asset, _ways(asset, link, channels)),
        tuple(Shown(each, _ways(each, link, channels)) for each in found if each is not None),
    )


def _ways(asset: Servable, link: Link, channels: Sequence[ChannelView]) -> tuple[tuple[str, str], ...]:
    """List the link's own preset as a file, then a page of the website, of the link's channel, and of the others."""
    open_ones = [each for each in channels if not each.is_private]
    ranked = sorted(open_ones, key=lambda each: (each.name != "web", each.name != link.channel))
    own = [
        (each.name, stable_path(each.name, link.preset, "", asset.asset_id, asset.title))
        for each in open_ones
        if each.name == link.channel and any(preset.name == link.preset for preset in each.presets)
    ]
    pages = ((each.name, _widest(each, asset.kind)) for each in ranked)
    return (
        *own,
        *(
            (name, f"{stable_path(name, preset, '', asset.asset_id)}{EMBED}?page=1")
            for name, preset in pages
            if preset
        ),
    )


def _widest(channel: ChannelView, kind: str) -> str:
    """Return the preset of a channel that shows this kind of asset largest, "" where none does."""
    wanted = SHOWN.get(kind, PICTURES)
    fitting = [each for each in channel.presets if not set(wanted).isdisjoint(_gives(each.spec, kind))]
    ordered = sorted(fitting, key=lambda each: -max((each.spec.width, *each.spec.widths)))
    return ordered[0].name if ordered else ""


def _gives(spec: PresetSpec, kind: str) -> tuple[str, ...]:
    return spec.film if kind in SHOWN else spec.formats
