"""Every address of the pages for people: pages, files and forms, with those that are open to nobody yet."""

from starlette.routing import BaseRoute, Mount, Route

from admin_ui.built_files import static_files
from admin_ui.doors import Endpoint, page, public_page
from admin_ui.form_addresses import FORMS
from admin_ui.page_addresses import FILES, PAGES
from admin_ui.pages import preferences, provider, sign_in

__all__ = ["FILES", "FORMS", "PAGES", "routes"]


def routes() -> list[BaseRoute]:
    """Return the routes, pages before forms of the same address."""
    return [
        Mount("/static", static_files(), name="static"),
        _route("/sign-in", public_page(sign_in.sign_in_page), "GET"),
        _route("/sign-in", public_page(sign_in.sign_in_form), "POST"),
        _route("/sign-in/code", public_page(sign_in.code_page), "GET"),
        _route("/sign-in/code", public_page(sign_in.code_form), "POST"),
        _route("/sign-in/provider", public_page(provider.provider_page), "GET"),
        _route(provider.BACK, public_page(provider.provider_back_page), "GET"),
        _route("/preferences", public_page(preferences.preferences_form), "POST"),
        *(_route(path, page(function), "GET") for path, function in (*PAGES, *FILES)),
        *(_route(path, page(function), "POST") for path, function in FORMS),
    ]


def _route(path: str, endpoint: Endpoint, method: str) -> Route:
    return Route(path, endpoint, methods=[method])
