"""Territories as people grant them: countries, groups of countries, and exceptions with a minus before them."""

from collections.abc import Collection, Iterable
from functools import cache

from babel import Locale

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

GROUPS: dict[str, frozenset[str]] = {
    "EU": frozenset(_EU.split()),
    "EEA": frozenset([*_EU.split(), "IS", "LI", "NO"]),
    "DACH": frozenset({"DE", "AT", "CH"}),
    "BENELUX": frozenset({"BE", "NL", "LU"}),
    "NORDICS": frozenset({"DK", "FI", "IS", "NO", "SE", "AX", "FO", "GL"}),
}
"""Groups by the names that contracts use. European Union: the 27 members since 1 February 2020; EEA: the Agreement of
2 May 1992 with its later members; both looked at on 1 November 2026. A member that joins or leaves is a change here."""

WORLD = "WORLD"
"""Everywhere, where an exception has to be written; alone it says the same as nothing."""

NOWHERE = "ZZ"
"""Stands where nothing is left of what is granted: no visitor comes from there (ISO 3166-1, user-assigned)."""

_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@cache
def known_territories() -> frozenset[str]:
    """Return the codes of ISO 3166-1 alpha-2, as CLDR lists them."""
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


def normal_form(written: Iterable[str]) -> tuple[str, ...]:
    """Return what was written in capitals, sorted and once each; `WORLD` alone becomes nothing, which means everywhere."""
    codes = {code.upper() for code in written}
    exceptions = {code for code in codes if code.startswith("-")}
    if WORLD in codes:
        codes = exceptions
    return tuple(sorted(codes))


def is_territory(code: str) -> bool:
    """Tell whether a code in capitals is a country, a group or `WORLD`, or one of the first two with a minus."""
    bare = code.removeprefix("-")
    return bare in GROUPS or bare in known_territories() or code == WORLD


@cache
def countries_of(written: tuple[str, ...]) -> tuple[str, ...]:
    """Return the countries that are granted, sorted; nothing for everywhere.

    Exceptions go last, wherever they stand: `("EU", "-HU")` is the Union without Hungary, `("-US",)` the world without the
    United States. What excepts all that it grants is never everywhere: it grants a country that does not exist.
    """
    if not written:
        return ()
    granted = [code for code in written if not code.startswith("-") and code != WORLD]
    base = _expand(granted) if granted else known_territories()
    left = base - _expand(code[1:] for code in written if code.startswith("-"))
    return tuple(sorted(left)) or (NOWHERE,)


def _expand(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(country for code in codes for country in GROUPS.get(code, (code,)))


_SPARED = 8
"""A group is named with exceptions while it has so many members to each of them: the Union without Hungary."""


def told_short(countries: Collection[str]) -> tuple[list[str], list[str]]:
    """Return countries in the fewest words: those of one group by its name, the others one by one, then what is excepted.

    `WORLD` is the first word where nearly every country is meant. Both lists are sorted but for that word.
    """
    left = frozenset(countries) - {NOWHERE}
    groups = {WORLD: known_territories(), **GROUPS}
    fitting = [name for name, group in groups.items() if len(group - left) * _SPARED <= len(group)]
    name = min(fitting, key=lambda each: (len(groups[each] ^ left), -len(groups[each])), default="")
    if not name or len(groups[name] ^ left) >= len(left):
        return sorted(left), []
    return [name, *sorted(left - groups[name])], sorted(groups[name] - left)
