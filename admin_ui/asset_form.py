"""The editable part of an asset: from the asset into a form, and from the posted form into a merge patch."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from admin_ui.field_form import posted_value
from admin_ui.visit import Visit
from dam.accounts.policy import Action, may_on
from dam.assets.days import check_day, end_of_day, last_day, local_day, start_of_day
from dam.assets.views import AssetView
from dam.clock import rfc3339
from dam.errors import FieldError
from dam.language.catalogue import LOCALES
from dam.metadata.field_groups import list_groups
from dam.metadata.fields import FieldView, list_fields


def can_edit(visit: Visit, asset: AssetView) -> bool:
    """Tell whether to show forms; the core asks again."""
    action = Action.EDIT_OWN if asset.owner_id == visit.caller.id else Action.EDIT_ANY
    return may_on(visit.caller, action, asset.brand_id, asset.collections)


def form_values(visit: Visit, asset: AssetView) -> dict[str, Any]:
    """Return what the form shows; the end of the rights is the last day on which they hold."""
    starts_on, ends_on = shown_days(visit, asset)
    fields = [field for field in _fields(visit) if field.is_for(asset.kind)]
    return {
        "tags": ", ".join(asset.tags),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "fields": fields,
        "groups": _groups(visit, fields),
        "locales": LOCALES,
        "territories": ", ".join(asset.rights.territories),
        "successor": asset.successor_id or "",
    }


def shown_days(visit: Visit, asset: AssetView) -> tuple[str, str]:
    """Return the first and the last day on which the rights hold, as the form shows them; "" for an open end."""
    rights, zone = asset.rights, visit.core.zone
    ends_on = last_day(rights.expires_at, zone)
    return (
        local_day(rights.starts_at, zone).isoformat() if rights.starts_at else "",
        ends_on.isoformat() if ends_on else "",
    )


def _fields(visit: Visit) -> list[FieldView]:
    with visit.core.db.read() as session:
        return list(list_fields(session))


def _groups(visit: Visit, fields: list[FieldView]) -> list[tuple[Mapping[str, str], list[FieldView]]]:
    """Return fields under their headings, those without one first."""
    with visit.core.db.read() as session:
        groups = list_groups(session)
    known = {group.key for group in groups}
    under: list[tuple[Mapping[str, str], list[FieldView]]] = [
        ({}, [field for field in fields if field.group not in known])
    ]
    under += [(group.label, [field for field in fields if field.group == group.key]) for group in groups]
    return [(label, some) for label, some in under if some]


def _shown(visit: Visit) -> list[FieldView]:
    """Return the fields that the form showed: one that was not there is not emptied."""
    shown = set(visit.texts("shown_fields"))
    return [field for field in _fields(visit) if not shown or field.key in shown]


def texts_patch(visit: Visit) -> dict[str, Any]:
    """Read the form of texts, tags and fields."""
    return {
        "title": visit.text("title"),
        "description": visit.text("description"),
        "alt": {locale: visit.text(f"alt_{locale}") or None for locale in LOCALES},
        **_further_texts(visit),
        "tags": split_tags(visit.text("tags")),
        "fields": {field.key: posted_value(visit, field) for field in _shown(visit)},
    }


def _further_texts(visit: Visit) -> dict[str, Any]:
    """Only what the form asked for: a form without these inputs leaves them as they are."""
    if not visit.text("has_languages"):
        return {}
    return {
        "titles": {locale: visit.text(f"title_{locale}") or None for locale in LOCALES},
        "descriptions": {locale: visit.text(f"description_{locale}") or None for locale in LOCALES},
        "is_decorative": bool(visit.text("is_decorative")),
    }


def rights_patch(visit: Visit) -> dict[str, Any]:
    """Read the form of rights; days are those of the house, the last one included."""
    return {
        "rights": {
            "licence": visit.text("licence"),
            "holder": visit.text("holder"),
            **rights_days(visit, visit.text("starts_on"), visit.text("ends_on")),
            "channels": visit.texts("channels"),
            "territories": split_tags(visit.text("territories").replace(" ", ",")),
        },
        "successor_id": asset_id_in(visit.text("successor")) or None,
    }


def rights_days(visit: Visit, starts_on: str, ends_on: str) -> dict[str, str | None]:
    """Return the moments between two days of the house, the last one included.

    What is no day goes to the core as it is, which says so: rights never end by a slip.
    """
    return {
        "starts_at": _edge(starts_on, start_of_day, visit.core.zone),
        "expires_at": _edge(ends_on, end_of_day, visit.core.zone),
    }


def _edge(day: str, edge: Callable[[date, tzinfo], datetime], zone: tzinfo) -> str | None:
    errors: list[FieldError] = []
    found = check_day(errors, "day", day)
    return day or None if errors or found is None else rfc3339(edge(found, zone))


def asset_id_in(address: str) -> str:
    """Return the asset that people mean by its id, or by the address of its page."""
    return address.strip().partition("?")[0].rstrip("/").rpartition("/")[2]


def split_tags(text: str) -> list[str]:
    """Read tags separated by commas or semicolons."""
    return [tag.strip() for tag in text.replace(";", ",").split(",") if tag.strip()]
