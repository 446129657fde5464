"""What became of a withdrawal, over the API: the receipts, and who had taken the original home before."""

from starlette.responses import Response

from dam.assets.downloads import DownloadView, list_downloads
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import page_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when
from delivery.outgoing.withdrawals import ProbeView, PurgeView, WithdrawalView, list_withdrawals


def withdrawal_json(receipt: WithdrawalView) -> JsonObject:
    """Return one receipt; `seconds` from the withdrawal until everything was seen to be dark."""
    return {
        "id": receipt.id,
        "cause": receipt.cause,
        "reason": receipt.reason,
        "asked_by": receipt.asked_by_name,
        "asked_at": when(receipt.asked_at),
        "state": receipt.state,
        "seconds": receipt.seconds,
        "dark_at": when(receipt.dark_at),
        "lit_again_at": when(receipt.lit_again_at),
        "urls": receipt.urls,
        "purges": [_purge_json(purge) for purge in receipt.purges],
        "probes": [_probe_json(probe) for probe in receipt.probes],
    }


async def list_receipts(call: Call) -> Response:
    """Return the receipts of an asset, the newest first."""
    receipts = await call.run(list_withdrawals, call.path("asset_id"))
    return short_list_answer(call, [withdrawal_json(receipt) for receipt in receipts])


async def list_taken(call: Call) -> Response:
    """Return who took an original of the asset home, the newest first."""
    taken = await call.run(list_downloads, call.path("asset_id"))
    return short_list_answer(call, [_download_json(each) for each in taken])


def _purge_json(purge: PurgeView) -> JsonObject:
    return {
        "edge": purge.edge,
        "key": purge.key,
        "state": purge.state,
        "attempts": purge.attempts,
        "error": purge.error,
        "done_at": when(purge.done_at),
    }


def _probe_json(probe: ProbeView) -> JsonObject:
    return {
        "url": probe.url,
        "state": probe.state,
        "status": probe.status,
        "detail": probe.detail,
        "attempts": probe.attempts,
        "asked_at": when(probe.asked_at),
    }


def _download_json(taken: DownloadView) -> JsonObject:
    return {
        "version": taken.version,
        "caller": {"id": taken.caller_id, "name": taken.caller_name},
        "via": taken.via,
        "at": when(taken.at),
    }


OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/withdrawals",
        list_receipts,
        "Assets",
        "Read the receipts of an asset's withdrawals: what was purged, and which public URL was seen dark when",
        {200: page_of("Withdrawal")},
        query=SHORT_LIST,
        problems=(400, 404),
    ),
    Operation(
        "GET",
        "/assets/{asset_id}/downloads",
        list_taken,
        "Assets",
        "List who downloaded an original of the asset",
        {200: page_of("Download")},
        query=SHORT_LIST,
        problems=(400, 403, 404),
    ),
)
