"""How a person wants to see the house: language and theme, kept in two cookies."""

from typing import Final

from starlette.requests import Request

from dam.language.catalogue import LOCALES, choose_locale

LOCALE_COOKIE: Final = "vitrine_locale"
THEME_COOKIE: Final = "vitrine_theme"
THEMES = ("system", "light", "dark")
YEAR: Final = 365 * 86_400


def locale_of(request: Request, default: str, of_person: str | None) -> str:
    """Choose the language: what was picked here, what the person prefers, what the browser asks for, the default."""
    picked = request.cookies.get(LOCALE_COOKIE, "")
    if picked in LOCALES:
        return picked
    if of_person in LOCALES:
        return of_person
    return choose_locale(request.headers.get("accept-language", ""), default)


def theme_of(request: Request) -> str:
    """Return `system`, `light` or `dark`."""
    picked = request.cookies.get(THEME_COOKIE, "")
    return picked if picked in THEMES else "system"
