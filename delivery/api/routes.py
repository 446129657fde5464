"""The table of the API: every operation, and the routes that they make."""

from starlette.routing import BaseRoute, Mount, Route

from delivery.api import (
    assets,
    attribution,
    audit,
    brands,
    bulk_edits,
    channels,
    collections,
    comments,
    comparisons,
    consents,
    docs,
    embedding,
    events,
    feedback,
    fields,
    find,
    groups,
    insights,
    likeness,
    links,
    log_imports,
    manifest,
    mapping,
    notices,
    originals,
    people,
    personal,
    portals,
    preset_history,
    presets,
    proofs,
    renditions,
    reuse,
    reviews,
    rights,
    search_tuning,
    shares,
    signed_urls,
    stages,
    status,
    subtitles,
    suggest,
    tags,
    tokens,
    versions,
    vocabularies,
    webhooks,
    withdrawals,
)
from delivery.api.endpoint import Endpoint, answer_unknown
from delivery.api.operation import Operation
from delivery.api.tus import operations as tus

PREFIX = "/api/v1"

OPERATIONS: tuple[Operation, ...] = (
    *assets.OPERATIONS,
    *find.OPERATIONS,
    *originals.OPERATIONS,
    *likeness.OPERATIONS,
    *reuse.OPERATIONS,
    *bulk_edits.OPERATIONS,
    *versions.OPERATIONS,
    *status.OPERATIONS,
    *reviews.OPERATIONS,
    *comments.OPERATIONS,
    *withdrawals.OPERATIONS,
    *rights.OPERATIONS,
    *consents.OPERATIONS,
    *proofs.OPERATIONS,
    *renditions.OPERATIONS,
    *signed_urls.OPERATIONS,
    *subtitles.OPERATIONS,
    *channels.OPERATIONS,
    *manifest.OPERATIONS,
    *mapping.OPERATIONS,
    *presets.OPERATIONS,
    *preset_history.OPERATIONS,
    *collections.OPERATIONS,
    *tags.OPERATIONS,
    *fields.OPERATIONS,
    *people.OPERATIONS,
    *shares.OPERATIONS,
    *portals.OPERATIONS,
    *personal.OPERATIONS,
    *tokens.OPERATIONS,
    *brands.OPERATIONS,
    *groups.OPERATIONS,
    *notices.OPERATIONS,
    *links.OPERATIONS,
    *search_tuning.OPERATIONS,
    *suggest.OPERATIONS,
    *vocabularies.OPERATIONS,
    *webhooks.OPERATIONS,
    *audit.OPERATIONS,
    *embedding.OPERATIONS,
    *events.OPERATIONS,
    *log_imports.OPERATIONS,
    *insights.OPERATIONS,
    *attribution.OPERATIONS,
    *feedback.OPERATIONS,
    *stages.OPERATIONS,
    *comparisons.OPERATIONS,
    *tus.OPERATIONS,
)
"""Every operation in the order of the documentation."""


def routes() -> list[BaseRoute]:
    """Return the routes of the API, of its description and of its pages for people."""
    paths: dict[str, list[Operation]] = {}
    for operation in (*OPERATIONS, *docs.operations(OPERATIONS)):
        paths.setdefault(operation.path, []).append(operation)
    return [
        *(Route(PREFIX + path, Endpoint(operations)) for path, operations in paths.items()),
        Route("/api/docs", Endpoint([docs.page(OPERATIONS)])),
        Mount(PREFIX, answer_unknown),
    ]
