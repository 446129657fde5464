"""The rights of an asset: from the asset into its form, and from the posted form into a merge patch."""

import hashlib
from datetime import datetime
from typing import Any

from admin_ui.asset_form import asset_id_in, split_tags
from admin_ui.visit import Visit
from dam.assets.cost import PER
from dam.assets.days import check_day, end_of_day, last_day, start_of_day
from dam.assets.licences import KINDS
from dam.assets.rights import PEOPLE
from dam.assets.scopes import PURPOSES
from dam.assets.territories import GROUPS
from dam.assets.views import AssetView
from dam.errors import FieldError

WORDS = ("licence", "licence_url", "holder", "credit", "kind", "people")
"""Fields that are taken as they are typed."""

CHOICES: dict[str, Any] = {
    "kinds": tuple(KINDS),
    "purposes": PURPOSES,
    "people": PEOPLE,
    "per": PER,
    "groups": tuple(GROUPS),
}
"""What the form offers."""


def rights_values(visit: Visit, asset: AssetView) -> dict[str, Any]:
    """Return what the form shows; days are those of the house, and the end is the last day on which rights hold."""
    rights, zone = asset.rights, visit.core.zone
    starts_on = rights.starts_at.astimezone(zone).date() if rights.starts_at else None
    return {
        **{name: getattr(rights, name) for name in WORDS},
        "starts_on": starts_on.isoformat() if starts_on else "",
        "ends_on": _iso(last_day(rights.expires_at, zone)),
        "embargo": rights.embargo_until.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        if rights.embargo_until
        else "",
        "channels": rights.channels,
        "territories": ", ".join(rights.territories),
        "purposes": rights.purposes,
        "is_exclusive": rights.is_exclusive,
        "amount": rights.cost.amount if rights.cost else "",
        "currency": rights.cost.currency if rights.cost else "EUR",
        "per": rights.cost.per if rights.cost else "once",
        "successor": asset.successor_id or "",
    }


def mark_of(asset: AssetView) -> str:
    """Return a short digest of what the form shows, so that nobody saves over what somebody else just wrote."""
    return hashlib.sha256(repr((asset.rights, asset.successor_id)).encode()).hexdigest()[:16]


def typed_values(visit: Visit) -> dict[str, Any]:
    """Return the same from what was posted, so that a form that is refused loses nothing."""
    names = (
        "starts_on",
        "ends_on",
        "embargo",
        "territories",
        "amount",
        "currency",
        "per",
        "successor",
        *WORDS,
    )
    return {
        **{name: visit.text(name) for name in names},
        "channels": visit.texts("channels"),
        "purposes": visit.texts("purposes"),
        "is_exclusive": bool(visit.text("is_exclusive")),
    }


def asset_rights_patch(visit: Visit, asset: AssetView) -> dict[str, Any]:
    """Read the form; what cannot be read goes to the core as it is, which says so: rights never end by a slip.

    A day that is shown as before keeps its very moment, which may lie within the day.
    """
    shown, kept = rights_values(visit, asset), asset.rights
    amount = visit.text("amount").replace(",", ".")
    cost = {"amount": amount, "currency": visit.text("currency"), "per": visit.text("per") or "once"}
    return {
        "rights": {
            **{name: visit.text(name) for name in WORDS},
            "starts_at": kept.starts_at
            if visit.text("starts_on") == shown["starts_on"]
            else _beginning(visit, "starts_on"),
            "expires_at": kept.expires_at
            if visit.text("ends_on") == shown["ends_on"]
            else _end(visit, "ends_on"),
            "embargo_until": kept.embargo_until
            if visit.text("embargo") == shown["embargo"]
            else _moment(visit, "embargo"),
            "channels": visit.texts("channels"),
            "territories": split_tags(visit.text("territories").replace(" ", ",")),
            "purposes": visit.texts("purposes"),
            "is_exclusive": bool(visit.text("is_exclusive")),
            "cost": cost if amount else None,
        },
        "successor_id": asset_id_in(visit.text("successor")) or None,
    }


def _beginning(visit: Visit, name: str) -> object:
    errors: list[FieldError] = []
    day = check_day(errors, name, visit.text(name))
    return visit.text(name) if errors else day and start_of_day(day, visit.core.zone)


def _end(visit: Visit, name: str) -> object:
    errors: list[FieldError] = []
    day = check_day(errors, name, visit.text(name))
    return visit.text(name) if errors else day and end_of_day(day, visit.core.zone)


def _moment(visit: Visit, name: str) -> object:
    """Read a local time of the house, as the browser's own control writes it."""
    text = visit.text(name)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=visit.core.zone) if text else None
    except ValueError:
        return text


def _iso(day: object) -> str:
    return str(day) if day is not None else ""
