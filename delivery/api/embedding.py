"""What is written into the files of each channel, and into originals taken home, over the API."""

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import NotFound
from dam.metadata.embedding.policies import AS_IT_STANDS, ORIGINALS, Policy, list_policies, save_policy
from delivery.api.answers import json_answer
from delivery.api.embedding_schemas import POLICY
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject
from renditions.catalogue.channels import list_channels

CHANGE = some_of(POLICY, required=("words",))


def policy_json(place: str, policy: Policy) -> JsonObject:
    """Return a policy as the API shows it."""
    return {"place": place, "words": policy.words, "has_position": policy.has_position}


def read_policies(core: Core, caller: Caller) -> dict[str, Policy]:
    """Return the policy of originals and of every channel."""
    require(caller, Action.EDIT_PRESETS)
    with core.db.read() as session:
        known = list_policies(session)
        names = [ORIGINALS, *(channel.name for channel in list_channels(session))]
    return {name: known.get(name, AS_IT_STANDS) for name in names}


async def list_all(call: Call) -> Response:
    """Return what is written into files, by channel and for originals."""
    policies = await call.run(read_policies)
    return short_list_answer(call, [policy_json(place, policy) for place, policy in policies.items()])


async def put(call: Call) -> Response:
    """Set what is written; files that are made already are exchanged within minutes, without a pixel touched."""
    body, place = await call.json(), call.path("place")
    if place not in await call.run(read_policies):
        raise NotFound(f"There is no channel {place[:40]!r}.")
    has_position = bool(body.get("has_position"))
    saved = await call.run(save_policy, place, str(body["words"]), has_position=has_position)
    return json_answer(policy_json(place, saved))


OPERATIONS = (
    Operation(
        "GET",
        "/embedding",
        list_all,
        "Channels",
        "List what is written into files",
        {200: page_of("Embedding")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "PUT",
        "/embedding/{place}",
        put,
        "Channels",
        "Set what is written into the files of a channel",
        {200: ref("Embedding")},
        body=CHANGE,
        problems=(400, 403, 404),
    ),
)
