"""The channels and presets that every house starts with, each size with its source and the date it was written down."""

from dataclasses import dataclass

from renditions.mezzanine import PRESET as MEZZANINE
from renditions.mezzanine import STYLE
from renditions.presets import PresetSpec

WRITTEN_DOWN = "2026-11-22"
NEGOTIATED = ("avif", "webp", "jpeg")

_SHEETS = {"A4": (210, 297), "A5": (148, 210)}
"""Millimetres, upright; a sheet turns with the picture."""

_BOXES = "ISO 15930-7 (PDF/X-4), with the 3 mm of bleed that most printers ask for; "


@dataclass(frozen=True, slots=True)
class BuiltInChannel:
    """A channel as it is seeded: its name in URLs, a title per language and its presets by name."""

    name: str
    title: dict[str, str]
    presets: dict[str, PresetSpec]


def _page_width(*widths: int, film: bool = False) -> PresetSpec:
    return PresetSpec(
        fit="width",
        widths=widths,
        formats=NEGOTIATED,
        film=("mp4", "hls") if film else (),
        film_style="web" if film else "",
        source="House choice: the usual columns of a page at one and two device pixels",
        date=WRITTEN_DOWN,
    )


def _listen() -> PresetSpec:
    """A preview of a sound that every browser plays, as loud as everything else on the page."""
    return PresetSpec(
        fit="width",
        widths=(1600,),
        film=("mp3",),
        source="AES TD1008: −16 LUFS for what is heard on phones and computers",
        date=WRITTEN_DOWN,
    )


def _loop(width: int) -> PresetSpec:
    """A few seconds without sound, which browsers play by themselves and people see as a picture that moves."""
    return PresetSpec(
        fit="width",
        widths=(width,),
        formats=("webp",),
        film=("mp4", "webm"),
        film_style="loop",
        motion=True,
        seconds=6,
        source="https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Autoplay; as wide as a card, house choice",
        date=WRITTEN_DOWN,
    )


def _network(width: int, height: int, source: str, *, film: bool = False) -> PresetSpec:
    return PresetSpec(
        fit="cover",
        width=width,
        height=height,
        formats=("jpeg",),
        film=("mp4",) if film else (),
        film_style="social" if film else "",
        source=source,
        date=WRITTEN_DOWN,
    )


def _screen(width: int, height: int, source: str) -> PresetSpec:
    return PresetSpec(
        fit="cover",
        width=width,
        height=height,
        formats=("jpeg",),
        quality={"jpeg": 88, "mp4": 20},
        film=("mp4",),
        film_style="signage",
        source=source,
        date=WRITTEN_DOWN,
    )


def _mail(width: int, shown: int, max_bytes: int, source: str) -> PresetSpec:
    return PresetSpec(
        fit="width",
        widths=(width,),
        formats=("jpeg",),
        max_bytes=max_bytes,
        shown_width=shown,
        source=source,
        date=WRITTEN_DOWN,
    )


def _paper(name: str, format_: str, *, dpi: int = 300, style: str = "cmyk", bleed: int = 0) -> PresetSpec:
    width, height = _SHEETS[name]
    return PresetSpec(
        fit="page",
        width=width,
        height=height,
        dpi=dpi,
        formats=(format_,),
        style=style,
        bleed=bleed,
        source=f"ISO 216 ({name}); {_BOXES if bleed else ''}ISO 12647-2, FOGRA39",
        date=WRITTEN_DOWN,
    )


def _library(width: int) -> PresetSpec:
    return PresetSpec(
        fit="width",
        widths=(width,),
        formats=("webp",),
        source="House choice: the library's own pages",
        date=WRITTEN_DOWN,
    )


_MEZZANINE = PresetSpec(
    fit="width",
    widths=(2560,),
    formats=("jpeg",),
    quality={"jpeg": 95},
    style=STYLE,
    chroma="444",
    metadata="all",
    source="House choice: what sizes asked for later are drawn from",
    date=WRITTEN_DOWN,
)

_FEED = "https://help.instagram.com/1631821640426723"
_ADS = "https://www.facebook.com/business/ads-guide"
_OPEN_GRAPH = "https://developers.facebook.com/docs/sharing/webmasters/images"
_DENSITIES = "https://developer.android.com/training/multiscreen/screendensities"

BUILT_IN: tuple[BuiltInChannel, ...] = (
    BuiltInChannel(
        "web",
        {"fr": "Site web", "en": "Website"},
        {
            "thumb": _page_width(320),
            "card": _page_width(640),
            "content": _page_width(1024),
            "hero": _page_width(1600, 2400, film=True),
            "loop": _loop(640),
            "listen": _listen(),
        },
    ),
    BuiltInChannel(
        "app",
        {"fr": "Application mobile", "en": "Mobile app"},
        {
            "card": PresetSpec(
                fit="cover",
                width=360,
                height=360,
                densities=(1, 2, 3),
                formats=("webp", "jpeg"),
                source=_DENSITIES,
                date=WRITTEN_DOWN,
            )
        },
    ),
    BuiltInChannel(
        "social",
        {"fr": "Réseaux sociaux", "en": "Social networks"},
        {
            "square": _network(1080, 1080, _FEED),
            "portrait": _network(1080, 1350, _FEED),
            "story": _network(1080, 1920, _ADS, film=True),
            "link": _network(1200, 630, _OPEN_GRAPH),
        },
    ),
    BuiltInChannel(
        "instore",
        {"fr": "Écrans en magasin", "en": "In-store screens"},
        {
            "landscape": _screen(1920, 1080, "ITU-R BT.709"),
            "portrait": _screen(1080, 1920, "ITU-R BT.709, turned"),
            "landscape-4k": _screen(3840, 2160, "ITU-R BT.2020"),
        },
    ),
    BuiltInChannel(
        "email",
        {"fr": "E-mail", "en": "E-mail"},
        {
            "hero": _mail(
                1200, 600, 200_000, "House choice: a column of 600 px at two device pixels, light for mobile"
            )
        },
    ),
    BuiltInChannel(
        "print",
        {"fr": "Impression", "en": "Print"},
        {
            "a5": _paper("A5", "tiff"),
            "a4": _paper("A4", "tiff"),
            "a5-pdf": _paper("A5", "pdf", bleed=3),
            "a4-pdf": _paper("A4", "pdf", bleed=3),
            "proof": _paper("A5", "pdf", dpi=150, style="proof"),
        },
    ),
    BuiltInChannel(
        "sms",
        {"fr": "SMS", "en": "SMS"},
        {"card": _mail(640, 0, 0, "House choice: the width of a phone, behind a short link")},
    ),
    BuiltInChannel(
        "admin",
        {"fr": "Bibliothèque", "en": "Library"},
        {"thumb": _library(480), "preview": _library(1600), MEZZANINE: _MEZZANINE},
    ),
)
