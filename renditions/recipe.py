"""A recipe: one transformation as a plain value, with a text form, a value form and a digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

from dam.errors import Invalid, NotRenderable
from renditions import reasons
from renditions.geometry import FocalPoint, Frame, Size, cover, fit_inside, fit_width
from renditions.limits import MOST_MEZZANINE_SHARE
from renditions.paper import Sheet, cover_page
from renditions.qr import Overlay

Fit = Literal["width", "inside", "cover", "page"]
"""`width`: all of it, at most so wide. `inside`: all of it, in a turned box. `cover`: exactly so large, cropped.
`page`: a sheet of paper, cropped, at most `dpi`; its size is in millimetres."""

Format = Literal["jpeg", "png", "webp", "avif", "tiff", "gif", "pdf", "mp4", "webm", "hls", "mp3"]

FORMATS: tuple[str, ...] = get_args(Format)

MEDIA_TYPES: dict[str, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "tiff": "image/tiff",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "hls": "application/vnd.apple.mpegurl",
    "mp3": "audio/mpeg",
}

PART_MEDIA_TYPES = {**MEDIA_TYPES, "vtt": "text/vtt"}
"""The same by the ending of any file that a rendition may consist of."""

SLOW_FORMATS = frozenset({"mp4", "webm", "hls", "mp3"})
"""What takes minutes to make, not moments."""

ENGINE = 2
"""Raise it when the pipelines make visibly other files of the same recipe: every file is then made anew."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to make: `width` × `height` in pixels (millimetres for `page`, height 0 for `width`).

    `quality` is on the format's own scale, `max_bytes` 0 for no limit, `dpi` and `bleed` (millimetres) for paper,
    `style` a codec's profile (`progressive`, `cmyk`, `signage` …). Only crops keep a focal point, so that moving it
    touches nothing else. `background` (RRGGBB, "" for white) lies under what is transparent where the format knows no
    transparency; `chroma` is "444" for colour at full resolution, "420", or "" where the picture decides. `metadata`
    names the policy of `renditions.image.embedded` ("" for the usual one). `motion` 1 keeps moving what moves, for at
    most `seconds` (0: all). `sound` is "" (−16 LUFS), "broadcast" (−23 LUFS) or "none"; `subtitles` (in a preset's wish: the language) the SHA-256 of the
    WebVTT file that is burnt in; `qr` the text form of a `renditions.qr.Overlay`.
    """

    format: str
    fit: Fit
    width: int
    height: int = 0
    focal: FocalPoint | None = None
    quality: int = 0
    max_bytes: int = 0
    dpi: int = 0
    style: str = ""
    background: str = ""
    chroma: str = ""
    metadata: str = ""
    motion: int = 0
    seconds: int = 0
    bleed: int = 0
    sound: str = ""
    subtitles: str = ""
    qr: str = ""

    def focused(self, focal: FocalPoint) -> "Recipe":
        """Return the recipe for an original with this focal point."""
        return replace(self, focal=focal) if self.fit in ("cover", "page") else self

    def addressed(self, asset_id: str) -> "Recipe":
        """Return the recipe for one asset: its id stands in the address of the QR code, where there is one."""
        return replace(self, qr=Overlay.from_text(self.qr).about(asset_id).to_text()) if self.qr else self

    def subtitled(self, by_locale: Mapping[str, str]) -> "Recipe":
        """Return the recipe for one asset: `subtitles` names the language no more but the file of it, "" for none."""
        return replace(self, subtitles=by_locale.get(self.subtitles, "")) if self.subtitles else self

    @property
    def sheet(self) -> Sheet:
        """The paper of a `page`."""
        return Sheet(Size(self.width, self.height), self.bleed)

    def frame(self, original: Size) -> Frame:
        """Return what it shows of an original of this size; `NotRenderable` when the original is too small."""
        focal = self.focal or FocalPoint()
        if self.fit == "width":
            frame = fit_width(original, self.width)
            if self.style == "mezzanine" and frame.scale > MOST_MEZZANINE_SHARE:
                raise NotRenderable(reasons.NO_MEZZANINE)
            return frame
        if self.fit == "inside":
            return fit_inside(original, Size(self.width, self.height))
        if self.fit == "cover":
            return cover(original, Size(self.width, self.height), focal)
        return cover_page(original, self.sheet, self.dpi, focal)

    def to_json(self) -> dict[str, Any]:
        """Return the value form: only what differs from the defaults, in the order of the fields."""
        value = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }
        return value | ({"focal": asdict(self.focal)} if self.focal else {})

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Recipe":
        """Read the value form back."""
        focal = value.get("focal")
        return cls(**{**value, "focal": FocalPoint(**focal) if focal else None})

    def to_text(self) -> str:
        """Return the canonical text: `format:jpeg,fit:cover,width:1080,height:1350,focal:0.5x0.3,quality:82`."""
        parts = {**self.to_json(), **({"focal": f"{self.focal.x}x{self.focal.y}"} if self.focal else {})}
        return ",".join(f"{name}:{value}" for name, value in parts.items())

    @classmethod
    def from_text(cls, text: str) -> "Recipe":
        """Read the text form back; anything else → `Invalid`."""
        try:
            parts: dict[str, Any] = dict(part.split(":", 1) for part in text.split(","))
            numbers = {name: int(parts[name]) for name in _NUMBERS & parts.keys()}
            if "focal" in parts:
                x, y = parts["focal"].split("x")
                parts["focal"] = {"x": float(x), "y": float(y)}
            recipe = cls.from_json(parts | numbers)
        except (ValueError, TypeError) as error:
            raise Invalid(f"Expected a recipe like format:webp,fit:width,width:640, got {text!r}.") from error
        if recipe.to_text() != text or recipe.format not in FORMATS or recipe.fit not in get_args(Fit):
            raise Invalid(f"Expected a recipe in its canonical form, got {text!r}.")
        return recipe

    def digest(self, original: str) -> str:
        """Name all that decides the file: this recipe, the engine and the SHA-256 of the original."""
        return hashlib.sha256(f"{ENGINE}\n{self.to_text()}\n{original}".encode()).hexdigest()


_NUMBERS = {"width", "height", "quality", "max_bytes", "dpi", "motion", "seconds", "bleed"}
