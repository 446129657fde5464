"""What a preset was before: every save is kept with who and when, and people go back to any of them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require, require_somewhere
from dam.core import Core
from dam.errors import NotFound
from renditions.catalogue.channels import PresetView
from renditions.catalogue.models import Channel, Preset, PresetRevision
from renditions.catalogue.preset_edits import put_preset
from renditions.presets import PresetSpec


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One state of a preset. `saved_by` is "" for what the house brought; `is_current` is the one that holds now.

    `changed` names the settings in which it differs from the revision before, in their order; all that are set in the
    first one.
    """

    revision: int
    spec: PresetSpec
    saved_by: str
    saved_at: datetime
    is_current: bool
    changed: tuple[str, ...]


def list_revisions(core: Core, caller: Caller, channel: str, name: str) -> list[RevisionView]:
    """Return every state of a preset, the newest first, also of one that was removed; `NotFound` for what never was."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        if session.get(Channel, channel) is None:
            raise NotFound(f"There is no channel {channel}.")
        present = session.get(Preset, (channel, name))
        rows = _rows(session, channel, name)
    views: list[RevisionView] = []
    before: dict[str, object] = {}
    for row in rows:
        changed = tuple(key for key in (*before, *row.spec) if before.get(key) != row.spec.get(key))
        views.append(
            RevisionView(
                row.revision,
                PresetSpec.from_json(row.spec),
                row.saved_by_name,
                row.saved_at,
                present is not None and present.revision == row.revision,
                tuple(dict.fromkeys(changed)),
            )
        )
        before = row.spec
    if not views:
        raise NotFound(f"There is no preset {name} in the channel {channel}.")
    return views[::-1]


def roll_back_preset(core: Core, caller: Caller, channel: str, name: str, revision: int) -> PresetView:
    """Go back to an earlier state, or bring a removed preset back; it is saved as a new revision.

    Files that were made by it and retired since are taken up again: nothing is rendered twice. To go back to the
    present state changes nothing. `NotFound` when there is no such revision.
    """
    require(caller, Action.EDIT_PRESETS)
    with core.db.read() as session:
        rows = _rows(session, channel, name)
    wanted = next((row for row in rows if row.revision == revision), None)
    if wanted is None:
        raise NotFound(f"There is no revision {revision} of the preset {channel}/{name}.")
    spec = PresetSpec.from_json(wanted.spec)
    return put_preset(core, caller, channel, name, lambda _before: spec)


def _rows(session: Session, channel: str, name: str) -> list[PresetRevision]:
    """Return the revisions, the oldest first; of a preset that nobody has edited, the one that there is."""
    where = (PresetRevision.channel == channel, PresetRevision.name == name)
    kept = session.scalars(sa.select(PresetRevision).where(*where).order_by(PresetRevision.revision))
    rows = list(kept)
    present = session.get(Preset, (channel, name))
    if present is not None and (not rows or rows[-1].revision != present.revision):
        rows.append(
            PresetRevision(
                channel=channel,
                name=name,
                revision=present.revision,
                spec=present.spec,
                saved_by_name="",
                saved_at=present.updated_at,
            )
        )
    return rows
