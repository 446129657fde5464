"""What a page can show of an asset by one preset: pictures in every format and width, films, tracks, a link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.assets.rows_to_views import title_of
from dam.language.own_names import own_name
from delivery.files.parse import StableUrl
from delivery.pages.locales import text_among, text_in
from delivery.urls import immutable_path, stable_path
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.recipe import MEDIA_TYPES
from renditions.tracks import locale_of, tracks_of

Address = Callable[[str], str]
"""Makes of a path the address that a page may use, signed where it has to be."""

NEWCOMERS = ("avif", "webp")
"""Formats that some browsers cannot draw, the lighter first."""

PLAIN = ("jpeg", "png", "gif")
"""Formats that every browser draws, one of which stands in `src`."""

FILMS = ("hls", "mp4", "webm")
"""In the order in which players try them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture file; `descriptor` says in a `srcset` when it is the right one (`640w`, `2x`, "")."""

    url: str
    width: int
    height: int
    descriptor: str


@dataclass(frozen=True, slots=True)
class Source:
    """Every width of one format, the smallest first."""

    format: str
    media_type: str
    pictures: tuple[Picture, ...]

    @property
    def srcset(self) -> str:
        """The value of the attribute."""
        return ", ".join(f"{each.url} {each.descriptor}".strip() for each in self.pictures)

    @property
    def widest(self) -> int:
        """Pixels of the widest picture that is chosen by width, 0 where none is."""
        return max((each.width for each in self.pictures if each.descriptor.endswith("w")), default=0)


@dataclass(frozen=True, slots=True)
class Film:
    """One film or sound file."""

    url: str
    format: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Track:
    """Subtitles as WebVTT; `label` is the language's own name."""

    url: str
    locale: str
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`type` is picture, video, audio, document (a picture with a link) or file (nothing but a link).

    The last of `sources` is what every browser draws. `alt` is "" where nobody described the picture; `width` and `height`
    are those of what is shown, 0 where it has none.
    """

    type: str
    asset_id: str
    title: str
    alt: str
    alt_locale: str
    width: int
    height: int
    sources: tuple[Source, ...] = ()
    films: tuple[Film, ...] = ()
    tracks: tuple[Track, ...] = ()
    link: str = ""

    @property
    def plain(self) -> Source | None:
        """What stands in `src`."""
        return self.sources[-1] if self.sources else None

    @property
    def picture(self) -> Picture | None:
        """The one picture that stands for all: what stands in `src`, or the poster."""
        return self.plain.pictures[0] if self.plain else None

    @property
    def widest(self) -> int:
        """Pixels of the widest picture that is chosen by width, 0 for none."""
        return max((source.widest for source in self.sources), default=0)


def read_shown(
    session: Session,
    url: StableUrl,
    address: Address,
    locales: Sequence[str],
    known: Sequence[Rendition] | None = None,
) -> Shown | None:
    """Read what stands ready for a preset, or for one size of it; None when nothing does yet.

    `known` are the files of the asset's current version, where they have been read already.
    """
    asset = session.get(Asset, url.asset_id)
    if asset is None:
        return None
    known = renditions_of(session, asset.id, asset.current_version_id) if known is None else known
    rows = [
        row
        for row in known
        if (row.channel, row.preset) == (url.channel, url.preset)
        and url.variant in ("", row.variant)
        and row.sha256 is not None
        and row.state not in ("failed", "unavailable")
    ]
    if not rows:
        return None
    title = text_among(asset.titles, locales) or title_of(asset)
    files = _Files(rows, title, address)
    sources, films = files.sources(), files.films(asset.kind)
    alt, alt_locale = text_in({} if asset.is_decorative else asset.alt, locales)
    type_ = _type(asset.kind, sources, films)
    width, height = files.size(type_, sources)
    return Shown(
        type=type_,
        asset_id=asset.id,
        title=title,
        alt=alt,
        alt_locale=alt_locale,
        width=width,
        height=height,
        sources=sources,
        films=films if type_ in ("video", "audio") else (),
        tracks=files.tracks(session) if type_ == "video" else (),
        link=files.link(type_),
    )


def _type(kind: str, sources: tuple[Source, ...], films: tuple[Film, ...]) -> str:
    if films:
        return "audio" if all(film.format == "mp3" for film in films) else "video"
    if not sources:
        return "file"
    return "document" if kind == "document" else "picture"


@dataclass(frozen=True, slots=True)
class _Files:
    """The rows of one preset and how their files are named."""

    rows: Sequence[Rendition]
    title: str
    address: Address

    def sources(self) -> tuple[Source, ...]:
        there = {row.format for row in self.rows}
        plain = next((each for each in (*PLAIN, *reversed(NEWCOMERS)) if each in there), None)
        formats = [
            *(each for each in NEWCOMERS if each in there and each != plain),
            *([plain] if plain else []),
        ]
        return tuple(Source(each, MEDIA_TYPES[each], self._pictures(each)) for each in formats)

    def _pictures(self, format_: str) -> tuple[Picture, ...]:
        rows = sorted((row for row in self.rows if row.format == format_), key=lambda row: row.width or 0)
        by_width = {row.width or 0: row for row in reversed(rows)}
        sized = [by_width[width] for width in sorted(by_width)]
        return tuple(
            Picture(self._url(row), row.width or 0, row.height or 0, _descriptor(row, len(sized)))
            for row in sized
        )

    def films(self, kind: str) -> tuple[Film, ...]:
        formats = {"video": FILMS, "audio": ("mp3",)}.get(kind, ())
        rows = {row.format: row for row in self.rows}
        return tuple(Film(self._url(rows[each]), each, MEDIA_TYPES[each]) for each in formats if each in rows)

    def tracks(self, session: Session) -> tuple[Track, ...]:
        by_film = tracks_of(session, self.rows[0].asset_id)
        found = {
            part.sha256: Track(
                self.address(immutable_path(row.channel, part.sha256, part.name.rpartition(".")[0], "vtt")),
                locale_of(part),
                own_name(locale_of(part)),
            )
            for row in self.rows
            for part in by_film.get((row.channel, row.sha256), ())
        }
        return tuple(found.values())

    def size(self, type_: str, sources: tuple[Source, ...]) -> tuple[int, int]:
        """A film's own size, else that of the picture in `src`."""
        if type_ in ("audio", "file"):
            return 0, 0
        wanted = FILMS if type_ == "video" else ()
        film = next((row for row in self.rows if row.format in wanted and row.width and row.height), None)
        if film is not None:
            return film.width or 0, film.height or 0
        return (sources[-1].pictures[0].width, sources[-1].pictures[0].height) if sources else (0, 0)

    def link(self, type_: str) -> str:
        """A document's link leads to its PDF, else to its largest picture; that of a file to itself."""
        if type_ not in ("document", "file"):
            return ""
        best = max(self.rows, key=lambda row: (row.format == "pdf", row.format in PLAIN, row.width or 0))
        return self._url(best)

    def _url(self, row: Rendition) -> str:
        path = stable_path(row.channel, row.preset, row.variant, row.asset_id, self.title, row.format)
        return self.address(path)


def _descriptor(row: Rendition, many: int) -> str:
    if many == 1:
        return ""
    return row.variant if row.variant.endswith("x") else f"{row.width}w"
