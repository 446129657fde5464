"""Brands: what assets are divided by, each with its own people, marks and questions."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brand_ids import MAIN_BRAND, MAIN_NAME
from dam.accounts.access.models import Brand
from dam.accounts.audit import note
from dam.accounts.caller import Caller, Role
from dam.accounts.policy import Action, places_of, require
from dam.core import Core
from dam.db import read_once, wait_turn
from dam.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from dam.ids import new_id

MARKED = ("unapproved", "restricted")
"""Which assets of a brand can be marked: those not approved yet, and those whose rights name an end, channels or territories."""

MAX_PURPOSES = 30


def create_brand(core: Core, caller: Caller, *, name: str) -> Brand:
    """Add a brand; a name that is taken → `Conflict`."""
    require(caller, Action.MANAGE_PEOPLE)
    row = Brand(id=new_id(), **_usual(), name=_check_name(name), created_at=core.now())
    with core.db.write() as session:
        _require_free(session, row)
        session.add(row)
        note(session, caller, "brand.created", "brand", row.id, {"name": row.name})
    return row


def list_brands(core: Core, caller: Caller) -> list[Brand]:
    """Return the brands in which the caller may see anything, by name; the main one first."""
    with core.db.read() as session:
        return [brand for brand in all_brands(session) if _may_know(caller, brand.id)]


def brands_to_add(core: Core, caller: Caller) -> list[Brand]:
    """Return the brands that the caller may add assets to, the main one first."""
    places = places_of(caller, Action.ADD_ASSET)
    with core.db.read() as session:
        return [brand for brand in all_brands(session) if places.everywhere or brand.id in places.brands]


def get_brand(core: Core, caller: Caller, brand_id: str) -> Brand:
    """Return one brand that the caller may know, else `NotFound`."""
    with core.db.read() as session:
        brand = read_brand(session, brand_id)
    if brand is None or not _may_know(caller, brand_id):
        raise NotFound(f"There is no brand {brand_id[:40]!r}.")
    return brand


def change_brand(core: Core, caller: Caller, brand_id: str, patch: Mapping[str, Any]) -> Brand:
    """Apply a merge patch over name, marks, unmarked_role, mark_text, asks_purpose and purposes."""
    require(caller, Action.MANAGE_PEOPLE)
    checked = _check(patch)
    with core.db.write() as session:
        row = session.get(Brand, brand_id, with_for_update=True)
        if row is None and brand_id == MAIN_BRAND:
            row = _main_brand(core)
            session.add(row)
        if row is None:
            raise NotFound(f"There is no brand {brand_id[:40]!r}.")
        for name, value in checked.items():
            setattr(row, name, value)
        _require_free(session, row)
        note(session, caller, "brand.changed", "brand", row.id, {"changed": sorted(checked)})
    return row


def all_brands(session: Session) -> list[Brand]:
    """Return every brand by name, the main one first."""
    return list(read_once(session, "brands", lambda: _read_brands(session)))


def _read_brands(session: Session) -> list[Brand]:
    rows = list(session.scalars(sa.select(Brand).order_by(sa.func.lower(Brand.name), Brand.id)))
    main = next((row for row in rows if row.id == MAIN_BRAND), None) or _unwritten_main()
    return [main, *(row for row in rows if row.id != MAIN_BRAND)]


def read_brand(session: Session, brand_id: str) -> Brand | None:
    """Return a brand whoever asks, None when there is none."""
    return session.get(Brand, brand_id) or (_unwritten_main() if brand_id == MAIN_BRAND else None)


def brand_to_add(caller: Caller, wanted: str, known: Collection[str]) -> str:
    """Return the brand that a new asset of the caller goes to: the one named, else the main one, else their only one.

    A brand that is not there → `Invalid`, one that is not theirs to add to → `Forbidden`, none named where there are
    several → `Invalid`.
    """
    places = places_of(caller, Action.ADD_ASSET)
    if wanted:
        if wanted not in known:
            raise _refusal("brand", f"There is no brand {wanted[:40]!r}.")
        if not (places.everywhere or wanted in places.brands):
            raise Forbidden("You may not add assets to this brand.")
        return wanted
    if places.everywhere or MAIN_BRAND in places.brands:
        return MAIN_BRAND
    if len(places.brands) == 1:
        return places.brands[0]
    if not places.brands:
        raise Forbidden("You may not add assets to any brand.")
    raise _refusal("brand", f"Name the brand that this asset belongs to: {' or '.join(places.brands)}.")


def _may_know(caller: Caller, brand_id: str) -> bool:
    places = places_of(caller, Action.SEE_APPROVED)
    return places.everywhere or brand_id in places.brands


def _usual() -> dict[str, Any]:
    return {
        "marks": [],
        "unmarked_role": Role.MANAGER.value,
        "mark_text": "",
        "asks_purpose": False,
        "purposes": [],
    }


def _unwritten_main() -> Brand:
    """Return the main brand of a house where nobody has changed it."""
    return Brand(id=MAIN_BRAND, name=MAIN_NAME, **_usual())


def _main_brand(core: Core) -> Brand:
    main = _unwritten_main()
    main.created_at = core.now()
    return main


def _require_free(session: Session, row: Brand) -> None:
    wait_turn(session, "names of brands")
    with session.no_autoflush:
        others = sa.select(Brand.id).where(sa.func.lower(Brand.name) == row.name.lower(), Brand.id != row.id)
        if session.scalar(others) is not None:
            raise Conflict(f"There is a brand called {row.name} already.")


def _check(patch: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(patch) - set(_CHECKS))
    if unknown:
        raise _refusal(unknown[0], f"A brand has no {unknown[0][:40]!r}; it has {', '.join(_CHECKS)}.")
    return {name: _CHECKS[name](value) for name, value in patch.items()}


def _check_name(value: object) -> str:
    return _check_line("name", value, 200, is_needed=True)


def _check_marks(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not set(value) <= set(MARKED):
        raise _refusal("marks", f"marks is a list of {' and '.join(MARKED)}.")
    return [each for each in MARKED if each in value]


def _check_role(value: object) -> str:
    if value not in list(Role):
        raise _refusal("unmarked_role", f"unmarked_role is one of {', '.join(Role)}.")
    return str(value)


def _check_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _refusal("asks_purpose", "asks_purpose is true or false.")
    return value


def _check_purposes(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or len(value) > MAX_PURPOSES:
        raise _refusal("purposes", f"purposes is a list of at most {MAX_PURPOSES} texts.")
    return list(dict.fromkeys(_check_line("purposes", each, 100, is_needed=True) for each in value))


def _check_line(path: str, value: object, most: int, *, is_needed: bool = False) -> str:
    line = " ".join(value.split()) if isinstance(value, str) else None
    if line is None or len(line) > most or (line and not line.isprintable()) or (is_needed and not line):
        least = "1 to" if is_needed else "at most"
        raise _refusal(path, f"{path} has {least} {most} characters on one line.")
    return line


_CHECKS = {
    "name": _check_name,
    "marks": _check_marks,
    "unmarked_role": _check_role,
    "mark_text": lambda value: _check_line("mark_text", value, 80),
    "asks_purpose": _check_flag,
    "purposes": _check_purposes,
}
"""What a patch may name, and what checks it."""


def _refusal(path: str, sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError(path, sentence)])
