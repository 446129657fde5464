"""The receipt of a withdrawal on the asset's page: one sentence that stays true while edges are told and addresses are asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.downloads import list_downloads
from dam.assets.read import get_asset
from delivery.outgoing import reasons
from delivery.outgoing.withdrawals import ProbeView, PurgeView, WithdrawalView, list_withdrawals

MOST_SHOWN = 60
"""Probes in the list, those that are not dark before the others."""

SOON, LATER = "every 2s", "every 15s"
"""How often the page asks: while it takes seconds, and once it takes minutes."""

MINUTE, HOUR, DAY = 60, 3600, 86_400

_UNITS = ((2 * DAY, DAY, "d"), (2 * HOUR, HOUR, "h"), (2 * MINUTE, MINUTE, "min"))
_REASONS = {text for name, text in vars(reasons).items() if name.isupper() and isinstance(text, str)}
_ORDER = {"lit": 0, "silent": 1, "waiting": 2, "shared": 3, "dark": 4}


@dataclass(frozen=True, slots=True)
class Line:
    """One purge or probe: what it was about, what came of it, and how long after the withdrawal."""

    target: str
    words: str
    mark: str
    after: str


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """`mark` colours the sentence: ok, warn or nothing; `share` is how much of the work is done, 0 to 100."""

    sentence: str
    hint: str
    mark: str
    is_open: bool
    every: str
    share: int
    purges: tuple[Line, ...]
    probes: tuple[Line, ...]
    left_out: int


def receipt_part(visit: Visit) -> Response:
    """Show how far the receipt is, as the page asks every few seconds."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    values = receipt_values(visit, asset.id)
    if not visit.is_partial or values["receipt"] is None:
        return visit.go(f"/assets/{asset.id}")
    return render(visit, "asset.html", {"asset": asset, **values}, blocks=["receipt_changes"])


def receipt_values(visit: Visit, asset_id: str) -> dict[str, Any]:
    """Return the receipt of the present darkness, None while the asset is lit, and who had taken the original home."""
    found = list_withdrawals(visit.core, visit.caller, asset_id)
    current = next((each for each in found if each.lit_again_at is None), None)
    is_told = current is not None and visit.may(Action.SEE_ALL)
    return {
        "receipt": None if current is None else shown(visit, current),
        "downloads": list_downloads(visit.core, visit.caller, asset_id)[:MOST_SHOWN] if is_told else [],
        "knows_downloads": is_told,
    }


def shown(visit: Visit, receipt: WithdrawalView) -> ReceiptShown:
    """Return a receipt in words."""
    sentence, hint, mark = _said(visit, receipt)
    probes = sorted(receipt.probes, key=lambda probe: (_ORDER[probe.state], probe.url))
    started = receipt.asked_at
    since = (visit.core.now() - started).total_seconds()
    return ReceiptShown(
        sentence,
        hint,
        mark,
        receipt.is_open,
        SOON if since < MINUTE else LATER,
        _share(receipt),
        tuple(_purge_line(visit, purge, started) for purge in receipt.purges),
        tuple(_probe_line(visit, probe, started) for probe in probes[:MOST_SHOWN]),
        (receipt.urls or 0) - min(len(probes), MOST_SHOWN),
    )


def _said(visit: Visit, receipt: WithdrawalView) -> tuple[str, str, str]:
    """Return the sentence, what it rests on, and its mark."""
    asked, lit = len(receipt.probes), receipt.number_of("lit")
    waiting = sum(purge.state == "waiting" for purge in receipt.purges)
    count = visit.speech.count
    if receipt.state == "dark":
        took = duration_words(visit, receipt.seconds or 0)
        hint = count(
            "%(num)s public address was asked from outside: it says that this is gone.",
            "%(num)s public addresses were asked from outside: each says that this is gone.",
            asked,
        )
        return visit.say("Dark everywhere after %(time)s", time=took), hint, "ok"
    if lit:
        hint = visit.say("Somebody in between still holds it. It is purged and asked again until it is gone.")
        return count("Still lit at %(num)s address", "Still lit at %(num)s addresses", lit), hint, "warn"
    if receipt.state == "purging" and waiting:
        hint = visit.say("This house itself has answered that it is gone since the first moment.")
        failing = any(purge.error for purge in receipt.purges)
        words = count(
            "Waiting for %(num)s edge to forget it", "Waiting for %(num)s edges to forget it", waiting
        )
        return words, hint, "warn" if failing else ""
    if receipt.number_of("silent"):
        hint = visit.say("Where nobody answers, nothing is claimed; it is asked again.")
        return visit.say("Some addresses do not answer"), hint, "warn"
    hint = visit.say("Every public address is asked from outside until it says that this is gone.")
    return visit.say("Going dark"), hint, ""


def _share(receipt: WithdrawalView) -> int:
    done = receipt.number_of("dark", "shared") + sum(purge.state == "done" for purge in receipt.purges)
    return 100 * done // max(1, len(receipt.probes) + len(receipt.purges))


def _purge_line(visit: Visit, purge: PurgeView, started: datetime) -> Line:
    if purge.state == "done":
        return Line(
            purge.edge, visit.say("Has forgotten it"), "approved", _after(visit, purge.done_at, started)
        )
    error = visit.say(purge.error) if purge.error in _REASONS else purge.error
    return Line(purge.edge, error or visit.say("Being told"), "withdrawn" if error else "pending", "")


def _probe_line(visit: Visit, probe: ProbeView, started: datetime) -> Line:
    words = visit.speech.label("probe", probe.state)
    seen = " · ".join(filter(None, (str(probe.status or ""), _detail(visit, probe))))
    mark = {"dark": "approved", "shared": "approved", "lit": "withdrawn"}.get(probe.state, "pending")
    return Line(
        probe.url, f"{words} · {seen}" if seen else words, mark, _after(visit, probe.asked_at, started)
    )


def _detail(visit: Visit, probe: ProbeView) -> str:
    if probe.detail == "stand-in":
        return visit.say("a stand-in is shown")
    return visit.say(probe.detail) if probe.detail in _REASONS else probe.detail


def _after(visit: Visit, moment: datetime | None, started: datetime) -> str:
    return "" if moment is None else duration_words(visit, (moment - started).total_seconds())


def duration_words(visit: Visit, seconds: float) -> str:
    """Write how long something took: `41 s`, `3 min`, `5 h`, `2 d`."""
    for least, length, unit in _UNITS:
        if seconds >= least:
            return f"{visit.speech.number(round(seconds / length))}\N{NO-BREAK SPACE}{visit.speech.label('unit', unit)}"
    return f"{visit.speech.number(round(max(0.0, seconds)))}\N{NO-BREAK SPACE}s"
