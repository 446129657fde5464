"""Conditions of a request (RFC 9110, 13): has the client these bytes already, and may a range go on from them?"""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def http_date(moment: datetime) -> str:
    """Return a moment as HTTP writes it, to the second."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_not_modified(
    etag: str, modified_at: datetime, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Tell whether 304 answers. `If-None-Match` wins; a date that cannot be read is no condition."""
    if if_none_match is not None:
        tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        return "*" in tags or etag in tags
    since = _read_date(if_modified_since)
    return since is not None and modified_at.replace(microsecond=0) <= since


def is_as_expected(
    etag: str, modified_at: datetime, if_match: str | None, if_unmodified_since: str | None
) -> bool:
    """Tell whether the client still means this file; 412 when not. `If-Match` wins, and weak tags never match."""
    if if_match is not None:
        tags = [tag.strip() for tag in if_match.split(",")]
        return "*" in tags or etag in tags
    since = _read_date(if_unmodified_since)
    return since is None or modified_at.replace(microsecond=0) <= since


def is_range_current(etag: str, modified_at: datetime, if_range: str | None) -> bool:
    """Tell whether `If-Range` lets the range be answered; a weak tag never does."""
    if if_range is None:
        return True
    if if_range.startswith(('"', "W/")):
        return if_range.strip() == etag
    return _read_date(if_range) == modified_at.replace(microsecond=0)


def _read_date(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
