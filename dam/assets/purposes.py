"""What a download is for: asked where the brand wants it, kept with the download, and reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brands import read_brand
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset, OriginalDownload, Version
from dam.assets.visibility import find_row, within
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.paging import Page, check_limit, read_cursor, write_cursor

MAX_PURPOSE = 200


class PurposeMissing(Invalid):
    """Nobody said what the download is for; `choices` are what the brand offers, none: any text will do."""

    def __init__(self, choices: Sequence[str]) -> None:
        self.choices = tuple(choices)
        offered = f", one of {', '.join(choices)}" if choices else ""
        sentence = f"This brand asks what a download is for: say it as purpose{offered}."
        super().__init__(sentence, [FieldError("purpose", sentence)])


@dataclass(frozen=True, slots=True)
class DownloadFilter:
    """Which downloads to report; empty means all that the caller may see."""

    purpose: str = ""
    caller_id: str = ""
    asset_id: str = ""
    brand_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DownloadLine:
    """Somebody took an original home; `version` is its number, None when it is gone."""

    asset_id: str
    title: str
    brand_id: str
    version: int | None
    caller_id: str
    caller_name: str
    via: str
    purpose: str
    at: datetime


def check_purpose(session: Session, asset: Asset, purpose: str) -> str:
    """Return what a download of this asset is said to be for; where it is asked and not said → `PurposeMissing`."""
    said = " ".join(purpose.split())[:MAX_PURPOSE]
    if not said.isprintable():
        raise Invalid(
            "A purpose is words on one line.", [FieldError("purpose", "A purpose is words on one line.")]
        )
    brand = read_brand(session, asset.brand_id)
    if brand is None or not brand.asks_purpose:
        return said
    if not said or (brand.purposes and said not in brand.purposes):
        raise PurposeMissing(brand.purposes)
    return said


def choices_for(core: Core, caller: Caller, asset_id: str) -> tuple[str, ...] | None:
    """Return what the brand of an asset offers as purposes; None where it does not ask."""
    with core.db.read() as session:
        try:
            check_purpose(session, find_row(session, caller, asset_id), "")
        except PurposeMissing as missing:
            return missing.choices
    return None


def list_taken(
    core: Core,
    caller: Caller,
    wanted: DownloadFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[DownloadLine]:
    """Return who took which originals home and what for, the newest first: for managers, of the assets they manage."""
    require_somewhere(caller, Action.SEE_ALL)
    conditions = _conditions(caller, wanted or DownloadFilter())
    query = (
        sa.select(OriginalDownload, Asset, Version.number)
        .join(Asset, Asset.id == OriginalDownload.asset_id)
        .outerjoin(Version, Version.id == OriginalDownload.version_id)
        .where(*conditions)
    )
    if cursor:
        query = query.where(OriginalDownload.id < read_cursor(cursor, [int])[0])
    counted = sa.select(sa.func.count(OriginalDownload.id)).join(Asset, Asset.id == OriginalDownload.asset_id)
    with core.db.read() as session:
        rows = session.execute(query.order_by(OriginalDownload.id.desc()).limit(check_limit(limit) + 1)).all()
        total = session.scalar(counted.where(*conditions)) or 0
    lines = tuple(_line(download, asset, number) for download, asset, number in rows[:limit])
    following = write_cursor([rows[limit - 1][0].id]) if len(rows) > limit else None
    return Page(lines, total, following)


def _line(download: OriginalDownload, asset: Asset, number: int | None) -> DownloadLine:
    return DownloadLine(
        asset.id,
        asset.title or asset.filename,
        asset.brand_id,
        number,
        download.caller_id,
        download.caller_name,
        download.via,
        download.purpose,
        download.at,
    )


def _conditions(caller: Caller, wanted: DownloadFilter) -> list[sa.ColumnElement[bool]]:
    conditions = [within(caller, Action.SEE_ALL)]
    for column, value in (
        (OriginalDownload.purpose, wanted.purpose),
        (OriginalDownload.caller_id, wanted.caller_id),
        (OriginalDownload.asset_id, wanted.asset_id),
        (Asset.brand_id, wanted.brand_id),
    ):
        if value:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(OriginalDownload.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(OriginalDownload.at < wanted.until)
    return conditions
