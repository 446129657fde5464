"""Every door: what is asked, in whose name, and how its answer shows an asset."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.delivery.doors.building import (
    COUNTRY,
    ORIGIN,
    PORTAL,
    Building,
    card_of,
    playlist_of,
    segment_of,
)
from tests.delivery.doors.reasons import Says
from tests.delivery.files.asking import Answer
from tests.delivery.files.library import digest_of

HERE = {COUNTRY: "DE"}
"""Where everybody stands who asks."""

Shows = Callable[[Answer, str], bool]


@dataclass(frozen=True, slots=True)
class Door:
    """`path` of an asset's id; `says` the status that is expected there, 0 where the answer has to be read: `shows`.

    `lit` is the status of what is shown. `by` names who asks: nobody, a viewer's token, a manager's, or a viewer's browser.
    """

    name: str
    path: Callable[[Building, str], str]
    says: Callable[[Says], int]
    lit: int = 200
    by: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: HERE)
    is_form: bool = False
    shows: Shows | None = None


def _public(says: Says) -> int:
    return says.public


def _pinned(says: Says) -> int:
    return says.pinned or says.public


def _refused_form(says: Says) -> int:
    """A form that is refused leads back to where it was sent, with a sentence."""
    return 200 if says.taken == 200 else 303


def _guest(says: Says) -> int:
    return 200 if says.public == 200 else 404


def _signed(says: Says) -> int:
    return says.signed


def _taken(says: Says) -> int:
    return says.taken


def _listed(says: Says) -> int:
    return 200 if says.public == 200 else 0


def _somewhere(says: Says) -> int:
    return 200 if says.somewhere else 0


def _names(answer: Answer, asset_id: str) -> bool:
    return asset_id.encode() in answer.body


def _says_yes(answer: Answer, _asset_id: str) -> bool:
    return answer.status == 200 and json.loads(answer.body)["verdict"] == "yes"


CARD, OWN = "/d/web/card/{id}", "/d/instore/landscape/{id}.jpg"


def at(pattern: str) -> Callable[[Building, str], str]:
    """Return the door at an address with `{id}`, the digests of the asset's files, and the share's code."""

    def path(building: Building, asset_id: str) -> str:
        return pattern.format(
            id=asset_id,
            card=card_of(asset_id),
            playlist=digest_of(playlist_of(asset_id)),
            segment=digest_of(segment_of(asset_id)),
            share=building.share,
            portal=PORTAL,
        )

    return path


def signed(pattern: str) -> Callable[[Building, str], str]:
    """Return the door at an address that is signed."""
    return lambda building, asset_id: building.signed(at(pattern)(building, asset_id))


KEPT = (
    Door("a file", at(CARD + ".jpg"), _public),
    Door("a file, as Accept chooses", at(CARD), _public),
    Door("a file by its bytes", at("/i/web/{card}/x.jpg"), _pinned),
    Door("a stream", at("/d/web/hero/{id}.m3u8"), _public),
    Door("a stream by its bytes", at("/i/web/{playlist}/x.m3u8"), _pinned),
    Door("a part of a stream", at("/i/web/{segment}/360p.mp4"), _pinned),
    Door("a file of a private channel, by a token", at(OWN), _public, by="viewer"),
    Door("a file of a private channel, by a signature", signed(OWN), _public),
    Door("a link", at("/q/link-{id}"), _public, lit=302),
)
"""Doors that keep what they know: each is asked once while the asset is lit, and again when it is not."""

FILES = (
    Door("a file to be saved", at(CARD + ".jpg?download=1"), _public),
    Door("a part of a file", at(CARD + ".jpg"), _public, lit=206, headers={**HERE, "range": "bytes=0-9"}),
    Door("a file that is known", at(CARD + ".jpg"), _public, lit=304, headers={**HERE, "if-none-match": "*"}),
    Door("the markup around a file", at(CARD + "/embed"), _public),
    Door("the page around a file", at(CARD + "/embed?page=1"), _public),
    Door("what stands around a file, as values", at(CARD + "/embed?format=json"), _public),
    Door("oEmbed", lambda _, each: f"/oembed?url={quote(ORIGIN + CARD.format(id=each))}", _public),
    Door("a picture to look at closely", at("/iiif/3/{id}/info.json"), _public),
    Door("a piece of it", at("/iiif/3/{id}/full/max/0/default.jpg"), _public),
)

SIGNED = (
    Door("a preview by a signature", signed("/d/admin/thumb/{id}.webp"), _signed),
    Door("an original by a signature", signed("/o/{id}/current/vase.png"), _signed),
)

PEOPLE = (
    Door("an original", at("/api/v1/assets/{id}/original"), _taken, by="viewer"),
    Door("a part of it", at("/api/v1/assets/{id}/original"), _taken, 206, "viewer", {"range": "bytes=0-9"}),
    Door("a rendition", at("/assets/{id}/rendition-files/web/card.jpeg"), _taken, by="browser"),
    Door(
        "several originals", at("/selection/download?asset={id}"), _refused_form, by="browser", is_form=True
    ),
    Door("a preview", at("/d/admin/thumb/{id}.webp"), lambda says: says.seen, by="viewer"),
)

GUESTS = tuple(
    door
    for name, base in (("share", "/s/{share}"), ("portal", "/p/{portal}"))
    for door in (
        Door(f"an asset of a {name}", at(base + "/assets/{id}"), _guest),
        Door(f"its picture in a {name}", at(base + "/files/{id}/thumb"), _guest),
        Door(f"its rendition in a {name}", at(base + "/files/{id}/card.jpeg"), _guest),
        Door(f"its original in a {name}", at(base + "/files/{id}/original"), _guest),
        Door(f"all of a {name}", at(base), _listed, shows=_names),
    )
)

LISTS = (
    Door("all of a share in one archive", at("/s/{share}/all.zip"), _listed, shows=_names),
    Door("a channel's manifest", at("/api/v1/channels/web/manifest?territory=DE"), _listed, by="viewer", shows=_names),
    Door("search on a channel", at("/api/v1/assets?channel=web"), _somewhere, by="viewer", shows=_names),
    Door("search for what is usable", at("/api/v1/assets?usable_on=web"), _somewhere, by="viewer", shows=_names),
    Door("the same, by a manager", at("/api/v1/assets?usable_on=web"), _somewhere, by="manager", shows=_names),
    Door("search for what is usable here", at("/api/v1/assets?usable_on=web&usable_in=DE"), _listed, by="manager", shows=_names),
    Door("can I use it?", at("/api/v1/assets/{id}/can-use?channel=web&territory=DE"), _listed, by="viewer", shows=_says_yes),
)  # fmt: skip

DOORS = (*KEPT, *FILES, *SIGNED, *PEOPLE, *GUESTS, *LISTS)
