"""Channels with their presets: what is seeded and listed, and channels as people edit them."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts import audit
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.read import get_asset
from dam.changes import PresetChanged
from dam.clock import now
from dam.core import Core
from dam.db import read_once
from dam.errors import Conflict, FieldError, Invalid, NotFound
from dam.feed import EVERYTHING, note_change
from renditions.built_in import BUILT_IN, BuiltInChannel
from renditions.catalogue.models import Channel, Preset
from renditions.catalogue.names import check_name
from renditions.presets import PresetSpec

LIBRARY = "admin"
"""The channel of the library's own pages, which cannot do without it."""


@dataclass(frozen=True, slots=True)
class PresetView:
    """A preset as others see it; `revision` counts its edits."""

    name: str
    spec: PresetSpec
    revision: int


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel with its presets in their order; `title` holds a text per locale.

    Files of a channel that `is_private` are for signed URLs, tokens and sessions only. `fallback_asset_id` is the asset
    whose picture stands in where a stable URL has none to give, "" for none.
    """

    name: str
    title: dict[str, str]
    is_enabled: bool
    presets: tuple[PresetView, ...]
    is_private: bool = False
    fallback_asset_id: str = ""


def seed_built_in(session: Session) -> None:
    """Give an empty catalogue the built-in channels; one that people have begun to edit is theirs.

    Only the library's own presets are added where an earlier release did not know them. Their files come with the next
    work on each version: no start of a new release decodes everything.
    """
    if session.scalar(sa.select(sa.func.count()).select_from(Channel)):
        _add_library_presets(session)
        return
    for position, built_in in enumerate(BUILT_IN):
        session.add(
            Channel(name=built_in.name, title=dict(built_in.title), position=position, updated_at=now())
        )
        session.flush()
        session.add_all(_built_in_presets(built_in))
    session.flush()


def _add_library_presets(session: Session) -> None:
    if session.get(Channel, LIBRARY) is None:
        return
    library = next(channel for channel in BUILT_IN if channel.name == LIBRARY)
    session.add_all(
        preset
        for preset in _built_in_presets(library)
        if session.get(Preset, (preset.channel, preset.name)) is None
    )
    session.flush()


def _built_in_presets(built_in: BuiltInChannel) -> list[Preset]:
    return [
        Preset(
            channel=built_in.name,
            name=name,
            spec=spec.to_json(),
            position=place,
            planned_revision=1,
            updated_at=now(),
        )
        for place, (name, spec) in enumerate(built_in.presets.items())
    ]


def open_channels(session: Session) -> list[str]:
    """Return the names of the channels on which the brand meets people now, in their order."""
    names = sa.select(Channel.name).where(Channel.is_enabled, Channel.name != LIBRARY)
    return list(session.scalars(names.order_by(Channel.position, Channel.name)))


def list_channels(session: Session) -> list[ChannelView]:
    """Return every channel in its order, the disabled ones included."""
    return list(read_once(session, "channels", lambda: _read_channels(session)))


def _read_channels(session: Session) -> list[ChannelView]:
    rows = session.scalars(sa.select(Preset).order_by(Preset.position, Preset.name))
    presets: dict[str, list[PresetView]] = {}
    for row in rows:
        view = PresetView(row.name, PresetSpec.from_json(row.spec), row.revision)
        presets.setdefault(row.channel, []).append(view)
    channels = session.scalars(sa.select(Channel).order_by(Channel.position, Channel.name))
    return [
        ChannelView(
            row.name,
            dict(row.title),
            row.is_enabled,
            tuple(presets.get(row.name, ())),
            row.is_private,
            row.fallback_asset_id,
        )
        for row in channels
    ]


def get_channel(session: Session, name: str) -> ChannelView:
    """Return one channel; `NotFound` when there is none of this name."""
    found = next((channel for channel in list_channels(session) if channel.name == name), None)
    if found is None:
        raise NotFound(f"There is no channel {name}.")
    return found


def save_channel(
    core: Core,
    caller: Caller,
    name: str,
    *,
    title: Mapping[str, str] | None = None,
    is_enabled: bool | None = None,
    is_private: bool | None = None,
    fallback_asset_id: str | None = None,
) -> ChannelView:
    """Add a channel, or change the title or switches of one; what is None stays as it is.

    `Invalid` for a stand-in that the caller does not find in the library.
    """
    require(caller, Action.EDIT_PRESETS)
    check_name("name", name)
    if name == LIBRARY and is_enabled is False:
        raise Conflict(
            "The library's own channel cannot be switched off: its pages would lose their pictures."
        )
    if name == LIBRARY and is_private is not None:
        raise Conflict("The library's own channel is for people who are signed in, and for signed addresses.")
    if fallback_asset_id:
        _require_asset(core, caller, fallback_asset_id)
    with core.db.write() as session:
        row = session.get(Channel, name)
        if row is None:
            last = session.scalar(sa.select(sa.func.max(Channel.position)))
            row = Channel(name=name, title={}, position=0 if last is None else last + 1)
            row.is_enabled, row.is_private, row.fallback_asset_id = True, False, ""
            session.add(row)
        was_enabled, was = row.is_enabled, (row.is_private, row.fallback_asset_id)
        row.title = dict(title) if title is not None else row.title
        row.is_enabled = is_enabled if is_enabled is not None else row.is_enabled
        row.is_private = is_private if is_private is not None else row.is_private
        row.fallback_asset_id = row.fallback_asset_id if fallback_asset_id is None else fallback_asset_id
        row.updated_at = core.now()
        details = {
            "is_enabled": row.is_enabled,
            "is_private": row.is_private,
            "fallback_asset_id": row.fallback_asset_id,
        }
        audit.note(session, caller, "channel.saved", "channel", name, details)
        session.flush()
        if (row.is_private, row.fallback_asset_id) != was:
            note_change(session, EVERYTHING)
        is_hidden = row.is_private and not was[0]  # what edges keep of it has to go
        if row.is_enabled != was_enabled or is_hidden:
            _tell(core, session, name)
        return get_channel(session, name)


def delete_channel(core: Core, caller: Caller, name: str) -> None:
    """Remove a channel with its presets; files that were made go dark with it, immutable URLs excepted.

    That exception is why a private channel has to be opened first: nothing private becomes public by being removed.
    """
    require(caller, Action.EDIT_PRESETS)
    if name == LIBRARY:
        raise Conflict("The library's own channel cannot be removed: its pages would lose their pictures.")
    with core.db.write() as session:
        row = session.get(Channel, name)
        if row is None:
            raise NotFound(f"There is no channel {name}.")
        if row.is_private:
            raise Conflict(
                "The pinned addresses of a removed channel stay, for everybody. Switch this private channel off, "
                "or make it public before it is removed."
            )
        session.execute(sa.delete(Preset).where(Preset.channel == name))
        session.delete(row)
        audit.note(session, caller, "channel.deleted", "channel", name, {})
        _tell(core, session, name)


def _require_asset(core: Core, caller: Caller, asset_id: str) -> None:
    try:
        get_asset(core, caller, asset_id)
    except NotFound:
        wrong = FieldError("fallback_asset_id", "There is no such asset in the library.")
        raise Invalid("The stand-in must be an asset of the library.", [wrong]) from None


def _tell(core: Core, session: Session, channel: str) -> None:
    """Say at once that URLs may answer otherwise now; the files follow in the background."""
    note_change(session, EVERYTHING)
    core.announce(session, PresetChanged(channel, None))
