"""Assets and versions as plain values: everything that people may see of them, without URLs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dam.assets.licences import purposes_of


@dataclass(frozen=True, slots=True)
class Cost:
    """What a licence costs: a decimal in major units of a currency (ISO 4217), `per` once, year, month, use or piece."""

    amount: str
    currency: str
    per: str = "once"


@dataclass(frozen=True, slots=True)
class Rights:
    """When, where, for what and on which channels an asset may be shown; empty tuples mean no limit.

    `licence` is free text, `kind` one of `dam.assets.licences.KINDS` or "". `territories` are countries, groups and
    exceptions as they were written. `people` is "" (nobody told), `none` or `recognisable`.
    """

    licence: str = ""
    holder: str = ""
    starts_at: datetime | None = None
    expires_at: datetime | None = None
    channels: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    kind: str = ""
    licence_url: str = ""
    cost: Cost | None = None
    purposes: tuple[str, ...] = ()
    credit: str = ""
    is_exclusive: bool = False
    embargo_until: datetime | None = None
    people: str = ""

    @property
    def light(self) -> tuple[object, ...]:
        """What decides whether the asset is lit; licence, holder, cost and credit are words."""
        return (
            self.starts_at,
            self.expires_at,
            self.embargo_until,
            frozenset(self.channels),
            frozenset(self.territories),
            frozenset(purposes_of(self.kind, self.purposes)),
        )


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """The point that every crop keeps, as fractions of width and height from the top left."""

    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True, slots=True)
class Processing:
    """How far the renditions are: `state` is waiting, running, done or failed; `percent` counts parts of files too."""

    state: str
    done: int
    total: int
    errors: tuple[str, ...]
    percent: int = 0


@dataclass(frozen=True, slots=True)
class AssetView:
    """An asset with its current version. `title` is never empty: a file name stands in for a missing one.

    `titles` and `descriptions` say the same in further languages; a decorative one has no text for those who do not see it.

    `successor_id` is the asset to use instead. `focal_source` is "" (nobody chose: the middle), `proposed` (found in the picture) or `person`;
    `channel_focal_points` are those of the channels that do not follow the asset's.
    """

    id: str
    title: str
    description: str
    tags: tuple[str, ...]
    fields: Mapping[str, Any]
    alt: Mapping[str, str]
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    is_decorative: bool
    kind: str
    status: str
    status_reason: str
    rights: Rights
    successor_id: str | None
    focal_point: FocalPoint
    focal_source: str
    channel_focal_points: Mapping[str, FocalPoint]
    filename: str
    media_type: str
    width: int | None
    height: int | None
    duration: float | None
    pages: int | None
    bytes: int
    sha256: str
    colours: tuple[Any, ...]
    version: int
    current_version_id: str
    processing: Processing
    collections: tuple[str, ...]
    owner_id: str
    owner_name: str
    brand_id: str
    ready_channels: tuple[str, ...]
    popularity: int
    last_fetched_at: datetime | None
    is_demo: bool
    revision: int
    created_at: datetime
    updated_at: datetime
    approved_at: datetime | None
    trashed_at: datetime | None

    @property
    def etag(self) -> str:
        """The entity tag of the asset's edits, with its quotes: `"r3"`."""
        return f'"r{self.revision}"'


@dataclass(frozen=True, slots=True)
class VersionView:
    """One original. `facts` is what was read from the file, without the place where it was taken.

    `comment` is what people should know of it, `reason` why a refused one is not wanted.
    """

    id: str
    asset_id: str
    number: int
    state: str
    sha256: str
    bytes: int
    media_type: str
    filename: str
    width: int | None
    height: int | None
    duration: float | None
    pages: int | None
    facts: Mapping[str, Any]
    created_by: str
    created_by_name: str
    created_at: datetime
    comment: str = ""
    comment_by: str = ""
    reason: str = ""

    @property
    def is_current(self) -> bool:
        """Tell whether this is the version that is served."""
        return self.state == "current"
