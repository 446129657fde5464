"""Every reason for an asset to be dark, done as people do it, and what each kind of door says then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dam.accounts.caller import HOUSE
from dam.assets.consent.cover import cover_assets
from dam.assets.consent.register import add_consent, erase_consent, withdraw_consent
from dam.assets.edit import edit_asset
from dam.assets.purging.purge import PurgeWish, purge_asset
from dam.assets.reuse.quarantine import set_aside
from dam.assets.reuse.settings import USUAL
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.clock import rfc3339
from dam.core import Core

TODAY = datetime.now(UTC)
"""Who sees what is asked of the real clock, so that the past and the future lie a day on either side of it."""

PAST, FUTURE = TODAY - timedelta(days=1), TODAY + timedelta(days=30)
YESTERDAY = date(TODAY.year - 1, 1, 1)

Happens = Callable[[Core, str], object]


@dataclass(frozen=True, slots=True)
class Says:
    """The status at each kind of door, 200 for lit.

    `public`: by an address on a channel, in a country that is told. `signed`: a preview or an original by a signature.
    `taken`: the file for a viewer who is signed in; `seen`: its picture in the library. Found on the channel
    `somewhere`: by who does not say in which country. `pinned`: by the digest of its bytes, where that is another than
    `public`.
    """

    public: int = 200
    signed: int = 200
    taken: int = 200
    seen: int = 200
    somewhere: bool = False
    pinned: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """What `happens` to an asset that was lit, or that `never` was, with the columns that make it so."""

    name: str
    says: Says
    happens: Happens = lambda _core, _asset_id: None
    never: dict[str, Any] = field(default_factory=dict)


LIT = Says(somewhere=True)
UNAPPROVED = Says(404, 200, 404, 404)
GONE = Says(410, 410, 404, 404)
OVER = Says(410, 410, 403, 200)
EARLY = Says(404, 200, 200, 200)
ELSEWHERE = Says(451, 200, 200, 200)
ABROAD = Says(451, 200, 200, 200, somewhere=True)


def _moves(*moves: str) -> Happens:
    def happens(core: Core, asset_id: str) -> None:
        for to in moves:
            move_status(core, HOUSE, asset_id, to)

    return happens


def _rights(**rights: object) -> Happens:
    return lambda core, asset_id: edit_asset(core, HOUSE, asset_id, {"rights": rights})


def _consent(then: Happens = lambda _core, _consent_id: None, **given: object) -> Happens:
    wanted = {"role": "model", "code": "M", "given_on": YESTERDAY.isoformat(), **given}

    def happens(core: Core, asset_id: str) -> None:
        consent = add_consent(core, HOUSE, wanted)
        cover_assets(core, HOUSE, consent.id, [asset_id])
        then(core, consent.id)

    return happens


def _nowhere(core: Core, asset_id: str) -> None:
    _rights(territories=["DE", "AT"])(core, asset_id)
    _consent(territories=["FR"])(core, asset_id)


def _purge(core: Core, asset_id: str) -> None:
    purge_asset(core, HOUSE, asset_id, USUAL, PurgeWish(confirmed=True, reason="as a judge says"))


_OF_AGE: dict[str, Any] = {"role": "minor", "guardian": "a guardian", "of_age_on": PAST.date().isoformat()}

REASONS = (
    Reason("nothing", LIT),
    Reason("a minor came of age, which is flagged and asked anew", LIT, _consent(**_OF_AGE)),
    Reason("set aside", LIT, lambda core, asset_id: set_aside(core, HOUSE, [asset_id])),
    Reason("never approved", UNAPPROVED, never={"status": "draft", "approved_at": None}),
    Reason("in review", UNAPPROVED, never={"status": "in_review", "approved_at": None}),
    Reason("a draft again", Says(410, 200, 404, 404), _moves("archived", "draft")),
    Reason("withdrawn", GONE, _moves("withdrawn")),
    Reason("archived", GONE, _moves("archived")),
    Reason("in the trash", GONE, lambda core, asset_id: trash_asset(core, HOUSE, asset_id)),
    Reason("purged", Says(410, 410, 404, 404, pinned=404), _purge),
    Reason("licence ended", OVER, _rights(expires_at=rfc3339(PAST))),
    Reason("licence not begun", EARLY, _rights(starts_at=rfc3339(FUTURE))),
    Reason("embargo", Says(404, 404, 404, 404), _rights(embargo_until=rfc3339(FUTURE))),
    Reason("not in this country", ABROAD, _rights(territories=["FR"])),
    Reason("anywhere but in this country", ABROAD, _rights(territories=["-DE"])),
    Reason("not on this channel", ELSEWHERE, _rights(channels=["print"])),
    Reason("consent expired", OVER, _consent(expires_on=PAST.date().isoformat())),
    Reason(
        "consent withdrawn",
        OVER,
        _consent(lambda core, consent_id: withdraw_consent(core, HOUSE, consent_id)),
    ),
    Reason("consent erased", OVER, _consent(lambda core, consent_id: erase_consent(core, HOUSE, consent_id))),
    Reason("consent for another country", ABROAD, _consent(territories=["FR"])),
    Reason("licence and consent for no country in common", ELSEWHERE, _nowhere),
    Reason("consent for another channel", ELSEWHERE, _consent(channels=["print"])),
)
