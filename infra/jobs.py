"""Job names bound to functions: what runs after a change has been announced.

Every job is idempotent, because after a crash it runs again. A job reads rows, works outside any transaction, and writes
back in short ones.
"""

import time
from collections.abc import Mapping
from functools import partial

from dam.assets.bulk.read import is_being_written
from dam.assets.bulk.steps import run_bulk_edit
from dam.assets.inheritance.collections import inherit
from dam.assets.mapped.again import JOB as APPLY_MAPPING
from dam.assets.terms.follow import follow_terms
from dam.jobs.port import JobFunction, Json
from dam.search.update import index_assets
from dam.search.upkeep.changes import index_waiting
from dam.search.upkeep.rebuilds import rebuild_index
from delivery.house import House
from delivery.outgoing.receipt import work_on_receipt
from delivery.outgoing.sending import client_of, send_to_webhook
from delivery.outgoing.telling import tell_webhooks
from infra.carrying import carry_figures
from infra.edges import purge_edge, purge_preset
from infra.embedding import ask_to_embed, embed_asset, embed_channel
from infra.likeness import LIBRARY_JOB, look_at_library
from infra.mailing import send_letters
from infra.prepare import prepare_version
from infra.rebuild import rebuild_asset, rebuild_library
from infra.refining import refine
from infra.remapping import remap_library
from infra.rights_followed import follow_consent, follow_rights
from infra.wanted import make_wanted
from renditions.catalogue.differences import Scope
from renditions.catalogue.needs import Key

Payload = Mapping[str, Json]

BATCH = 10
"""Assets handled in one transaction: adding a job takes 1–2 ms, and a write must stay under 20 ms."""


INDEXED = 200
"""Assets put into the index at once: most of the cost of a small batch is opening it."""


REST = 1.0
"""Seconds in which the steps of a bulk edit gather, to be indexed together."""


def bind_jobs(house: House) -> dict[str, JobFunction]:
    """Return every job by its name, ready for a worker."""
    return {
        "index_asset": lambda payload: _follow_edits(house, [str(payload["asset_id"])]),
        "prepare_version": lambda payload: prepare_version(house, str(payload["version_id"])),
        "inherit": lambda payload: inherit(
            house.core,
            _texts(payload["asset_ids"]),
            str(payload["caller_kind"]),
            str(payload["caller_id"]),
        ),
        "run_bulk_edit": lambda payload: run_bulk_edit(house.core, str(payload["edit_id"])),
        "index_waiting": lambda _: index_waiting(
            house.core, house.index, partial(ask_to_embed, house), partial(_rest, house)
        ),
        "rebuild_index": lambda payload: rebuild_index(house.core, house.index, str(payload["run_id"])),
        "index_assets": lambda payload: _follow_edits(house, _texts(payload["asset_ids"])),
        "make_wanted": lambda payload: make_wanted(house, str(payload["version_id"]), _key(payload["key"])),
        "rebuild_asset": lambda payload: rebuild_asset(house, str(payload["asset_id"])),
        "rebuild_library": lambda payload: _rebuild_library(house, payload),
        "tell_webhooks": lambda payload: tell_webhooks(house.core, house.settings.base_url, payload),
        "send_to_webhook": lambda payload: _send(house, str(payload["webhook_id"])),
        "send_letters": lambda _payload: send_letters(house),
        "refine_asset": lambda payload: refine(house, str(payload["asset_id"])),
        "send_purges": lambda payload: purge_edge(house, str(payload["edge"])),
        "purge_preset": lambda payload: purge_preset(
            house, str(payload["channel"]), str(payload["preset"] or "")
        ),
        "work_on_receipt": lambda payload: work_on_receipt(house, str(payload["asset_id"])),
        "follow_rights": lambda payload: follow_rights(
            house, _texts(payload["asset_ids"]), str(payload["reason"])
        ),
        APPLY_MAPPING: lambda _payload: _remap(house),
        "embed_asset": lambda payload: _embed(house, str(payload["asset_id"])),
        "embed_channel": lambda payload: _embed_channel(house, str(payload["channel"])),
        "follow_terms": lambda payload: _follow_terms(house, _texts(payload["term_ids"])),
        "follow_consent": lambda payload: follow_consent(house, str(payload["consent_id"])),
        LIBRARY_JOB: lambda _payload: look_at_library(house),
        "carry_popularity": lambda payload: carry_figures(house, _texts(payload["asset_ids"])),
    }


def _rest(house: House) -> None:
    """Wait for the next steps of a bulk edit that goes on."""
    with house.core.db.read() as session:
        goes_on = is_being_written(session)
    if goes_on:
        time.sleep(REST)


def _rebuild_library(house: House, payload: Payload) -> None:
    scope = Scope(str(payload.get("channel") or ""), str(payload.get("preset") or ""))
    rebuild_library(house, scope)


def _follow_edits(house: House, asset_ids: list[str]) -> None:
    """What was edited is found anew; where a channel's files carry words, those follow as well."""
    index_assets(house.core, house.index, asset_ids)
    ask_to_embed(house, asset_ids)


def _remap(house: House) -> None:
    remap_library(house)


def _embed(house: House, asset_id: str) -> None:
    embed_asset(house, asset_id)


def _embed_channel(house: House, channel: str) -> None:
    embed_channel(house, channel)


def _follow_terms(house: House, term_ids: list[str]) -> None:
    """Bring tags and fields in step with terms; what stands below them is found by their names, too."""
    asset_ids = follow_terms(house.core, term_ids)
    for start in range(0, len(asset_ids), INDEXED):
        index_assets(house.core, house.index, asset_ids[start : start + INDEXED])


def _key(value: Json) -> Key:
    channel, preset, variant, format_ = _texts(value)
    return channel, preset, variant, format_


def _send(house: House, webhook_id: str) -> None:
    send_to_webhook(house.core, house.settings, webhook_id, client_of(house.settings))


def _texts(value: Json) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]
