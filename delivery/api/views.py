"""What the API shows: assets, versions and renditions as plain JSON values, times in RFC 3339, places of capture never."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dam.assets.views import AssetView, Rights, VersionView
from dam.clock import rfc3339
from delivery.urls import immutable_url, stable_url
from renditions.catalogue.channels import ChannelView, PresetView
from renditions.catalogue.models import Rendition
from renditions.catalogue.parts import PartFile
from renditions.tracks import locale_of

JsonObject = dict[str, object]


def when(moment: datetime | None) -> str | None:
    """Write a moment as RFC 3339 with Z, or null."""
    return None if moment is None else rfc3339(moment)


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the URLs of assets: where the house stands and which presets its channels have."""

    base_url: str
    channels: tuple[ChannelView, ...]

    def of(self, asset: AssetView) -> dict[str, dict[str, str]]:
        """Return the stable URL of every preset by channel; dark until the asset is approved."""
        return {
            channel.name: {
                preset.name: stable_url(self.base_url, channel.name, preset.name, "", asset.id, asset.title)
                for preset in channel.presets
            }
            for channel in self.channels
            if channel.is_enabled
        }


def asset_json(asset: AssetView, links: Links) -> JsonObject:
    """Return an asset as the contract shows it."""
    return {
        "id": asset.id,
        "title": asset.title,
        "description": asset.description,
        "tags": asset.tags,
        "fields": asset.fields,
        "kind": asset.kind,
        "media_type": asset.media_type,
        "status": asset.status,
        "status_reason": asset.status_reason,
        "rights": rights_json(asset.rights),
        "successor_id": asset.successor_id,
        "focal_point": {"x": asset.focal_point.x, "y": asset.focal_point.y},
        "focal_source": asset.focal_source,
        "channel_focal_points": {
            channel: {"x": point.x, "y": point.y} for channel, point in asset.channel_focal_points.items()
        },
        "alt": asset.alt,
        "titles": asset.titles,
        "descriptions": asset.descriptions,
        "is_decorative": asset.is_decorative,
        "width": asset.width,
        "height": asset.height,
        "duration": asset.duration,
        "pages": asset.pages,
        "bytes": asset.bytes,
        "sha256": asset.sha256,
        "colours": asset.colours,
        "filename": asset.filename,
        "version": asset.version,
        "collections": asset.collections,
        "owner": {"id": asset.owner_id, "name": asset.owner_name},
        "brand_id": asset.brand_id,
        "popularity": asset.popularity,
        "is_demo": asset.is_demo,
        "created_at": when(asset.created_at),
        "updated_at": when(asset.updated_at),
        "approved_at": when(asset.approved_at),
        "processing": {
            "state": asset.processing.state,
            "done": asset.processing.done,
            "total": asset.processing.total,
            "errors": asset.processing.errors,
            "percent": asset.processing.percent,
        },
        "urls": links.of(asset),
    }


def rights_json(rights: Rights) -> JsonObject:
    """Return rights as everybody who sees the asset may know them: what was paid is for those who edit it."""
    return {
        "licence": rights.licence,
        "kind": rights.kind,
        "licence_url": rights.licence_url,
        "holder": rights.holder,
        "credit": rights.credit,
        "is_exclusive": rights.is_exclusive,
        "starts_at": when(rights.starts_at),
        "expires_at": when(rights.expires_at),
        "embargo_until": when(rights.embargo_until),
        "channels": rights.channels,
        "territories": rights.territories,
        "purposes": rights.purposes,
        "people": rights.people,
    }


def version_json(version: VersionView) -> JsonObject:
    """Return one original of an asset."""
    return {
        "number": version.number,
        "state": version.state,
        "filename": version.filename,
        "media_type": version.media_type,
        "bytes": version.bytes,
        "sha256": version.sha256,
        "width": version.width,
        "height": version.height,
        "duration": version.duration,
        "pages": version.pages,
        "facts": version.facts,
        "created_by": {"id": version.created_by, "name": version.created_by_name},
        "created_at": when(version.created_at),
        "comment": version.comment,
        "comment_by": version.comment_by,
        "reason": version.reason,
    }


def rendition_json(
    rendition: Rendition, asset: AssetView, base_url: str, tracks: Sequence[PartFile] = ()
) -> JsonObject:
    """Return one file that a channel needs; its stable URL stands from the start, the immutable one once ready.

    `tracks` are the subtitles that players show with it.
    """
    is_ready = rendition.sha256 is not None and rendition.state != "unavailable"
    return {
        "channel": rendition.channel,
        "preset": rendition.preset,
        "variant": rendition.variant,
        "format": rendition.format,
        "state": rendition.state,
        "width": rendition.width,
        "height": rendition.height,
        "bytes": rendition.bytes,
        "media_type": rendition.media_type,
        "upscaled": rendition.upscaled,
        "url": stable_url(
            base_url,
            rendition.channel,
            rendition.preset,
            rendition.variant,
            asset.id,
            asset.title,
            rendition.format,
        ),
        "immutable_url": immutable_url(
            base_url, rendition.channel, str(rendition.sha256), asset.title, rendition.format
        )
        if is_ready
        else None,
        "error": rendition.error,
        "warning": rendition.warning,
        "tracks": [
            {
                "locale": locale_of(track),
                "url": immutable_url(
                    base_url, rendition.channel, track.sha256, track.name.rpartition(".")[0], "vtt"
                ),
            }
            for track in tracks
        ],
        "seconds": rendition.seconds,
    }


def preset_json(preset: PresetView) -> JsonObject:
    """Return a preset; `spec` is what `PUT` takes."""
    return {"name": preset.name, "spec": preset.spec.to_json(), "revision": preset.revision}
