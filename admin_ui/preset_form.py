"""A preset as a form: from the spec into its inputs, and from what was posted into a spec."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from admin_ui.preset_inputs import CHOICES, NUMBERS, OWN_QUALITY, QR, SENTENCES, TEXTS
from admin_ui.visit import Visit
from dam.errors import FieldError, Invalid
from delivery.links.codes import derived_code
from delivery.links.wanted import link_url
from renditions.presets import FILM_FORMATS, STILL_FORMATS, PresetSpec
from renditions.qr import ASSET, Overlay
from renditions.quality import FORMATS_WITH_QUALITY

Reader = Callable[[Visit], dict[str, Any]]

SIZES = {"width": ("widths",), "cover": ("width", "height", "densities"), "page": ("width", "height", "dpi")}
"""What goes with each way of fitting."""

ONLY_FOR = {"bleed": "page", "shown_width": "width"}
"""Numbers that one way of fitting alone knows; what was typed before another was chosen is left out."""

USUAL = PresetSpec("cover", ("jpeg",), width=1080, height=1080)
"""What the form of a new preset starts from."""


@dataclass(frozen=True, slots=True)
class PresetForm:
    """The inputs as texts, so that what was typed wrong is shown again; `errors` by input."""

    name: str
    values: dict[str, Any]
    errors: dict[str, str]


def scan_address(visit: Visit, name: str) -> str:
    """Return what a code over the pictures of a preset says so that scans are counted there, the asset's id left open."""
    code = derived_code(ASSET, visit.request.path_params["channel"], name)
    return link_url(visit.house.settings.base_url, code)


def form_of(name: str, spec: PresetSpec | None, scan: str = "") -> PresetForm:
    """Fill the form from a spec, or with what a new preset usually is; `scan` is the preset's own scan address."""
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
        **_qr_values(spec.qr, scan),
        **{each: getattr(spec, each) for each in (*CHOICES, *TEXTS)},
        **{each: str(getattr(spec, each) or "") for each in NUMBERS},
    }
    return PresetForm(name, values, {})


def posted_form(visit: Visit, name: str, error: Invalid | None = None) -> PresetForm:
    """Fill the form with what was posted, and with what is wrong about it."""
    plain = ("fit", "width", "height", "widths", "densities", "dpi", "max_kilobytes", "look")
    values: dict[str, Any] = {key: visit.text(key) for key in (*plain, *CHOICES, *TEXTS, *NUMBERS, *QR)}
    values["motion"], values["qr_scan"] = bool(visit.text("motion")), visit.text("qr_scan")
    values |= {"formats": visit.texts("formats"), "film": visit.texts("film")}
    values["quality"] = {key: visit.text(f"quality_{key}") for key in FORMATS_WITH_QUALITY}
    return PresetForm(name, values, _errors(visit, error.errors if error else ()))


def _errors(visit: Visit, errors: tuple[FieldError, ...]) -> dict[str, str]:
    paths = (error.path.replace("[", ".").split(".")[0] for error in errors)
    return {path: visit.say(SENTENCES[path]) for path in paths if path in SENTENCES}


def spec_of(visit: Visit) -> PresetSpec:
    """Read a spec from what was posted; what does not go with its way of fitting is left out. Wrong input → `Invalid`."""
    fit = visit.text("fit")
    wrong: list[FieldError] = []
    value: dict[str, Any] = {
        "fit": fit,
        "formats": [name for name in STILL_FORMATS if name in visit.texts("formats")],
        "film": [name for name in FILM_FORMATS if name in visit.texts("film")],
        "motion": bool(visit.text("motion")),
        **{name: visit.text(name) for name in (*CHOICES, *TEXTS)},
    }
    sizes: list[Reader] = [partial(_size, name=name) for name in SIZES.get(fit, ())]
    for read in (*sizes, _quality, _weight, _qr, _numbers):
        try:
            value |= read(visit)
        except Invalid as error:
            wrong += error.errors
    try:
        spec = PresetSpec.from_json(value)
    except Invalid as error:
        told = {each.path for each in wrong}
        wrong += [each for each in error.errors if each.path not in told]
    if wrong:
        raise Invalid("The preset is not right yet.", wrong)
    return spec


def _size(visit: Visit, name: str) -> dict[str, Any]:
    if name == "densities":
        return {name: _wholes(visit, name) or [1]}
    return {name: _wholes(visit, name) if name == "widths" else _whole(visit, name)}


def _weight(visit: Visit) -> dict[str, Any]:
    return {"max_bytes": 1000 * _number(visit, "max_kilobytes", "max_bytes")}


def _numbers(visit: Visit) -> dict[str, Any]:
    fit = visit.text("fit")
    return {name: _number(visit, name) for name in NUMBERS if ONLY_FOR.get(name, fit) == fit}


def _quality(visit: Visit) -> dict[str, Any]:
    if visit.text("look") != OWN_QUALITY:
        return {"quality": visit.text("look") or "standard"}
    given = (key for key in FORMATS_WITH_QUALITY if visit.text(f"quality_{key}"))
    return {"quality": {key: _whole(visit, f"quality_{key}", "quality") for key in given} or "standard"}


def _qr_values(text: str, scan: str) -> dict[str, Any]:
    overlay = Overlay.from_text(text) if text else None
    if overlay is None:
        return {"qr_scan": "", **dict(zip(QR, ("", "bottom-right", "20", "M"), strict=True))}
    is_scan = overlay.content == scan
    content = "" if is_scan else overlay.content
    told = (content, overlay.position, str(overlay.size), overlay.level)
    return {"qr_scan": "yes" if is_scan else "", **dict(zip(QR, told, strict=True))}


def _qr(visit: Visit) -> dict[str, Any]:
    content, position, _, level = (visit.text(name) for name in QR)
    if visit.text("qr_scan") == "yes":
        name = visit.request.path_params.get("preset") or visit.text("name").lower()
        content = scan_address(visit, name)
    if not content:
        return {"qr": ""}
    try:
        overlay = Overlay(content, position, _whole(visit, "qr_size", "qr"), level or "M")  # type: ignore[arg-type]
    except Invalid as error:
        raise Invalid(str(error), [FieldError("qr", str(error))]) from error
    return {"qr": overlay.to_text()}


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
