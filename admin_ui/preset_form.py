"""A preset as a form: from the spec into its inputs, and from what was posted into a spec."""

from dataclasses import dataclass
from typing import Any

from admin_ui.visit import Visit
from dam.errors import FieldError, Invalid
from renditions.presets import FILM_FORMATS, STILL_FORMATS, PresetSpec
from renditions.quality import FORMATS_WITH_QUALITY

FITS = ("width", "cover", "page")


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
    "max_bytes": _n("A weight limit is at least 10 kB."),
    "name": _n("A name has lower-case letters, digits and hyphens."),
}
"""What is said beside an input that is not right."""


@dataclass(frozen=True, slots=True)
class PresetForm:
    """The inputs as texts, so that what was typed wrong is shown again; `errors` by input."""

    name: str
    values: dict[str, Any]
    errors: dict[str, str]


def form_of(name: str, spec: PresetSpec | None) -> PresetForm:
    """Fill the form from a spec, or with what a new preset usually is."""
    if spec is None:
        values = {
            "fit": "cover",
            "formats": ["jpeg"],
            "film": [],
            "densities": "1",
            "quality": {},
            "max_kilobytes": "",
        }
        return PresetForm(name, {"width": "1080", "height": "1080", "widths": "", "dpi": "", **values}, {})
    values = {
        "fit": spec.fit,
        "width": str(spec.width or ""),
        "height": str(spec.height or ""),
        "widths": ", ".join(map(str, spec.widths)),
        "densities": ", ".join(map(str, spec.densities)),
        "dpi": str(spec.dpi or ""),
        "formats": list(spec.formats),
        "film": list(spec.film),
        "quality": {name: str(quality) for name, quality in spec.quality_numbers.items()},
        "max_kilobytes": str(spec.max_bytes // 1000 or ""),
    }
    return PresetForm(name, values, {})


def posted_form(visit: Visit, name: str, error: Invalid | None = None) -> PresetForm:
    """Fill the form with what was posted, and with what is wrong about it."""
    plain = ("fit", "width", "height", "widths", "densities", "dpi", "max_kilobytes")
    values: dict[str, Any] = {key: visit.text(key) for key in plain}
    values |= {"formats": visit.texts("formats"), "film": visit.texts("film")}
    values["quality"] = {key: visit.text(f"quality_{key}") for key in FORMATS_WITH_QUALITY}
    return PresetForm(name, values, _errors(visit, error.errors if error else ()))


def _errors(visit: Visit, errors: tuple[FieldError, ...]) -> dict[str, str]:
    paths = (error.path.replace("[", ".").split(".")[0] for error in errors)
    return {path: visit.say(SENTENCES[path]) for path in paths if path in SENTENCES}


def spec_of(visit: Visit, before: PresetSpec | None) -> PresetSpec:
    """Read a spec from what was posted; what the form does not show stays as it was. Wrong input → `Invalid`."""
    kept = before.to_json() if before else {}
    fit = visit.text("fit")
    is_width, is_page = fit == "width", fit == "page"
    qualities = {
        key: _whole(visit, f"quality_{key}", "quality")
        for key in FORMATS_WITH_QUALITY
        if visit.text(f"quality_{key}")
    }
    return PresetSpec.from_json(
        {
            **{
                name: kept[name]
                for name in ("style", "film_style", "shown_width", "source", "date")
                if name in kept
            },
            "fit": fit,
            "widths": _wholes(visit, "widths") if is_width else [],
            "width": 0 if is_width else _whole(visit, "width"),
            "height": 0 if is_width else _whole(visit, "height"),
            "densities": [1] if fit != "cover" else _wholes(visit, "densities") or [1],
            "dpi": _whole(visit, "dpi") if is_page else 0,
            "formats": [name for name in STILL_FORMATS if name in visit.texts("formats")],
            "film": [name for name in FILM_FORMATS if name in visit.texts("film")],
            "quality": qualities,
            "max_bytes": _whole(visit, "max_kilobytes", "max_bytes") * 1000
            if visit.text("max_kilobytes")
            else 0,
        }
    )


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
