"""Presets as people edit them: saved, removed, and each former state kept."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts import audit
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.changes import PresetChanged
from dam.core import Core
from dam.errors import Conflict, NotFound
from dam.feed import EVERYTHING, note_change
from renditions.built_in import BUILT_IN
from renditions.catalogue.channels import LIBRARY, PresetView
from renditions.catalogue.models import Channel, Preset, PresetRevision
from renditions.catalogue.names import check_name
from renditions.presets import PresetSpec

WORDS = ("source", "date")
"""Settings that no URL answers differently for."""


def save_preset(
    core: Core, caller: Caller, channel: str, name: str, spec: PresetSpec | Mapping[str, Any]
) -> PresetView:
    """Add or replace a preset; the files that differ follow in the background, the former state is kept.

    What changes nothing leaves no trace. What changes no file (`source`, `date`, `shown_width`, the order of the
    formats) is a new revision that rebuilds nothing. A `source` that is left out stays what it was; a `date` that is left
    out does too while the files stay the same, and is today otherwise.
    """
    wanted = spec if isinstance(spec, PresetSpec) else PresetSpec.from_json(spec)
    return put_preset(core, caller, channel, name, lambda before: _with_words(before, wanted, core.now()))


def put_preset(
    core: Core,
    caller: Caller,
    channel: str,
    name: str,
    wanted_after: Callable[[PresetSpec | None], PresetSpec],
) -> PresetView:
    """Put exactly the spec that `wanted_after` makes of the former one; see `save_preset`."""
    require(caller, Action.EDIT_PRESETS)
    check_name("name", name)
    with core.db.write() as session:
        if session.get(Channel, channel) is None:
            raise NotFound(f"There is no channel {channel}.")
        row = session.get(Preset, (channel, name), with_for_update=True)
        before = PresetSpec.from_json(row.spec) if row else None
        wanted = wanted_after(before)
        if row is not None and before == wanted:
            return PresetView(name, wanted, row.revision)
        if row is None:
            row = _added(session, channel, name)
        elif before is not None:
            _keep(session, row, "")
        is_carried_through = row.planned_revision == row.revision
        row.spec = wanted.to_json()
        row.revision += 1
        row.updated_at = core.now()
        _keep(session, row, caller.name)
        audit.note(session, caller, "preset.saved", "preset", f"{channel}/{name}"[:64], {"spec": row.spec})
        if before is None or before.makes != wanted.makes:
            core.announce(session, PresetChanged(channel, name))
        elif is_carried_through:
            row.planned_revision = row.revision
        if before is None or _without_words(before) != _without_words(wanted):
            note_change(session, EVERYTHING)
        return PresetView(name, wanted, row.revision)


def delete_preset(core: Core, caller: Caller, channel: str, name: str) -> None:
    """Remove a preset; `NotFound` when there is none of this name. Its revisions are kept, so that it can come back."""
    require(caller, Action.EDIT_PRESETS)
    with core.db.write() as session:
        row = session.get(Preset, (channel, name))
        if row is None:
            raise NotFound(f"There is no preset {name} in the channel {channel}.")
        if channel == LIBRARY and name in _library_presets():
            raise Conflict("The library's own presets can be changed, not removed: its pages need them.")
        _keep(session, row, "")
        session.delete(row)
        audit.note(session, caller, "preset.deleted", "preset", f"{channel}/{name}"[:64], {})
        note_change(session, EVERYTHING)
        core.announce(session, PresetChanged(channel, name))


def _added(session: Session, channel: str, name: str) -> Preset:
    """Add a row that stands last in its channel; one that was removed goes on counting its revisions."""
    position = sa.select(sa.func.max(Preset.position)).where(Preset.channel == channel)
    last = session.scalar(position)
    revision = sa.select(sa.func.max(PresetRevision.revision)).where(
        PresetRevision.channel == channel, PresetRevision.name == name
    )
    row = Preset(
        channel=channel,
        name=name,
        position=0 if last is None else last + 1,
        revision=session.scalar(revision) or 0,
        planned_revision=-1,
    )
    session.add(row)
    return row


def _keep(session: Session, row: Preset, saved_by: str) -> None:
    """Keep the present state of a preset, unless it is kept already."""
    key = (row.channel, row.name, row.revision)
    if session.get(PresetRevision, key) is None:
        session.add(
            PresetRevision(
                channel=row.channel,
                name=row.name,
                revision=row.revision,
                spec=dict(row.spec),
                saved_by_name=saved_by[:200],
                saved_at=row.updated_at,
            )
        )


def _with_words(before: PresetSpec | None, wanted: PresetSpec, now: datetime) -> PresetSpec:
    """Let no size lose where it comes from, and since when."""
    is_as_before = before is not None and before.makes == wanted.makes
    return replace(
        wanted,
        source=wanted.source or (before.source if before else ""),
        date=wanted.date or (before.date if before and is_as_before else now.date().isoformat()),
    )


def _without_words(spec: PresetSpec) -> dict[str, Any]:
    return {name: value for name, value in spec.to_json().items() if name not in WORDS}


def _library_presets() -> Mapping[str, PresetSpec]:
    return next(channel.presets for channel in BUILT_IN if channel.name == LIBRARY)
