"""Brands: their names, marks and questions, and who has which role in them."""

from starlette.responses import Response

from admin_ui.brand_words import brand_words
from admin_ui.pages.access.granting import shown
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.access.brand_ids import MAIN_BRAND
from dam.accounts.access.brands import MARKED, change_brand, create_brand, get_brand, list_brands
from dam.accounts.access.grants import list_grants
from dam.accounts.access.groups import list_groups
from dam.accounts.caller import Role
from dam.accounts.people import list_people
from dam.accounts.policy import Action, require
from dam.assets.brands import delete_brand


def brands_page(visit: Visit) -> Response:
    """List the brands."""
    require(visit.caller, Action.MANAGE_PEOPLE)
    brands = list_brands(visit.core, visit.caller)
    return render(visit, "brands.html", {"brands": brands, "names": brand_words(visit, brands)})


def brand_page(visit: Visit) -> Response:
    """Show one brand."""
    require(visit.caller, Action.MANAGE_PEOPLE)
    brand = get_brand(visit.core, visit.caller, visit.request.path_params["brand_id"])
    rows = list_grants(visit.core, visit.caller, scope_kind="brand", scope_id=brand.id)
    people, groups = list_people(visit.core, visit.caller), list_groups(visit.core, visit.caller)
    names = {person.id: person.name for person in people} | {group.id: group.name for group in groups}
    values = {
        "brand": brand,
        "grants": shown(visit, rows, names),
        "subjects": [
            *((f"group:{group.id}", group.name) for group in groups),
            *((f"person:{person.id}", person.name) for person in people if person.is_active),
        ],
        "place": f"brand:{brand.id}",
        "roles": list(Role),
        "marked": MARKED,
        "is_main": brand.id == MAIN_BRAND,
    }
    return render(visit, "brand.html", values)


def create_form(visit: Visit) -> Response:
    """Add a brand."""
    brand = create_brand(visit.core, visit.caller, name=visit.text("name"))
    return visit.go(f"/admin/brands/{brand.id}", visit.say("The brand is there."))


def change_form(visit: Visit) -> Response:
    """Save a brand, or delete one that is empty."""
    brand_id = visit.request.path_params["brand_id"]
    if visit.text("action") == "delete":
        delete_brand(visit.core, visit.caller, brand_id)
        return visit.go("/admin/brands", visit.say("The brand is gone."))
    patch = {
        "name": visit.text("name"),
        "marks": visit.texts("marks"),
        "unmarked_role": visit.text("unmarked_role"),
        "mark_text": visit.text("mark_text"),
        "asks_purpose": bool(visit.text("asks_purpose")),
        "purposes": [line.strip() for line in visit.text("purposes").splitlines() if line.strip()],
    }
    change_brand(visit.core, visit.caller, brand_id, patch)
    return visit.go(f"/admin/brands/{brand_id}", visit.say("Saved."))
