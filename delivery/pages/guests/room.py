"""A share or a portal as its pages see it: what it holds, what may be taken, how it looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dam.sharing.light import Asked
from dam.sharing.taking import Taken


@dataclass(frozen=True, slots=True)
class Group:
    """Assets under one heading; `id` is a collection's, "" where there is no heading."""

    id: str
    title: str
    asset_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Room:
    """`base` is the path of its first page; `holds` tells whether an asset may be seen here now.

    `permit` refuses a file that may not be taken here (`Forbidden`), `what` being "original" or the name of a rendition;
    `take` counts one that is, and refuses when there is none left. `hidden` is how many assets cannot be shown at the moment.
    `has_archive`: everything may be had at once; `left` is how many downloads there are still, None for no limit.
    """

    base: str
    title: str
    message: str
    language: str
    channel: str
    allows: str
    holds: Callable[[Session, str, Asked], bool]
    permit: Callable[[Session, str, str], None]
    take: Callable[[Taken], None]
    groups: tuple[Group, ...] = ()
    hidden: int = 0
    accent: str = ""
    logo_id: str = ""
    takes_files: bool = False
    has_archive: bool = False
    left: int | None = None
    until: str = ""
