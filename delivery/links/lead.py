"""Where a scan leads: to the target while the asset is lit, else to what was set for that day, and only then to a page."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dam.assets.serving import Light, light
from delivery.links.known import Known
from delivery.links.targets import home_of


class End(Enum):
    """Why there is nowhere to lead to, with the status of the page that says so."""

    UNKNOWN = 404
    GONE = 410
    NOT_GRANTED = 451


@dataclass(frozen=True, slots=True)
class Lead:
    """Where to: an address, a path of this house, or an `end` with a page. Only `is_target` is what was asked for."""

    to: str
    is_target: bool = False
    end: End | None = None


_ENDS = {Light.UNKNOWN: End.UNKNOWN, Light.NOT_GRANTED: End.NOT_GRANTED, Light.LIT: End.NOT_GRANTED}
"""What is lit and can be looked at nowhere is granted to paper alone."""


def lead(known: Known, territory: str | None, now: datetime) -> Lead:
    """Decide for one visitor (`territory` ISO 3166-1 alpha-2, None: not known).

    What the asset's rights do not cover goes to the link's fallback, else the asset that follows, else the picture that
    stands in on the channel, else the front page of the target's site.
    """
    link = known.link
    brightness = brightness_of(known, territory, now)
    if link.retired_at is None and brightness is Light.LIT and known.shown is not None:
        to = link.target or known.shown.way(territory, now)
        if to:
            return Lead(to, is_target=True)
    to = link.fallback or _instead(known, territory, now) or home_of(link.target)
    return Lead(to) if to else Lead("", end=_ENDS.get(brightness, End.GONE))


def brightness_of(known: Known, territory: str | None, now: datetime) -> Light:
    """Tell whether the asset is lit on the link's channel; one that is no more was there once."""
    if known.shown is None:
        return Light.DARK
    return light(known.shown.asset, channel=known.link.channel, territory=territory, now=now)


def _instead(known: Known, territory: str | None, now: datetime) -> str:
    return next((way for each in known.instead if (way := each.way(territory, now))), "")
