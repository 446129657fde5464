"""Where something is used, as a sentence says it: `on Instagram`, `in the mobile app`, `par e-mail`."""

from collections.abc import Mapping

from dam.assets.usable.question import NETWORK_NAMES

_PLACES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "Website": "on the website",
        "Mobile app": "in the mobile app",
        "Social networks": "on social networks",
        "In-store screens": "on in-store screens",
        "E-mail": "by e-mail",
        "Print": "in print",
        "SMS": "by text message",
    },
    "fr": {
        "Site web": "sur le site web",
        "Application mobile": "dans l’application mobile",
        "Réseaux sociaux": "sur les réseaux sociaux",
        "Écrans en magasin": "sur les écrans en magasin",
        "E-mail": "par e-mail",
        "Impression": "à l’impression",
        "SMS": "par SMS",
    },
}
"""By the titles that a house begins with; one that it chose itself has no preposition that could be known."""

_NETWORK = {"en": "on {name}", "fr": "sur {name}"}
_OWN = {"en": "on the channel “{name}”", "fr": "sur le canal « {name} »"}


def place_of(locale: str, channel: str, title: str) -> str:
    """Say where a channel (or a social network, by its name) is, by its title; `locale` is en or fr."""
    if channel in NETWORK_NAMES:
        return _NETWORK[locale].format(name=NETWORK_NAMES[channel])
    return _PLACES[locale].get(title) or _OWN[locale].format(name=title)
