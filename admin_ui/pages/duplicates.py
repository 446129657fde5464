"""What shows the same: the board of pairs nobody has decided on, the room of one asset, and what people do about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from admin_ui.asset_form import asset_id_in, can_edit
from admin_ui.refusals import sentence_of
from admin_ui.render import render
from admin_ui.tiles import Tile, tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.likeness.decide import decide_pair
from dam.assets.likeness.missing import looked_at
from dam.assets.likeness.read import KINDS, VERDICTS, Pair, list_duplicates, similar_to
from dam.assets.merging.as_version import make_version_of
from dam.assets.merging.merge import merge_assets
from dam.assets.read import get_asset
from dam.assets.views import AssetView
from dam.errors import VitrineError

PAIRS = 20
"""Pairs on a page: each is looked at."""


@dataclass(frozen=True, slots=True)
class PairShown:
    """A pair as two tiles and how alike they are in words, with what this visitor may do about it.

    `may_fold`: make the first, that never was public, a version of the other. `keeps` are the acts of a merge.
    """

    pair: Pair
    one: Tile
    other: Tile
    words: str
    may_decide: bool
    may_fold: bool
    keeps: tuple[str, ...]


def duplicates_page(visit: Visit) -> Response:
    """Show the pairs of the library, the surest first; of those still open, the doubtful ones where they are asked for."""
    asked = visit.request.query_params
    verdict = asked.get("verdict", "") if asked.get("verdict") in VERDICTS else "open"
    kind = asked.get("kind", "") if asked.get("kind") in KINDS else ""
    sure_only = verdict == "open" and asked.get("doubtful") != "1"
    cursor = asked.get("cursor") or None
    page = list_duplicates(
        visit.core,
        visit.caller,
        verdict=verdict,
        kind=kind,
        sure_only=sure_only,
        limit=PAIRS,
        cursor=cursor,
    )
    values: dict[str, Any] = {
        "page": page,
        "pairs": _shown(visit, page.items),
        "verdict": verdict,
        "verdicts": VERDICTS,
        "kind": kind,
        "kinds": KINDS,
        "sure_only": sure_only,
        "kept": {"verdict": verdict, "kind": kind, "doubtful": "" if sure_only else "1"},
        "is_first": cursor is None,
        "looked": looked_at(visit.core),
    }
    return render(visit, "duplicates.html", values)


def similar_page(visit: Visit) -> Response:
    """Show what shows the same as one asset."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    pairs = _shown(visit, similar_to(visit.core, visit.caller, asset.id))
    values = {"asset": asset, "pairs": pairs}
    return render(visit, "similar.html", values)


def pair_form(visit: Visit) -> Response:
    """Do with a pair what was chosen, and say what became of it."""
    one, other, act = (visit.text(name) for name in ("one", "other", "act"))
    one, other = asset_id_in(one) or one, asset_id_in(other) or other
    try:
        if act in ("keep_one", "keep_other"):
            stays, goes = (one, other) if act == "keep_one" else (other, one)
            kept = merge_assets(visit.core, visit.caller, stays, goes)
            said = visit.say("Merged: %(title)s answers under the addresses of both.", title=kept.title)
            return visit.go(f"/assets/{kept.id}/similar", said)
        if act == "version":
            make_version_of(visit.core, visit.caller, one, other, visit.house.ingest)
            return visit.go(f"/assets/{other}", visit.say("The file is the next version of this asset."))
        decide_pair(visit.core, visit.caller, one, other, act)
    except VitrineError as error:
        return visit.back("/duplicates", sentence_of(error, visit), is_bad=True)
    return visit.back("/duplicates", visit.speech.label("pair_done", act))


def _shown(visit: Visit, pairs: Sequence[Pair]) -> list[PairShown]:
    drawn = tiles(visit, [asset for pair in pairs for asset in (pair.one, pair.other)])
    return [
        _pair_shown(visit, pair, one, other)
        for pair, one, other in zip(pairs, drawn[::2], drawn[1::2], strict=True)
    ]


def _pair_shown(visit: Visit, pair: Pair, one: Tile, other: Tile) -> PairShown:
    edits_one, edits_other = can_edit(visit, pair.one), can_edit(visit, pair.other)
    own = pair.other if pair.other.owner_id == visit.caller.id else pair.one
    decides = visit.may_with(Action.EDIT_ANY, pair.one) or can_edit(visit, own)
    ways = (("keep_one", pair.other), ("keep_other", pair.one))
    keeps = tuple(act for act, goes in ways if edits_one and edits_other and _can_trash(visit, goes))
    may_fold = (
        pair.one.approved_at is None
        and edits_one
        and _can_trash(visit, pair.one)
        and visit.may_with(Action.ADD_ASSET, pair.other)
    )
    return PairShown(pair, one, other, _words(visit, pair), decides, may_fold, keeps)


def _can_trash(visit: Visit, asset: AssetView) -> bool:
    is_theirs = asset.owner_id == visit.caller.id and asset.status != "approved"
    return visit.may_with(Action.TRASH_OWN if is_theirs else Action.TRASH_ANY, asset)


def _words(visit: Visit, pair: Pair) -> str:
    if pair.kind != "near":
        return visit.speech.label("pair_kind", pair.kind)
    words = visit.say("%(share)s %% alike", share=visit.speech.number(round(100 * pair.score)))
    mirrored = visit.say("mirrored")
    return f"{words} · {mirrored}" if pair.is_mirrored else words
