"""What a brand says of a field, read from its form."""

from typing import Any

from admin_ui.visit import Visit
from dam.language.catalogue import LOCALES as HOUSE_LOCALES

LOCALES = HOUSE_LOCALES
RETIRED = ("retired", "retirée", "retiré")


def field_definition(visit: Visit) -> dict[str, Any]:
    """Return the arguments of `save_field`, but for its key and place; the core says what is wrong with them."""
    kind = visit.text("kind", "text")
    return {
        "kind": kind,
        "label": texts_by_locale(visit, "label"),
        "hint": texts_by_locale(visit, "hint"),
        "choices": [_choice(line) for line in visit.text("choices").splitlines() if line.strip()],
        "is_required": bool(visit.text("is_required")),
        "group": visit.text("group"),
        "kinds": visit.texts("kinds"),
        "rules": {
            name: value
            for name, value in _rules(visit, kind).items()
            if value not in ("", None, [], {}, False)
        },
    }


def texts_by_locale(visit: Visit, name: str) -> dict[str, str]:
    """Return the texts of inputs like `label_fr`, without the empty ones."""
    texts = {locale: visit.text(f"{name}_{locale}").strip() for locale in LOCALES}
    return {locale: text for locale, text in texts.items() if text}


def _rules(visit: Visit, kind: str) -> dict[str, Any]:
    """Rules that do not concern the kind are left out: the form shows them all where no script hides them."""
    rules: dict[str, Any] = {"messages": texts_by_locale(visit, "message")}
    if kind in ("text", "long_text"):
        rules |= {"is_by_locale": bool(visit.text("is_by_locale")), "pattern": visit.text("pattern")}
        rules |= {name: _number(visit.text(name)) for name in ("shortest", "longest")}
        if rules["is_by_locale"]:
            rules["required_locales"] = visit.text("required_locales").replace(",", " ").split()
    if kind in ("choice", "person", "place", "link", "term"):
        rules["is_several"] = bool(visit.text("is_several"))
    if kind == "number":
        rules |= {name: _number(visit.text(name)) for name in ("least", "most")} | {
            "unit": visit.text("unit")
        }
    if kind == "date":
        rules |= {name: visit.text(name) for name in ("least", "most")}
    if kind == "term":
        rules["vocabulary"] = visit.text("vocabulary")
    return rules


def _choice(line: str) -> dict[str, Any]:
    """Read `ss26 | Printemps 2026 | Spring 2026 | #0b6b66 | retired`."""
    parts = [part.strip() for part in line.split("|")]
    is_retired = parts[-1].lower() in RETIRED and len(parts) > 1
    colour = next((part.lower() for part in parts[1:] if part.startswith("#")), "")
    names = [part for part in parts[1:] if not part.startswith("#") and part.lower() not in RETIRED]
    label = {locale: text for locale, text in zip(LOCALES, names, strict=False) if text}
    return {"value": parts[0], "label": label, "colour": colour, "is_retired": is_retired}


def _number(text: str) -> Any:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(value) if value.is_integer() else value
