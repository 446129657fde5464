"""A channel's picture for what it has none of: marked, never kept, and no fetch of the asset that was asked for."""

from dataclasses import replace

from delivery.files.freshness import NEVER
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.refusal import Refusal, SignaturePast
from delivery.files.resolve import Resolution
from delivery.files.served import Served, lines_by_answer

REASONS = {410: b"gone", 451: b"not-granted", 415: b"not-made", 422: b"failed"}
"""Refusals that a page should not show as a hole, with the word in `Vitrine-Fallback`.

Not 404, which stays a plain "there is nothing", and not 503, after which the file itself comes in a moment.
"""

_LEFT_OUT = (b"last-modified", b"cdn-cache-control")


def stand_in_for(url: StableUrl | ImmutableUrl, resolution: Resolution, refusal: Refusal) -> StableUrl | None:
    """Return the URL of the picture that stands in; None where the refusal itself is the answer.

    A URL that names its bytes never answers with others.
    """
    if isinstance(refusal, SignaturePast) or not isinstance(url, StableUrl) or refusal.status not in REASONS:
        return None
    if not resolution.stand_in or resolution.stand_in == url.asset_id:
        return None
    return replace(url, asset_id=resolution.stand_in)


def marked(served: Served, asset_id: str, refusal: Refusal) -> Served:
    """Return the stand-in's answer in the place of a refusal: 200, because players and mailers show nothing else.

    It has no date: a client that has the asset's own file of an earlier day must not hear 304. Both assets are named for
    purges, so that whoever keeps it all the same forgets it with the one or the other.
    """
    given = dict(served.lines)
    names = [*given[b"surrogate-key"].split(), b"asset-" + asset_id.encode()]
    vary = [each for each in (given.get(b"vary", b""), refusal.more.get("vary", "").encode()) if each]
    own = {
        b"cache-control": refusal.more.get("cache-control", "no-store").encode(),
        b"surrogate-key": b" ".join(names),
        b"cache-tag": b",".join(names),
        b"vitrine-fallback": REASONS[refusal.status],
        **({b"vary": b", ".join(vary)} if vary else {}),
    }
    lines = [*((name, value) for name, value in served.lines if name not in own and name not in _LEFT_OUT)]
    return replace(
        served,
        file=replace(served.file, modified_at=NEVER),
        is_shared=False,
        is_counted=False,
        **lines_by_answer(served.file, [*lines, *own.items()]),
    )
