"""What the presets of exact size cut out of an asset: crops that follow the focal point."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_ui.visit import Visit
from dam.assets.views import AssetView, FocalPoint
from renditions.catalogue.channels import ChannelView
from renditions.presets import PresetSpec


@dataclass(frozen=True, slots=True)
class Crop:
    """One exact-size preset; `ratio` is width over height, `focal` its channel's own focal point if it has one."""

    channel: str
    title: str
    preset: str
    dimensions: str
    ratio: float
    focal: FocalPoint | None


def crops(visit: Visit, asset: AssetView, channels: Sequence[ChannelView]) -> list[Crop]:
    """Return the exact-size presets, which the focal point steers; none for what has no picture."""
    if asset.kind not in ("image", "video") or not asset.width or not asset.height:
        return []
    return [
        Crop(
            channel.name,
            visit.speech.text_of(channel.title, channel.name),
            preset.name,
            dimensions_of(preset.spec),
            round(preset.spec.width / preset.spec.height, 4),
            asset.channel_focal_points.get(channel.name),
        )
        for channel in channels
        for preset in channel.presets
        if preset.spec.fit == "cover"
    ]


def first_of_channels(crops: Sequence[Crop]) -> list[Crop]:
    """Return one crop of each channel, in their order: whose focal point can be set."""
    return list({crop.channel: crop for crop in reversed(crops)}.values())[::-1]


def dimensions_of(spec: PresetSpec) -> str:
    """Write the size of a preset: `1080×1080`, `640, 1024 px`, `148×210 mm`."""
    if spec.fit == "width":
        return ", ".join(str(width) for width in spec.widths) + "\N{NO-BREAK SPACE}px"
    unit = "\N{NO-BREAK SPACE}mm" if spec.fit == "page" else ""
    return f"{spec.width}×{spec.height}{unit}"
