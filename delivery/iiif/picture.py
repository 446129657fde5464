"""The picture behind an address: its rights, its original, and how large it is, read in one snapshot."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.serving import Servable, load_servable
from renditions.catalogue.models import Channel
from renditions.geometry import Size
from renditions.zoom.cut import can_be_cut, whole_size

OWN_CHANNEL = "iiif"
"""The channel that governs deep zoom in a house that has one of this name; rights can name it, people can switch it off."""

USUAL_CHANNEL = "web"
"""The channel that governs it otherwise: whoever may be seen on pages may be looked at closely there."""

PRESET = "iiif"
"""Under which name its fetches are counted and its pieces are purged."""

_RIGHTS = re.compile(
    r"https?://(?:www\.)?(creativecommons\.org/(?:licenses|publicdomain)/|rightsstatements\.org/vocab/)"
    r"([A-Za-z0-9./+-]{1,60})"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """The current version of an asset; `whole` is the size in which regions are told, None where nothing can be cut.

    `rights` is the address of a licence that everybody knows, "" where there is none.
    """

    servable: Servable
    channel: str
    is_private: bool
    sha256: str
    media_type: str
    whole: Size | None
    rights: str
    changed_at: datetime


def load_picture(session: Session, asset_id: str) -> Picture | None:
    """Read a picture, whatever its status; None when there is none, or the channel is switched off.

    Of one that is gone for good nothing is left but that it is dark.
    """
    servable = load_servable(session, asset_id)
    channel = session.get(Channel, OWN_CHANNEL) or session.get(Channel, USUAL_CHANNEL)
    if servable is None or channel is None or not channel.is_enabled:
        return None
    version = session.get(Version, servable.current_version_id or "")
    asset = session.get(Asset, asset_id)
    if version is None or asset is None:
        since = servable.approved_at
        return Picture(servable, channel.name, channel.is_private, "", "", None, "", since) if since else None
    return Picture(
        servable,
        channel.name,
        channel.is_private,
        version.sha256,
        version.media_type,
        _whole(servable.kind, version),
        rights_address(f"{asset.licence} {asset.licence_url}"),
        asset.updated_at,
    )


def rights_address(licence: str) -> str:
    """Return the address of a Creative Commons licence or a RightsStatements.org statement in a text, else "" (5.6)."""
    found = _RIGHTS.search(licence)
    return f"http://{found[1]}{found[2].rstrip('.')}" if found else ""


def _whole(kind: str, version: Version) -> Size | None:
    if kind != "image" or not version.width or not version.height or not can_be_cut(version.media_type):
        return None
    return whole_size(version.media_type, Size(version.width, version.height))
