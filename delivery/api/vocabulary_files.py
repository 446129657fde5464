"""Vocabularies as files over the API: taken home, and taken in."""

from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from dam.metadata.vocabularies.csv_form import read_csv, write_csv
from dam.metadata.vocabularies.skos_form import read_skos, write_skos
from dam.metadata.vocabularies.take_in import take_in_terms
from delivery.api.answers import PRIVATE_HEADERS, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from delivery.api.schemas import FLAG, TEXT, ref, some_of
from delivery.api.vocabularies import ONE, read_vocabulary
from delivery.disposition import attachment

FILE = some_of({"csv": TEXT, "skos": {"type": "object"}, "is_dry": FLAG})
FORMATS = ("csv", "skos")


async def send(call: Call) -> Response:
    """Return the whole vocabulary as a table, or as JSON after SKOS."""
    vocabulary, terms = await call.run(read_vocabulary, call.path("key"))
    if (call.query.text("format") or "csv") == "skos":
        return json_answer(write_skos(vocabulary, terms))
    headers = {**PRIVATE_HEADERS, "Content-Disposition": attachment(f"{vocabulary.key}.csv")}
    return Response(write_csv(terms), 200, headers, "text/csv; charset=utf-8")


async def take_in(call: Call) -> Response:
    """Take terms in from a table or from JSON after SKOS; `is_dry` only tells what would change. Nothing is removed."""
    body: Any = await call.json()
    rows = read_skos(body["skos"]) if "skos" in body else read_csv(str(body.get("csv", "")))
    told = await call.run(take_in_terms, call.path("key"), rows, is_dry=bool(body.get("is_dry")))
    return json_answer(asdict(told))


OPERATIONS = (
    Operation(
        "GET",
        f"{ONE}/file",
        send,
        "Vocabularies",
        "Take a vocabulary home",
        {200: TEXT},
        query=(Parameter("format", "csv when absent.", "choice", FORMATS),),
        answer_type="text/csv",
        problems=(404,),
    ),
    Operation(
        "POST",
        f"{ONE}/file",
        take_in,
        "Vocabularies",
        "Take terms in from a file",
        {200: ref("TakenIn")},
        body=FILE,
        problems=(400, 403, 404),
    ),
)
