"""Editing what people know of an asset, as a merge patch (RFC 7396): a name left out stays, null removes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.etag import require_fresh
from dam.assets.fields import merge_fields
from dam.assets.focal import merge_channel_points, merge_focal_point
from dam.assets.models import Asset
from dam.assets.names import note_unknown
from dam.assets.rights import merge_rights
from dam.assets.rows_to_views import asset_view, view_after_edit
from dam.assets.tags import check_tags, put_tags
from dam.assets.texts import MAX_DESCRIPTION, MAX_TITLE, check_text, merge_alt, merge_texts
from dam.assets.views import AssetView, Rights
from dam.assets.visibility import find_row, require_edit, require_with
from dam.changes import AssetEdited, FocalPointMoved, RightsChanged
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.feed import note_change

Put = Callable[[Session, Asset], tuple[str, ...] | None]
"""Writes one checked value; of tags it returns what they became."""


@dataclass(frozen=True, slots=True)
class Edited:
    """One edit that was written: the asset before and after it, and the names that it changed."""

    before: AssetView
    after: AssetView
    changed: tuple[str, ...]


def edit_asset(
    core: Core, caller: Caller, asset_id: str, patch: Mapping[str, Any], if_match: str | None = None
) -> AssetView:
    """Apply a merge patch over title, description, tags, fields, rights, successor, focal points and alt.

    Wrong or unknown names → `Invalid` with each path; an `if_match` that is not the present etag → `Stale`. A patch
    that changes nothing leaves the revision as it is. When, where and on which channels an approved asset is shown is
    for those who approve (`Forbidden`).
    """
    with core.db.write() as session:
        edited = edit_row(core, session, caller, asset_id, patch, if_match)
        tell_edit(core, session, caller, edited)
        return edited.after


def edit_row(
    core: Core,
    session: Session,
    caller: Caller,
    asset_id: str,
    patch: Mapping[str, Any],
    if_match: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Edited:
    """Do the same inside the caller's transaction, which then tells of it (`tell_edit`); `details` go into the trail."""
    require_somewhere(caller, Action.EDIT_OWN)
    asset = find_row(session, caller, asset_id, to_change=True)
    before = asset_view(session, asset.id)
    return edit_known(core, session, caller, asset, before, patch, if_match, details)


def edit_known(
    core: Core,
    session: Session,
    caller: Caller,
    asset: Asset,
    before: AssetView,
    patch: Mapping[str, Any],
    if_match: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Edited:
    """Do the same with a row that the caller sees, held, and its view as it stands; what is refused has written nothing."""
    require_edit(caller, asset)
    require_fresh(before, if_match, patch)
    puts = _checked(session, before, patch)
    _require_light(caller, asset, before, patch)
    tags = before.tags
    for put in puts:
        kept = put(session, asset)
        tags = tags if kept is None else kept
    after = view_after_edit(before, asset, tags)
    changed = tuple(name for name in WATCHED if getattr(before, name) != getattr(after, name))
    if not changed:
        return Edited(before, before, ())
    asset.revision += 1
    asset.updated_at = core.now()
    note(session, caller, "asset.edited", "asset", asset.id, {"changed": list(changed), **(details or {})})
    note_change(session, asset.id)
    return Edited(before, replace(after, revision=asset.revision, updated_at=asset.updated_at), changed)


def _require_light(caller: Caller, asset: Asset, before: AssetView, patch: Mapping[str, Any]) -> None:
    """When, where and on which channels an approved asset is shown is for those who approve."""
    if asset.status == "approved" and "rights" in patch:
        wanted = merge_rights([], before.rights, patch["rights"])
        if wanted.light != before.rights.light:
            require_with(caller, Action.APPROVE, asset)


def _checked(session: Session, view: AssetView, patch: Mapping[str, Any]) -> list[Put]:
    """Check every name of the patch before any is written, so that the answer lists all that is wrong."""
    errors: list[FieldError] = []
    note_unknown(errors, patch, CHECKS)
    puts: list[Put] = []
    for name, check in CHECKS.items():
        if name in patch:
            try:
                puts.append(check(session, errors, view, patch[name]))
            except Invalid as refusal:
                errors.extend(refusal.errors)
    if errors:
        raise Invalid(errors[0].message, errors)
    return puts


def _title(_session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    """A form that sends back the file name shown as title leaves the title open for what the file says."""
    title = " ".join(check_text(errors, "title", value, MAX_TITLE).split())

    def put(_session: Session, asset: Asset) -> None:
        if title != view.title:
            asset.title = title

    return put


def _description(_session: Session, errors: list[FieldError], _view: AssetView, value: object) -> Put:
    description = check_text(errors, "description", value, MAX_DESCRIPTION)
    return lambda _session, asset: setattr(asset, "description", description)


def _tags(_session: Session, errors: list[FieldError], _view: AssetView, value: object) -> Put:
    if value is not None and not isinstance(value, list | tuple):
        errors.append(FieldError("tags", f"tags is a list of texts, and {type(value).__name__} came."))
        value = None
    tags = check_tags(value or ())
    return lambda session, asset: put_tags(session, asset.id, tags)


def _fields(session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    merged = merge_fields(session, errors, view.fields, value)
    return lambda _session, asset: setattr(asset, "fields", merged)


def _rights(_session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    rights = merge_rights(errors, view.rights, value)
    return lambda _session, asset: put_rights(asset, rights)


def _successor(session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    """Any other asset: whether it is lit is asked when somebody comes for the one that it follows."""
    if value is not None and (
        value == view.id or not isinstance(value, str) or session.get(Asset, value) is None
    ):
        errors.append(FieldError("successor_id", "successor_id is the id of another asset, or null."))
    return lambda _session, asset: setattr(asset, "successor_id", value)


def put_rights(asset: Asset, rights: Rights) -> None:
    """Write rights onto the row."""
    asset.licence, asset.rights_holder = rights.licence, rights.holder
    asset.rights_starts_at, asset.rights_ends_at = rights.starts_at, rights.expires_at
    asset.rights_channels, asset.rights_territories = list(rights.channels), list(rights.territories)
    asset.rights_purposes, asset.embargo_until = list(rights.purposes), rights.embargo_until
    asset.licence_kind, asset.licence_url = rights.kind, rights.licence_url
    asset.licence_cost = rights.cost.amount if rights.cost else ""
    asset.licence_currency = rights.cost.currency if rights.cost else ""
    asset.licence_cost_per = rights.cost.per if rights.cost else ""
    asset.credit_line, asset.is_exclusive, asset.people_shown = (
        rights.credit,
        rights.is_exclusive,
        rights.people,
    )


def _focal_point(_session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    """What a person chooses stays, be it the middle; null leaves the choice to the house again."""
    point = merge_focal_point(errors, view.focal_point, value)

    def put(_session: Session, asset: Asset) -> None:
        asset.focal_x, asset.focal_y = point.x, point.y
        asset.focal_source = "" if value is None else "person"

    return put


def _channel_focal_points(_session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    points = merge_channel_points(errors, view.channel_focal_points, view.focal_point, value)
    columns = {channel: [point.x, point.y] for channel, point in sorted(points.items())}
    return lambda _session, asset: setattr(asset, "channel_focals", columns)


def _alt(_session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    alt = merge_alt(errors, view.alt, value)
    return lambda _session, asset: setattr(asset, "alt", alt)


def _titles(_session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    titles = merge_texts(errors, "titles", view.titles, value, MAX_TITLE)
    return lambda _session, asset: setattr(asset, "titles", titles)


def _descriptions(_session: Session, errors: list[FieldError], view: AssetView, value: object) -> Put:
    descriptions = merge_texts(errors, "descriptions", view.descriptions, value, MAX_DESCRIPTION)
    return lambda _session, asset: setattr(asset, "descriptions", descriptions)


def _decorative(_session: Session, errors: list[FieldError], _view: AssetView, value: object) -> Put:
    """A decorative picture says nothing to those who do not see it; its texts are kept for the day it does."""
    if value is not None and not isinstance(value, bool):
        errors.append(FieldError("is_decorative", "is_decorative is true or false."))
    return lambda _session, asset: setattr(asset, "is_decorative", bool(value))


CHECKS: dict[str, Callable[[Session, list[FieldError], AssetView, Any], Put]] = {
    "title": _title,
    "description": _description,
    "tags": _tags,
    "fields": _fields,
    "rights": _rights,
    "successor_id": _successor,
    "focal_point": _focal_point,
    "channel_focal_points": _channel_focal_points,
    "alt": _alt,
    "titles": _titles,
    "descriptions": _descriptions,
    "is_decorative": _decorative,
}
"""What a patch may name, and what checks it."""

FOCAL = ("focal_point", "channel_focal_points")

WATCHED = (*CHECKS, "focal_source")
"""What an edit may change."""


def tell_edit(core: Core, session: Session, caller: Caller, edited: Edited) -> None:
    """Announce what an edit changed, in its transaction."""
    tell_more_than_words(core, session, caller, edited)
    if changed_words(edited):
        core.announce(session, AssetEdited(edited.after.id))


def tell_more_than_words(core: Core, session: Session, caller: Caller, edited: Edited) -> None:
    """Announce rights and focal points; the words of several assets may be told in one go (`AssetsEdited`)."""
    if "rights" in edited.changed:
        core.announce(session, RightsChanged(edited.after.id, caller.name))
    if set(edited.changed) & set(FOCAL):
        core.announce(session, FocalPointMoved(edited.after.id))


def changed_words(edited: Edited) -> bool:
    """Tell whether anything changed that people search for."""
    return bool(set(edited.changed) - {"rights", "focal_source", *FOCAL})
