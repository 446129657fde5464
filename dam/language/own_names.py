"""The names of languages as those who speak them write them."""

from babel import Locale, UnknownLocaleError


def own_name(tag: str) -> str:
    """Return the name of a language (RFC 5646) in itself: `Français`, `Português (Brasil)`; the tag where it is not known."""
    try:
        name = Locale.parse(tag, sep="-").display_name
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:] if name else tag
