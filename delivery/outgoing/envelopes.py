"""Events as they are sent: CloudEvents 1.0 in JSON, small and without secrets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.rows_to_views import title_of
from dam.clock import rfc3339
from delivery.outgoing.happenings import Happening, drawn_id
from renditions.catalogue.models import Rendition

Envelope = Mapping[str, Any]


def write_envelope(session: Session, base_url: str, happening: Happening, at: datetime) -> Envelope:
    """Return the event as CloudEvents 1.0 says (structured mode, JSON).

    The data tell how the asset stands while this is written, which may be later than `at`: events are a reason to look.
    """
    data = _asset_data(session, base_url, happening) if happening.asset_id else dict(happening.facts)
    subject = happening.asset_id or "/".join(str(part) for part in data.values() if part)
    return {
        "specversion": "1.0",
        "id": happening.id or drawn_id(happening.type, *_signs(session, happening)),
        "source": base_url,
        "type": happening.type,
        "subject": subject,
        "time": rfc3339(at),
        "datacontenttype": "application/json",
        "data": data,
    }


def _asset_data(session: Session, base_url: str, happening: Happening) -> dict[str, Any]:
    """Id, title, kind, status, version and where to read on; of an asset that is gone for good only its id."""
    asset = session.get(Asset, happening.asset_id)
    url = f"{base_url}/api/v1/assets/{happening.asset_id}"
    if asset is None:
        return {"asset_id": happening.asset_id, "url": url}
    current = session.get(Version, asset.current_version_id) if asset.current_version_id else None
    facts = {name: value for name, value in happening.facts.items() if name != "version_id"}
    return {
        "asset_id": asset.id,
        "title": title_of(asset),
        "kind": asset.kind,
        "status": "trashed" if asset.trashed_at is not None else asset.status,
        "version": current.number if current is not None else None,
        "url": url,
        **_more(session, asset, happening),
        **facts,
    }


def _more(session: Session, asset: Asset, happening: Happening) -> dict[str, Any]:
    """What only this type of event tells."""
    if happening.type.startswith("rights."):
        return {
            "starts_at": _when(asset.rights_starts_at),
            "expires_at": _when(asset.rights_ends_at),
            "channels": asset.rights_channels,
            "territories": asset.rights_territories,
        }
    if happening.type == "asset.version.created":
        version = session.get(Version, str(happening.facts["version_id"]))
        return {"new_version": version.number, "state": version.state} if version is not None else {}
    if happening.type == "rendition.ready":
        return {"channels": asset.ready_channels, "renditions": len(_ready(session, happening))}
    return {}


def _signs(session: Session, happening: Happening) -> Sequence[str]:
    """What makes this event another one than the last of its type: the files that are ready."""
    return [happening.asset_id, str(happening.facts.get("version_id")), *_ready(session, happening)]


def _ready(session: Session, happening: Happening) -> Sequence[str]:
    where = (Rendition.version_id == str(happening.facts.get("version_id")), Rendition.state == "ready")
    digests = session.scalars(sa.select(Rendition.sha256).where(*where).order_by(Rendition.sha256))
    return [digest for digest in digests if digest]


def _when(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment is not None else None
