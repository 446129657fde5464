"""Whether the library's own picture of a version is there, on its way, or never comes and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renditions.catalogue.channels import LIBRARY
from renditions.catalogue.models import Rendition

State = Literal["ready", "pending", "missing"]


@dataclass(frozen=True, slots=True)
class Preview:
    """`missing` will not come by itself; `reason` says why in one sentence, as `renditions/reasons.py` has it."""

    state: State
    reason: str = ""


def previews_of(session: Session, version_ids: Sequence[str], preset: str) -> dict[str, Preview]:
    """Return the preview of each version that has been planned; the others are not in the answer."""
    query = sa.select(Rendition.version_id, Rendition.state, Rendition.sha256, Rendition.error).where(
        Rendition.version_id.in_(version_ids), Rendition.channel == LIBRARY, Rendition.preset == preset
    )
    files: dict[str, list[Preview]] = defaultdict(list)
    for version_id, state, digest, error in session.execute(query):
        files[version_id].append(_preview(state, digest, error))
    return {version_id: min(found, key=_order) for version_id, found in files.items()}


def _preview(state: str, digest: str | None, error: str | None) -> Preview:
    if digest is not None:
        return Preview("ready")
    return Preview("pending") if state == "pending" else Preview("missing", error or "")


def _order(preview: Preview) -> int:
    """One file of the preset is enough; while one is on its way there is hope."""
    return ("ready", "pending", "missing").index(preview.state)
