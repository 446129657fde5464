"""Making links, leading them elsewhere after they were printed, and retiring them."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require, require_somewhere
from dam.assets.models import Asset
from dam.assets.visibility import require_with
from dam.core import Core
from dam.errors import Conflict, Stale
from dam.feed import note_change
from delivery.links.codes import check_chosen, new_code
from delivery.links.known import Link, link_of, usual_kind
from delivery.links.models import ShortLink
from delivery.links.read import visible_link
from delivery.links.wanted import Check

_DRAWS = 10


def create_link(core: Core, caller: Caller, base_url: str, wanted: Mapping[str, object]) -> Link:
    """Make a link of an asset that the caller may see.

    `wanted` holds `asset_id` and `channel`, and may hold `code` (a word; drawn when absent), `title`, `preset`, `placement`
    (the code itself when absent, so that each link has figures of its own), `campaign`, `kind`, `target`, `fallback` and
    `carries_journey`. A word that is taken → `Conflict`, anything wrong → `Invalid` with each field.
    """
    require_somewhere(caller, Action.MANAGE_LINKS)
    chosen = check_chosen(str(wanted["code"])) if wanted.get("code") else ""
    with core.db.write() as session:
        given = {"asset_id": "", "channel": "", **wanted}
        columns = Check(session, caller, base_url).read(given, "")
        _require_managing(session, caller, str(columns["asset_id"]))
        code = chosen or _draw(session)
        if session.get(ShortLink, code) is not None:
            raise Conflict(f"The code {code} is taken; choose another word.")
        usual = {"kind": usual_kind(str(columns["channel"])), "placement": code}
        row = _new_row(core, caller, code, {**usual, **{key: each for key, each in columns.items() if each}})
        session.add(row)
        _tell(session, caller, "link.created", row, columns)
        return link_of(row)


def edit_link(
    core: Core,
    caller: Caller,
    base_url: str,
    code: str,
    patch: Mapping[str, object],
    if_match: str | None = None,
) -> Link:
    """Change what a code leads to and counts under; every process follows within two seconds.

    A derived code gets its row with its first change. `is_retired` sends people to the fallback, or brings the link back.
    A stale `if_match` (the revision as an entity tag) → `Stale` with both values.
    """
    require_somewhere(caller, Action.MANAGE_LINKS)
    with core.db.write() as session:
        before = visible_link(session, caller, code, to_change=True)
        _require_managing(session, caller, before.asset_id)
        _require_fresh(before, if_match, patch)
        columns = Check(session, caller, base_url).read(_differing(before, patch), before.channel)
        row = session.get(ShortLink, before.code)
        if row is None:
            row = _new_row(core, caller, before.code, _columns_of(before))
            row.revision = 0
            session.add(row)
        for name, value in columns.items():
            setattr(row, name, value)
        if "is_retired" in patch:
            row.retired_at = (row.retired_at or core.now()) if patch["is_retired"] is True else None
        row.revision += 1
        row.updated_at = core.now()
        note_change(session, before.asset_id)
        _tell(session, caller, "link.edited", row, columns)
        return link_of(row)


def retire_link(core: Core, caller: Caller, base_url: str, code: str) -> Link:
    """Let a code lead to its fallback from now on; its figures stay, and it can be brought back."""
    return edit_link(core, caller, base_url, code, {"is_retired": True})


def etag_of(link: Link) -> str:
    """Return the entity tag of a link: its revision."""
    return f'"{link.revision}"'


def _require_managing(session: Session, caller: Caller, asset_id: str) -> None:
    """Raise `Forbidden` unless links of this asset are the caller's to make; of one that is gone, the house's."""
    asset = session.get(Asset, asset_id)
    if asset is None:
        require(caller, Action.MANAGE_LINKS)
    else:
        require_with(caller, Action.MANAGE_LINKS, asset)


def _draw(session: Session) -> str:
    for _ in range(_DRAWS):
        code = new_code()
        if session.get(ShortLink, code) is None:
            return code
    raise Conflict("No code could be drawn; try again.")


def _new_row(core: Core, caller: Caller, code: str, columns: Mapping[str, object]) -> ShortLink:
    empty = {"title": "", "preset": "", "campaign": "", "target": "", "fallback": ""}
    now = core.now()
    return ShortLink(
        **{
            **empty,
            "placement": "",
            "carries_journey": False,
            "revision": 1,
            **columns,
            "code": code,
            "created_by_name": caller.name[:200],
            "created_at": now,
            "updated_at": now,
        }
    )


def _columns_of(link: Link) -> dict[str, object]:
    names = ("asset_id", "channel", "placement", "kind")
    return {name: value for name, value in asdict(link).items() if name in names}


def _differing(link: Link, patch: Mapping[str, object]) -> dict[str, object]:
    """Leave out what stays as it is: an asset in the trash, or gone for good, keeps its links, and they are led elsewhere."""
    present = asdict(link)
    return {name: value for name, value in patch.items() if name not in present or present[name] != value}


def _require_fresh(link: Link, if_match: str | None, patch: Mapping[str, object]) -> None:
    if if_match is None or if_match.strip() == "*":
        return
    if etag_of(link) not in [tag.strip().removeprefix("W/") for tag in if_match.split(",")]:
        present = asdict(link)
        current = {name: present[name] for name in patch if name in present}
        raise Stale(
            f"Somebody changed this link since you read it: it is at {etag_of(link)}, and {if_match.strip()[:80]} came.",
            {"etag": etag_of(link), **current},
            {"etag": if_match.strip()[:80], **patch},
        )


def _tell(
    session: Session, caller: Caller, action: str, row: ShortLink, columns: Mapping[str, object]
) -> None:
    """Tell every process and the trail, in the transaction that changed the row."""
    note_change(session, row.asset_id)
    details = {"asset_id": row.asset_id, "fields": sorted(columns), "target": row.target}
    note(session, caller, action, "link", row.code, details)
