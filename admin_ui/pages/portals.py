"""Portals: the list, a new one, and one of them."""

from typing import Any

from starlette.responses import Response

from admin_ui.asset_form import asset_id_in
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.assets.collections import name_collections
from dam.errors import Conflict, Invalid, NotFound, Stale, VitrineError
from dam.language.catalogue import LOCALES
from dam.sharing.owners import give_portal
from dam.sharing.portals import create_portal, delete_portal, edit_portal, get_portal, list_portals
from dam.sharing.values import ALLOWS, PortalView
from renditions.catalogue.channels import LIBRARY, list_channels


def portals_page(visit: Visit) -> Response:
    """List every portal, with a form for another."""
    return _list(visit, {"slug": "", "title": ""}, None)


def create_form(visit: Visit) -> Response:
    """Make a draft; what it shows is chosen on its own page."""
    slug, title = visit.text("slug").lower(), visit.text("title")
    try:
        portal = create_portal(visit.core, visit.caller, {"slug": slug, "titles": {visit.locale: title}})
    except (Invalid, Conflict) as error:
        return _list(visit, {"slug": slug, "title": title}, error)
    return visit.go(f"/portals/{portal.slug}", visit.say("Choose what it shows, then publish it."))


def portal_page(visit: Visit) -> Response:
    """Show one portal and everything that can be changed."""
    return _show(visit, get_portal(visit.core, visit.caller, _slug(visit)), None)


def change_form(visit: Visit) -> Response:
    """Change a portal; a password that is left empty stays as it is."""
    wishes: dict[str, Any] = {
        "titles": {locale: visit.text(f"title_{locale}") for locale in LOCALES},
        "intros": {locale: visit.text(f"intro_{locale}") for locale in LOCALES},
        "accent": visit.text("accent") if visit.text("has_accent") else "",
        "logo_id": asset_id_in(visit.text("logo")) or visit.text("logo") or None,
        "channel": visit.text("channel", "web"),
        "allows": visit.text("allows", "download"),
        "collections": visit.texts("collection"),
        "is_published": bool(visit.text("is_published")),
    }
    if visit.text("password") or visit.text("no_password"):
        wishes["password"] = visit.text("password") or None
    try:
        edit_portal(visit.core, visit.caller, _slug(visit), wishes, f'"{visit.text("revision")}"')
    except (Invalid, Stale, NotFound) as error:
        return _show(visit, get_portal(visit.core, visit.caller, _slug(visit)), error)
    return visit.go(f"/portals/{_slug(visit)}", visit.say("Saved."))


def delete_form(visit: Visit) -> Response:
    """Take a portal away."""
    delete_portal(visit.core, visit.caller, _slug(visit))
    return visit.go("/portals", visit.say("The portal is gone; its assets and collections stay."))


def take_over_form(visit: Visit) -> Response:
    """Make a portal the visitor's own, so that it goes on with their rights."""
    give_portal(visit.core, visit.caller, _slug(visit), visit.caller.id)
    return visit.go(f"/portals/{_slug(visit)}", visit.say("It is yours now, and goes on with your rights."))


def _list(visit: Visit, typed: dict[str, str], error: VitrineError | None) -> Response:
    values = {
        "portals": list_portals(visit.core, visit.caller),
        "typed": typed,
        "sentence": _sentence(visit, error),
    }
    return render(visit, "portals.html", values, status=status_of(error) if error else 200)


def _show(visit: Visit, portal: PortalView, error: VitrineError | None) -> Response:
    with visit.core.db.read() as session:
        channels = [each for each in list_channels(session) if each.name != LIBRARY and each.is_enabled]
    known = name_collections(visit.core, visit.caller)
    order = {each: place for place, each in enumerate(portal.collections)}
    values: dict[str, Any] = {
        "portal": portal,
        "url": f"{visit.house.settings.base_url}/p/{portal.slug}",
        "locales": LOCALES,
        "channels": channels,
        "ways": ALLOWS,
        "all_collections": sorted(known, key=lambda each: order.get(each.id, len(order))),
        "sentence": _sentence(visit, error),
    }
    return render(visit, "portal.html", values, status=status_of(error) if error else 200)


def _sentence(visit: Visit, error: VitrineError | None) -> str:
    if isinstance(error, Invalid):
        paths = {each.path for each in error.errors}
        if "slug" in paths:
            return visit.say("An address has small letters, digits and hyphens, such as press.")
        if "titles" in paths:
            return visit.say("Give a title of at most 200 characters.")
        if "password" in paths:
            return visit.say("The password needs at least 12 characters and must not be an obvious one.")
    if isinstance(error, Conflict) and not isinstance(error, Stale):
        return visit.say("This address is taken; choose another word.")
    if isinstance(error, NotFound):
        return visit.say("This is no asset that you may see: copy the address of its page.")
    return sentence_of(error, visit) if error else ""


def _slug(visit: Visit) -> str:
    return str(visit.request.path_params["slug"])
