"""Shares: the list, a new one of what was selected, and one of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.tiles import tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.collections import get_collection
from dam.assets.days import check_day, end_of_day
from dam.assets.read import get_asset
from dam.errors import Conflict, FieldError, Invalid, NotFound, Stale, VitrineError
from dam.sharing.owners import give_share
from dam.sharing.shares import (
    USUAL_LIFE,
    create_share,
    edit_share,
    get_share,
    list_shares,
    revoke_share,
)
from dam.sharing.values import ALLOWS, ShareView
from renditions.catalogue.channels import LIBRARY, list_channels

MOST_TILES = 24
"""Pictures shown of what is shared."""

NAMES = ("title", "message", "channel", "allows", "takes_files", "most_views", "most_downloads", "ends_on")
"""The inputs of the form, but the password, which is never sent back."""


def shares_page(visit: Visit) -> Response:
    """List one's shares, newest first."""
    asked = visit.request.query_params
    page = list_shares(visit.core, visit.caller, cursor=asked.get("cursor") or None)
    return render(visit, "shares.html", {"page": page, "is_first": not asked.get("cursor")})


def new_page(visit: Visit) -> Response:
    """Ask how some assets (`?asset=`, repeated) or a collection are to be shared."""
    asked = visit.request.query_params
    return _ask(visit, asked.getlist("asset"), asked.get("collection", ""), None)


def new_form(visit: Visit) -> Response:
    """Come from a selection, or make the share."""
    asset_ids, collection_id = visit.texts("asset"), visit.text("collection_id")
    if not visit.text("title"):
        return _ask(visit, asset_ids, collection_id, None)
    try:
        share = create_share(visit.core, visit.caller, {**_what(asset_ids, collection_id), **_wishes(visit)})
    except (Invalid, Conflict, NotFound) as error:
        return _ask(visit, asset_ids, collection_id, error)
    return visit.go(f"/shares/{share.code}", visit.say("The share is ready: copy its address and send it."))


def share_page(visit: Visit) -> Response:
    """Show one share: its address, how it is used, what can be changed."""
    return _show(visit, get_share(visit.core, visit.caller, _code(visit)), None)


def change_form(visit: Visit) -> Response:
    """Change a share; a password that is left empty stays as it is."""
    revision = visit.text("revision")
    wishes = _wishes(visit)
    if not wishes["password"] and not visit.text("no_password"):
        wishes.pop("password")
    try:
        edit_share(visit.core, visit.caller, _code(visit), wishes, f'"{revision}"')
    except (Invalid, Stale) as error:
        return _show(visit, get_share(visit.core, visit.caller, _code(visit)), error)
    return visit.go(f"/shares/{_code(visit)}", visit.say("Saved."))


def revoke_form(visit: Visit) -> Response:
    """End a share at once."""
    share = revoke_share(visit.core, visit.caller, _code(visit))
    return visit.go(f"/shares/{share.code}", visit.say("The share has ended; its address is dark."))


def take_over_form(visit: Visit) -> Response:
    """Make a share the visitor's own, so that it goes on with their rights."""
    give_share(visit.core, visit.caller, _code(visit), visit.caller.id)
    return visit.go(f"/shares/{_code(visit)}", visit.say("It is yours now, and goes on with your rights."))


def _ask(visit: Visit, asset_ids: list[str], collection_id: str, error: VitrineError | None) -> Response:
    require_somewhere(visit.caller, Action.SHARE)
    if not asset_ids and not collection_id:
        return visit.go("/", visit.say("Select something first."), is_bad=True)
    assets = [get_asset(visit.core, visit.caller, each) for each in asset_ids[:MOST_TILES]]
    collection = get_collection(visit.core, visit.caller, collection_id) if collection_id else None
    title = collection.name if collection else assets[0].title if len(assets) == 1 else ""
    usual = {
        **dict.fromkeys(NAMES, ""),
        "title": title,
        "channel": "web",
        "allows": "download",
        "ends_on": (visit.core.now() + USUAL_LIFE).astimezone(visit.core.zone).date().isoformat(),
    }
    values: dict[str, Any] = {
        **_choices(visit),
        "asset_ids": asset_ids,
        "collection": collection,
        "tiles": tiles(visit, assets),
        "typed": _typed(visit) if error else usual,
        "sentence": _sentence(visit, error),
    }
    return render(visit, "share_new.html", values, status=status_of(error) if error else 200)


def _show(visit: Visit, share: ShareView, error: VitrineError | None) -> Response:
    assets = [_seen(visit, each) for each in share.asset_ids[:MOST_TILES]]
    ends = share.expires_at and (share.expires_at - timedelta(seconds=1)).astimezone(visit.core.zone).date()
    kept = {
        "title": share.title,
        "message": share.message,
        "channel": share.channel,
        "allows": share.allows,
        "takes_files": "yes" if share.takes_files else "",
        "most_views": str(share.most_views or ""),
        "most_downloads": str(share.most_downloads or ""),
        "ends_on": ends.isoformat() if ends else "",
    }
    values: dict[str, Any] = {
        **_choices(visit),
        "share": share,
        "url": f"{visit.house.settings.base_url}/s/{share.code}",
        "tiles": tiles(visit, [each for each in assets if each]),
        "typed": _typed(visit) if error else kept,
        "sentence": _sentence(visit, error),
    }
    return render(visit, "share.html", values, status=status_of(error) if error else 200)


def _seen(visit: Visit, asset_id: str) -> Any:
    try:
        return get_asset(visit.core, visit.caller, asset_id)
    except NotFound:
        return None


def _choices(visit: Visit) -> dict[str, Any]:
    with visit.core.db.read() as session:
        channels = [each for each in list_channels(session) if each.name != LIBRARY and each.is_enabled]
    return {"channels": channels, "ways": ALLOWS}


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.text(name) for name in NAMES}


def _what(asset_ids: list[str], collection_id: str) -> dict[str, object]:
    return {"collection_id": collection_id} if collection_id else {"asset_ids": asset_ids}


def _wishes(visit: Visit) -> dict[str, Any]:
    return {
        "title": visit.text("title"),
        "message": visit.text("message"),
        "channel": visit.text("channel", "web"),
        "allows": visit.text("allows", "download"),
        "takes_files": bool(visit.text("takes_files")),
        "most_views": _number(visit, "most_views"),
        "most_downloads": _number(visit, "most_downloads"),
        "expires_at": _end_of_day(visit),
        "password": visit.text("password"),
    }


def _number(visit: Visit, name: str) -> int | str | None:
    text = visit.text(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text or None


def _end_of_day(visit: Visit) -> datetime | str | None:
    """Return the end of the day given, in the house's zone; what is no day is left to the core to refuse."""
    text = visit.text("ends_on")
    errors: list[FieldError] = []
    day = check_day(errors, "ends_on", text)
    if day is None:
        return text if errors else None
    return end_of_day(day, visit.core.zone)


def _sentence(visit: Visit, error: VitrineError | None) -> str:
    if isinstance(error, Invalid):
        paths = {each.path for each in error.errors}
        told = next((sentence for path, sentence in _sentences(visit).items() if path in paths), "")
        return told or sentence_of(error, visit)
    if isinstance(error, Conflict) and not isinstance(error, Stale):
        return visit.say("Only what is approved and may be shown on this channel now can be shared.")
    return sentence_of(error, visit) if error else ""


def _sentences(visit: Visit) -> Mapping[str, str]:
    return {
        "password": visit.say("The password needs at least 12 characters and must not be an obvious one."),
        "expires_at": visit.say("Choose a day that is still to come."),
        "most_views": visit.say("A limit is a whole number of at least 1."),
        "most_downloads": visit.say("A limit is a whole number of at least 1."),
        "title": visit.say("Give a title of at most 200 characters."),
        "channel": visit.say("Choose one of the list."),
    }


def _code(visit: Visit) -> str:
    return str(visit.request.path_params["code"])
