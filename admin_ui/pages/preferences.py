"""Language and theme, chosen from any page, signed in or not."""

from starlette.responses import Response

from admin_ui.preferences import LOCALE_COOKIE, THEME_COOKIE, THEMES, YEAR
from admin_ui.visit import Visit
from dam.accounts.people import change_myself
from dam.language.catalogue import LOCALES


def preferences_form(visit: Visit) -> Response:
    """Keep the choice in a cookie, and a person's language with the person."""
    locale, theme = visit.text("locale"), visit.text("theme")
    response = visit.back("/")
    if locale in LOCALES:
        _keep(visit, response, LOCALE_COOKIE, locale)
        if visit.caller.is_somebody:
            change_myself(visit.core, visit.caller, locale=locale)
    if theme in THEMES:
        _keep(visit, response, THEME_COOKIE, theme)
    return response


def _keep(visit: Visit, response: Response, name: str, value: str) -> None:
    is_secure = visit.house.settings.is_secure
    response.set_cookie(name, value, max_age=YEAR, path="/", secure=is_secure, httponly=True, samesite="lax")
