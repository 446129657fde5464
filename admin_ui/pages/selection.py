"""What one does with several assets at once: collect, tag, move, throw away."""

from collections.abc import Callable

from starlette.responses import Response

from admin_ui.asset_form import split_tags
from admin_ui.refusals import sentence_of
from admin_ui.visit import Visit
from dam.assets.collections import add_assets, create_collection, remove_assets
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.assets.trash import restore_asset, trash_asset
from dam.errors import VitrineError

MOST = 500
"""Assets in one go: beyond, a person no longer knows what is selected."""


def selection_form(visit: Visit) -> Response:
    """Do the chosen thing with every selected asset, and say how many it worked for."""
    ids = visit.texts("asset")[:MOST]
    if not ids:
        return visit.back("/", visit.say("Select something first."), is_bad=True)
    action = visit.text("action")
    if visit.text("collection") and not action:
        return _collect(visit, visit.text("collection"), ids)
    if action == "new_collection":
        return _collect(
            visit, create_collection(visit.core, visit.caller, name=visit.text("new_collection")).id, ids
        )
    if action == "remove":
        remove_assets(visit.core, visit.caller, visit.text("from_collection"), ids)
        return visit.back("/", visit.say("Taken out of the collection."))
    return _each(visit, ids, _choose(visit, action))


def _choose(visit: Visit, action: str) -> Callable[[str], object]:
    core, caller = visit.core, visit.caller
    tags, status = split_tags(visit.text("tags")), visit.text("status")
    if action == "trash":
        return lambda asset_id: trash_asset(core, caller, asset_id)
    if action == "restore":
        return lambda asset_id: restore_asset(core, caller, asset_id)
    if action == "tag":
        return lambda asset_id: edit_asset(
            core, caller, asset_id, {"tags": [*get_asset(core, caller, asset_id).tags, *tags]}
        )
    return lambda asset_id: move_status(core, caller, asset_id, status)


def _each(visit: Visit, ids: list[str], act: Callable[[str], object]) -> Response:
    refusals: list[VitrineError] = []
    for asset_id in ids:
        try:
            act(asset_id)
        except VitrineError as error:
            refusals.append(error)
    done = len(ids) - len(refusals)
    message = visit.speech.count("%(num)s asset changed.", "%(num)s assets changed.", done)
    if refusals:
        left = visit.speech.count(
            "%(num)s was left as it is:", "%(num)s were left as they are:", len(refusals)
        )
        message = f"{message} {left} {sentence_of(refusals[0], visit)}"
    return visit.back("/", message, is_bad=bool(refusals))


def _collect(visit: Visit, collection_id: str, ids: list[str]) -> Response:
    collection = add_assets(visit.core, visit.caller, collection_id, ids)
    return visit.back("/", visit.say("Added to %(name)s.", name=collection.name))
