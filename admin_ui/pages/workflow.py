"""The rules of approval: four eyes, separate verdicts, days, and the checklist of each kind of asset."""

import re
import unicodedata
from typing import Any

from starlette.responses import Response

from admin_ui.brand_words import brand_word
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.access.models import Brand
from dam.accounts.policy import Action, require
from dam.assets.workflow.checklist import KEY_LENGTH, KINDS, MOST_LETTERS, RULES, Item, write_checklists
from dam.assets.workflow.rules import MOST_DAYS, Workflow, change_workflow, forget_workflow, get_workflow
from dam.errors import VitrineError

PAGE = "/admin/workflow"
LOCALES = ("fr", "en")


def workflow_page(visit: Visit) -> Response:
    """Show the rules of the house, or of the brand that the address names."""
    require(visit.caller, Action.EDIT_WORKFLOW)
    return _show(visit, visit.request.query_params.get("brand", ""), None)


def workflow_form(visit: Visit) -> Response:
    """Save the rules, or let a brand follow the house again; what is wrong is said above the form."""
    brand = visit.text("brand")[:32]
    address = f"{PAGE}?brand={brand}" if brand else PAGE
    if visit.text("act") == "forget":
        forget_workflow(visit.core, visit.caller, brand)
        return visit.go(address, visit.say("The rules are those of the beginning, or of the house, again."))
    require(visit.caller, Action.EDIT_WORKFLOW)
    days = visit.text("due_days")
    patch: dict[str, Any] = {
        "four_eyes": visit.text("four_eyes") == "yes",
        "is_separate": visit.text("is_separate") == "yes",
        "due_days": int(days) if days.isdecimal() and len(days) < 6 else None,
        "checklists": {kind: _posted(visit, kind) for kind in KINDS},
    }
    try:
        change_workflow(visit.core, visit.caller, patch, brand)
    except VitrineError as error:
        return _show(visit, brand, error)
    return visit.go(address, visit.say("The rules are saved. They hold from the next verdict on."))


def _show(visit: Visit, brand: str, error: VitrineError | None) -> Response:
    rules: Workflow = get_workflow(visit.core, visit.caller, brand)
    with visit.core.db.read() as session:
        brands = [
            (row.id, brand_word(visit, row.id, row.name)) for row in session.query(Brand).order_by(Brand.name)
        ]
    values = {
        "rules": rules,
        "brand": brand,
        "brands": brands,
        "kinds": KINDS,
        "tick_rules": RULES,
        "locales": LOCALES,
        "most_days": MOST_DAYS,
        "most_letters": MOST_LETTERS,
        "sentence": sentence_of(error, visit) if error else "",
    }
    return render(visit, "workflow.html", values, status=status_of(error) if error else 200)


def _posted(visit: Visit, kind: str) -> list[dict[str, Any]]:
    """Return the items of a kind as the form holds them: what has no title any more is gone, a titled last row is new."""
    items = []
    keys: set[str] = set()
    for name in (*visit.texts(f"{kind}-item"), "new"):
        row = f"{kind}-{name}"
        titles = {locale: visit.text(f"{row}-{locale}") for locale in LOCALES}
        titles = {locale: text for locale, text in titles.items() if text}
        if not titles or visit.text(f"{row}-remove"):
            continue
        key = name if name != "new" else _key(titles.get("en") or titles["fr"], keys)
        keys.add(key)
        items.append(Item(key, titles, visit.text(f"{row}-required") == "yes", visit.text(f"{row}-rule")))
    return write_checklists({kind: items})[kind]


def _key(title: str, taken: set[str]) -> str:
    """Return a key for a new item: its title in plain small letters, with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: KEY_LENGTH - 4] or "item"
    key = f"{key}-1" if key == "fields" else key
    return key if key not in taken else f"{key}-{len(taken) + 1}"
