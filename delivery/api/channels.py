"""Channels over the API."""

from typing import TypedDict, cast

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require, require_somewhere
from dam.core import Core
from dam.errors import Conflict
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import BY_LOCALE, FLAG, SHORT_TEXT, Schema, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, preset_json
from renditions.catalogue.channels import (
    ChannelView,
    delete_channel,
    get_channel,
    list_channels,
    save_channel,
)

CHANGED: dict[str, Schema] = {
    "title": BY_LOCALE,
    "is_enabled": FLAG,
    "is_private": FLAG,
    "fallback_asset_id": {"type": "string", "maxLength": 32},
}
NEW = some_of({"name": SHORT_TEXT, **CHANGED}, required=("name",))
CHANGES = some_of(CHANGED)


class Changes(TypedDict, total=False):
    """What a body says of a channel; what is absent stays as it is."""

    title: dict[str, str]
    is_enabled: bool
    is_private: bool
    fallback_asset_id: str


def channel_json(channel: ChannelView) -> JsonObject:
    """Return a channel with its presets."""
    return {
        "name": channel.name,
        "title": channel.title,
        "is_enabled": channel.is_enabled,
        "is_private": channel.is_private,
        "fallback_asset_id": channel.fallback_asset_id,
        "presets": [preset_json(preset) for preset in channel.presets],
    }


def read_channels(core: Core, caller: Caller) -> list[ChannelView]:
    """Return every channel to anybody who may see assets."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return list_channels(session)


def read_channel(core: Core, caller: Caller, name: str) -> ChannelView:
    """Return one channel."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return get_channel(session, name)


async def list_all(call: Call) -> Response:
    """Return every channel, the disabled ones included."""
    return short_list_answer(call, [channel_json(channel) for channel in await call.run(read_channels)])


async def add(call: Call) -> Response:
    """Add a channel without presets."""
    body = await call.json()
    name = str(body["name"])
    require(call.caller, Action.EDIT_PRESETS)
    if any(channel.name == name for channel in await call.run(read_channels)):
        raise Conflict(f"There is already a channel {name}.")
    return json_answer(channel_json(await call.run(save_channel, name, **_changes(body))), 201)


async def read(call: Call) -> Response:
    """Return one channel."""
    return json_answer(channel_json(await call.run(read_channel, call.path("channel"))))


async def change(call: Call) -> Response:
    """Change the title of a channel, switch it on or off, or make it private or public.

    Files of a private channel are for signed URLs, tokens and sessions; every process follows within two seconds.
    `fallback_asset_id` names the asset whose picture stands in, marked `Vitrine-Fallback`, where a stable URL of the
    channel would answer 410, 415, 422 or 451; an empty text takes it away.
    """
    changes = _changes(await call.json())
    channel = await call.run(read_channel, call.path("channel"))
    saved = await call.run(save_channel, channel.name, **changes)
    return json_answer(channel_json(saved))


async def delete(call: Call) -> Response:
    """Remove a channel with its presets."""
    await call.run(delete_channel, call.path("channel"))
    return empty_answer()


def _changes(body: JsonObject) -> Changes:
    """Take what the body says; its shape has been checked."""
    return cast(Changes, {name: body[name] for name in CHANGED if name in body})


OPERATIONS = (
    Operation(
        "GET",
        "/channels",
        list_all,
        "Channels",
        "List channels and presets",
        {200: page_of("Channel")},
        query=SHORT_LIST,
    ),
    Operation(
        "POST",
        "/channels",
        add,
        "Channels",
        "Add a channel",
        {201: ref("Channel")},
        body=NEW,
        problems=(400, 403, 409),
    ),
    Operation(
        "GET",
        "/channels/{channel}",
        read,
        "Channels",
        "Read a channel",
        {200: ref("Channel")},
        problems=(404,),
    ),
    Operation(
        "PATCH",
        "/channels/{channel}",
        change,
        "Channels",
        "Change a channel's title or switches",
        {200: ref("Channel")},
        body=CHANGES,
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "DELETE",
        "/channels/{channel}",
        delete,
        "Channels",
        "Remove a channel with its presets",
        {204: None},
        problems=(403, 404, 409),
    ),
)
