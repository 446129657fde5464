"""What people said, over the API: ratings, net promoter score, origins, and the words; as JSON or CSV."""

from typing import Any

from starlette.responses import Response

from dam.clock import rfc3339
from dam.engagement.event import ORIGINS
from dam.engagement.insights.query import read_query
from dam.engagement.insights.ratings import Tally
from dam.engagement.insights.words import Feedback, Words, read_feedback
from dam.language.csv_table import table
from delivery.api.answers import csv_answer, json_answer, wants_csv
from delivery.api.insight_answers import period_json
from delivery.api.insights import ACTOR, BRAND, PERIOD
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter, with_plus
from delivery.api.schemas import ref

QUERY = (
    Parameter("asset", "Only what was said of this asset."),
    BRAND,
    Parameter("channel", "Only on this channel."),
    Parameter("kind", "Only this kind: rating, nps, comment, mention, answer …"),
    Parameter("origin", "Only words of this origin.", "choice", choices=tuple(sorted(ORIGINS))),
    ACTOR,
    *PERIOD,
    *PAGING,
)

_FILTERS = ("asset", "brand", "channel", "kind", "actor", "from", "to")


async def read(call: Call) -> Response:
    """Return what people said in a period, the newest words first; `limit` and `cursor` page through the words.

    Figures are kept 25 months, words only as long as single events: `words_since` says from when on. Words are foreign
    text: escape them wherever they are shown. `Accept: text/csv` gets a page of words as a table.
    """
    given = with_plus(call.request.query_params)
    parameters = {name: text for name, text in given.items() if name in _FILTERS}
    core = call.house.core
    found = await call.run(
        read_feedback,
        read_query(parameters, core.now(), core.zone),
        origin=call.query.text("origin"),
        limit=call.query.limit,
        cursor=call.query.cursor,
    )
    if wants_csv(call.request.headers.get("accept", "")):
        return csv_answer(as_csv(found), "feedback")
    return json_answer(as_json(found), headers={"Vary": "Accept"})


def as_json(found: Feedback) -> dict[str, Any]:
    """Return the answer of `GET /insights/feedback`."""
    promoters = found.promoters
    return {
        **period_json(found.query),
        "total": found.total,
        "kinds": [{"kind": each.kind, "scale": each.scale, **_tally(each.tally)} for each in found.kinds],
        "origins": dict(found.origins),
        "nps": {
            "score": promoters.score,
            "promoters": promoters.promoters,
            "passives": promoters.passives,
            "detractors": promoters.detractors,
        },
        "assets": [{"asset": each.asset, "title": each.title, **_tally(each.tally)} for each in found.assets],
        "words": {
            "items": [_words(each) for each in found.words.items],
            "total": found.words.total,
            "next": found.words.next,
        },
        "words_since": rfc3339(found.words_since),
    }


def as_csv(found: Feedback) -> str:
    """Return a page of words as CSV (RFC 4180)."""
    rows = [_words(each) for each in found.words.items]
    heads = list(Words.__dataclass_fields__)
    names = {"asset_title": "title"}
    cells = [
        ["" if row[names.get(head, head)] is None else row[names.get(head, head)] for head in heads]
        for row in rows
    ]
    return table([names.get(head, head) for head in heads], cells)


def _tally(tally: Tally) -> dict[str, Any]:
    ratings = {f"{rating / 100:g}": count for rating, count in tally.ratings.items()}
    return {"count": tally.count, "rated": tally.rated, "mean": tally.mean, "distribution": ratings}


def _words(words: Words) -> dict[str, Any]:
    return {
        "at": rfc3339(words.at),
        "asset": words.asset,
        "title": words.asset_title,
        "channel": words.channel,
        "placement": words.placement,
        "kind": words.kind,
        "origin": words.origin,
        "rating": words.rating,
        "locale": words.locale,
        "text": words.text,
    }


OPERATIONS = (
    Operation(
        "GET",
        "/insights/feedback",
        read,
        "Engagement",
        "Read what people said; CSV with Accept: text/csv",
        {200: ref("Feedback")},
        query=QUERY,
        has_table=True,
        problems=(400, 404),
    ),
)
