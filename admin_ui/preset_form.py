"""A preset as a form: from the spec into its inputs, and from what was posted into a spec."""

from dataclasses import dataclass
from typing import Any

from admin_ui.visit import Visit
from dam.errors import FieldError, Invalid
from renditions.preset_rules import FILM_STYLES, METADATA, STYLES
from renditions.presets import FILM_FORMATS, STILL_FORMATS, PresetSpec
from renditions.quality import FORMATS_WITH_QUALITY

FITS = ("width", "cover", "page")

CHOICES: dict[str, tuple[str, ...]] = {
    "style": STYLES,
    "film_style": FILM_STYLES,
    "chroma": ("", "420", "444"),
    "metadata": METADATA,
    "sound": ("", "broadcast", "none"),
}
"""What is chosen from a list, the usual first."""

TEXTS = ("background", "burn_in", "qr", "source", "date")
NUMBERS = ("seconds", "bleed", "shown_width")
OWN_QUALITY = "own"
"""What the choice of a look says when a number is given for each format."""


def _n(sentence: str) -> str:
    return sentence


SENTENCES = {
    "fit": _n("Choose how the picture fits."),
    "widths": _n("Give at least one width in pixels, each only once."),
    "width": _n("Give a width in whole numbers."),
    "height": _n("Give a height in whole numbers."),
    "densities": _n("Densities are whole numbers from 1 to 4."),
    "dpi": _n("A resolution lies between 72 and 1200 dpi."),
    "formats": _n("Choose at least one format."),
    "film": _n("Choose at least one format."),
    "quality": _n("A quality lies between 1 and 100."),
    "background": _n("A colour is six characters from 0 to 9 and a to f, such as f4f1ea."),
    "chroma": _n("Choose one of the list."),
    "metadata": _n("Choose one of the list."),
    "sound": _n("Choose one of the list."),
    "style": _n("Choose one of the list."),
    "film_style": _n("Choose one of the list."),
    "seconds": _n("Give a length in whole seconds."),
    "bleed": _n("Give a bleed in whole millimetres."),
    "shown_width": _n("Give a width in whole numbers."),
    "burn_in": _n("Give a language such as fr or en."),
    "qr": _n("A QR code needs a content, a place and a size that can be scanned."),
    "max_bytes": _n("A weight limit is at least 10 kB."),
    "name": _n("A name has lower-case letters, digits and hyphens."),
}
"""What is said beside an input that is not right."""


USUAL = PresetSpec("cover", ("jpeg",), width=1080, height=1080)
"""What the form of a new preset starts from."""


@dataclass(frozen=True, slots=True)
class PresetForm:
    """The inputs as texts, so that what was typed wrong is shown again; `errors` by input."""

    name: str
    values: dict[str, Any]
    errors: dict[str, str]


def form_of(name: str, spec: PresetSpec | None) -> PresetForm:
    """Fill the form from a spec, or with what a new preset usually is."""
    spec = spec or USUAL
    values = {
        "fit": spec.fit,
        "width": str(spec.width or ""),
        "height": str(spec.height or ""),
        "widths": ", ".join(map(str, spec.widths)),
        "densities": ", ".join(map(str, spec.densities)),
        "dpi": str(spec.dpi or ""),
        "formats": list(spec.formats),
        "film": list(spec.film),
        "look": spec.quality if isinstance(spec.quality, str) else OWN_QUALITY,
        "quality": {name: str(quality) for name, quality in spec.quality_numbers.items()},
        "max_kilobytes": str(spec.max_bytes // 1000 or ""),
        "motion": spec.motion,
        **{each: getattr(spec, each) for each in (*CHOICES, *TEXTS)},
        **{each: str(getattr(spec, each) or "") for each in NUMBERS},
    }
    return PresetForm(name, values, {})


def posted_form(visit: Visit, name: str, error: Invalid | None = None) -> PresetForm:
    """Fill the form with what was posted, and with what is wrong about it."""
    plain = ("fit", "width", "height", "widths", "densities", "dpi", "max_kilobytes", "look")
    values: dict[str, Any] = {key: visit.text(key) for key in (*plain, *CHOICES, *TEXTS, *NUMBERS)}
    values["motion"] = bool(visit.text("motion"))
    values |= {"formats": visit.texts("formats"), "film": visit.texts("film")}
    values["quality"] = {key: visit.text(f"quality_{key}") for key in FORMATS_WITH_QUALITY}
    return PresetForm(name, values, _errors(visit, error.errors if error else ()))


def _errors(visit: Visit, errors: tuple[FieldError, ...]) -> dict[str, str]:
    paths = (error.path.replace("[", ".").split(".")[0] for error in errors)
    return {path: visit.say(SENTENCES[path]) for path in paths if path in SENTENCES}


def spec_of(visit: Visit) -> PresetSpec:
    """Read a spec from what was posted; what does not go with its way of fitting is left out. Wrong input → `Invalid`."""
    fit = visit.text("fit")
    return PresetSpec.from_json(
        {
            "fit": fit,
            **_sizes(visit, fit),
            "formats": [name for name in STILL_FORMATS if name in visit.texts("formats")],
            "film": [name for name in FILM_FORMATS if name in visit.texts("film")],
            "quality": _quality(visit),
            "max_bytes": 1000 * _number(visit, "max_kilobytes", "max_bytes"),
            "motion": bool(visit.text("motion")),
            **{name: visit.text(name) for name in (*CHOICES, *TEXTS)},
            **{name: _number(visit, name) for name in NUMBERS},
        }
    )


def _sizes(visit: Visit, fit: str) -> dict[str, Any]:
    if fit == "width":
        return {"widths": _wholes(visit, "widths")}
    sides = {side: _whole(visit, side) for side in ("width", "height")}
    if fit == "page":
        return {**sides, "dpi": _whole(visit, "dpi")}
    return {**sides, "densities": _wholes(visit, "densities") or [1]}


def _quality(visit: Visit) -> str | dict[str, int]:
    if visit.text("look") != OWN_QUALITY:
        return visit.text("look") or "standard"
    given = (key for key in FORMATS_WITH_QUALITY if visit.text(f"quality_{key}"))
    return {key: _whole(visit, f"quality_{key}", "quality") for key in given} or "standard"


def _number(visit: Visit, name: str, path: str = "") -> int:
    return _whole(visit, name, path) if visit.text(name) else 0


def _whole(visit: Visit, name: str, path: str = "") -> int:
    text = visit.text(name)
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    raise Invalid(
        f"Expected a whole number, got {text[:40]!r}.", [FieldError(path or name, "not a whole number")]
    )


def _wholes(visit: Visit, name: str) -> list[int]:
    parts = visit.text(name).replace(";", ",").replace(" ", ",").split(",")
    texts = [part.strip() for part in parts if part.strip()]
    if not all(text.isascii() and text.isdecimal() and len(text) < 10 for text in texts):
        raise Invalid("Expected whole numbers.", [FieldError(name, "not whole numbers")])
    return [int(text) for text in texts]
