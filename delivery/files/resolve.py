"""From a URL to what may be served: the asset's rights and the files that stand ready, read in one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.assets.serving import Light, Servable, light, load_servable
from dam.engagement.comparing.running import UnderTest, find_running
from delivery.files.parse import ImmutableUrl, StableUrl
from renditions.catalogue.ledger import find_rendition, is_only_part, owners_of
from renditions.catalogue.models import Channel, Preset, Rendition, RetiredRendition
from renditions.presets import PresetSpec
from renditions.recipe import MEDIA_TYPES, PART_MEDIA_TYPES

LIBRARY = "admin"
"""The channel of the library's own previews: for people who are signed in, whatever the status."""


@dataclass(frozen=True, slots=True)
class File:
    """One finished file; `modified_at` is when it became what it is. A part belongs to another file and is no fetch by itself."""

    digest: str
    format: str
    media_type: str
    modified_at: datetime
    asset_id: str
    version_id: str
    channel: str
    preset: str
    is_part: bool = False

    @property
    def etag(self) -> str:
        """The strong ETag: the digest of the bytes."""
        return f'"{self.digest}"'


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that is not there: `state` pending, failed or unavailable, and why."""

    format: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """All that a URL can answer with until something changes. `owners` decide whether it may.

    `is_private`: nobody is answered without a signature, a token or a session. `stand_in` is the asset whose picture the
    channel shows where it has none. `comparison` is what runs behind this URL: its answer is for one visitor.
    """

    owners: tuple[Servable, ...] = ()
    files: tuple[File, ...] = ()
    missing: tuple[Missing, ...] = ()
    is_private: bool = False
    stand_in: str = ""
    comparison: UnderTest | None = None

    def light(self, channel: str, territory: str | None, now: datetime) -> Light:
        """Return the brightest answer of all owners: bytes are lit while any approved asset owns them."""
        answers = [light(owner, channel=channel, territory=territory, now=now) for owner in self.owners]
        return min(answers, key=_BRIGHTNESS.index, default=Light.UNKNOWN)

    def owner(self, channel: str, territory: str | None, now: datetime) -> Servable:
        """Return the first owner that is lit, or the first of all."""
        lit = (
            one
            for one in self.owners
            if light(one, channel=channel, territory=territory, now=now) is Light.LIT
        )
        return next(lit, self.owners[0])

    def of(self, owner: Servable) -> "Resolution":
        """Return what this owner has: its own files, so that no answer names another's asset."""
        if len(self.owners) == 1:
            return self
        return replace(
            self, owners=(owner,), files=tuple(file for file in self.files if file.asset_id == owner.asset_id)
        )

    @property
    def asset_ids(self) -> Sequence[str]:
        """The assets whose change makes this resolution stale."""
        return [owner.asset_id for owner in self.owners]


BEFORE_APPROVAL = datetime(2000, 1, 1, tzinfo=UTC)
"""When previews of what was never approved say they were modified: any fixed moment will do."""

_BRIGHTNESS = [Light.LIT, Light.NOT_GRANTED, Light.DARK, Light.UNKNOWN]

_FORMATS = {media_type: format_ for format_, media_type in MEDIA_TYPES.items()}

NOTHING = Resolution()


def resolve(session: Session, url: StableUrl | ImmutableUrl) -> Resolution:
    """Read what a URL names; `NOTHING` when there is no such asset, preset or file."""
    found = _stable(session, url) if isinstance(url, StableUrl) else _immutable(session, url)
    channel = session.get(Channel, url.channel)
    if channel is None:
        return found
    comparison = None
    if isinstance(url, StableUrl) and found.files and not channel.is_private and url.channel != LIBRARY:
        comparison = find_running(session, url.asset_id, url.channel, url.preset)
    return replace(
        found, is_private=channel.is_private, stand_in=channel.fallback_asset_id, comparison=comparison
    )


def _stable(session: Session, url: StableUrl) -> Resolution:
    servable = load_servable(session, url.asset_id)
    channel = session.get(Channel, url.channel)
    preset = session.get(Preset, (url.channel, url.preset))
    if servable is None or channel is None or preset is None or not channel.is_enabled:
        return NOTHING
    spec = PresetSpec.from_json(preset.spec)
    formats = _formats(spec, servable.kind)
    if not _is_planned(session, servable.current_version_id, url):
        waiting = formats if spec.has_size(url.variant) else ()
        return Resolution((servable,), (), tuple(Missing(each, "pending", "") for each in waiting))
    assert servable.current_version_id is not None
    found = _Found(session.get_one(Asset, url.asset_id).updated_at)
    for format_ in formats:
        row = find_rendition(
            session, servable.current_version_id, url.channel, url.preset, url.variant, format_
        )
        if row is not None:
            found.add(row)
        elif spec.has_size(url.variant) and (not url.variant or format_ in spec.formats):
            found.missing.append(
                Missing(format_, "pending", "")
            )  # the preset was edited, and not planned anew yet
    if not found.files and not url.variant and any(each.state == "pending" for each in found.missing):
        place = (session, servable.current_version_id, url)
        found.files += _stands(*place, found.changed_at) or _stood_before(*place)
    return Resolution((servable,), tuple(found.files), tuple(found.missing))


def _stands(session: Session, version_id: str, url: StableUrl, changed_at: datetime) -> list[File]:
    """Return what the preset gave by its words of before, as long as nobody has planned the new ones."""
    where = (
        Rendition.version_id == version_id,
        Rendition.channel == url.channel,
        Rendition.preset == url.preset,
        Rendition.state == "ready",
        Rendition.sha256.is_not(None),
    )
    found = _Found(changed_at)
    for row in session.scalars(sa.select(Rendition).where(*where).order_by(Rendition.updated_at).limit(1)):
        found.add(row)
    return found.files


def _stood_before(session: Session, version_id: str, url: StableUrl) -> list[File]:
    """Return what the preset gave last, for as long as none of its new sizes and formats is ready: no URL knows a gap."""
    where = (
        RetiredRendition.version_id == version_id,
        RetiredRendition.channel == url.channel,
        RetiredRendition.preset == url.preset,
    )
    newest = sa.select(RetiredRendition).where(*where).order_by(RetiredRendition.retired_at.desc()).limit(1)
    return [
        File(
            row.sha256,
            _FORMATS[row.media_type],
            row.media_type,
            row.retired_at,
            row.asset_id,
            row.version_id,
            row.channel,
            row.preset,
        )
        for row in session.scalars(newest)
        if row.media_type in _FORMATS
    ]


def _is_planned(session: Session, version_id: str | None, url: StableUrl) -> bool:
    """Tell whether the job that plans the files of a version has been there for this preset."""
    where = (
        Rendition.version_id == version_id,
        Rendition.channel == url.channel,
        Rendition.preset == url.preset,
    )
    return session.scalar(sa.select(Rendition.id).where(*where).limit(1)) is not None


def _formats(spec: PresetSpec, kind: str) -> tuple[str, ...]:
    """Return a preset's formats in the order of its preference; of a film, the film before its poster."""
    return (*spec.film, *spec.formats) if kind == "video" else (*spec.formats, *spec.film)


@dataclass(slots=True)
class _Found:
    """`changed_at` is the asset's last change: a restored version is older than what clients saw in between."""

    changed_at: datetime
    files: list[File] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def add(self, row: Rendition) -> None:
        """A ready file is served on while its successor is being made."""
        if row.sha256 is None or row.state in ("failed", "unavailable"):
            self.missing.append(Missing(row.format, row.state, row.error or ""))
            return
        self.files.append(
            File(
                row.sha256,
                row.format,
                row.media_type or MEDIA_TYPES[row.format],
                max(row.updated_at, self.changed_at),
                row.asset_id,
                row.version_id,
                row.channel,
                row.preset,
            )
        )


def _immutable(session: Session, url: ImmutableUrl) -> Resolution:
    """Bytes never change, so they were last modified when their owner first went out."""
    servables: dict[str, Servable] = {}
    files = []
    is_part = is_only_part(session, url.digest)
    for owner in owners_of(session, url.digest):
        servable = load_servable(session, owner.asset_id)
        if (
            servable is None
            or owner.channel != url.channel
            or PART_MEDIA_TYPES[url.format] != owner.media_type
        ):
            continue
        servables[servable.asset_id] = servable  # for what was merged, the asset that answers for it
        files.append(
            File(
                url.digest,
                url.format,
                owner.media_type,
                servable.approved_at or BEFORE_APPROVAL,
                servable.asset_id,
                owner.version_id,
                owner.channel,
                owner.preset,
                is_part,
            )
        )
    return Resolution(tuple(servables.values()), tuple(files))
