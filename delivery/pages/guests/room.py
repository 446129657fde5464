"""A share or a portal as its pages see it: what it holds, what may be taken, how it looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dam.sharing.light import Asked


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
    `take` counts one that is, told whether it begins or goes on, and refuses when there is none left. `hidden` is how many
    assets cannot be shown at the moment.
    """

    base: str
    title: str
    message: str
    language: str
    channel: str
    allows: str
    holds: Callable[[Session, str, Asked], bool]
    permit: Callable[[Session, str, str], None]
    take: Callable[[str, str, bool], None]
    groups: tuple[Group, ...] = ()
    hidden: int = 0
    accent: str = ""
    logo_id: str = ""
    takes_files: bool = False
    until: str = ""
