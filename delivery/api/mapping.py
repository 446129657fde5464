"""The mapping of what files say onto assets, over the API."""

from dataclasses import asdict

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.mapped.again import ask_to_apply, foresee_mapping
from dam.core import Core
from dam.metadata.mapping.table import SOURCES, Line, list_lines, save_lines
from delivery.api.answers import json_answer
from delivery.api.mapping_schemas import LINE
from delivery.api.operation import Call, Operation
from delivery.api.schemas import many, ref, some_of

TABLE = some_of({"lines": many(LINE)}, required=("lines",))


def read_lines(core: Core, caller: Caller) -> list[Line]:
    """Return the table to those who edit fields."""
    require(caller, Action.EDIT_FIELDS)
    with core.db.read() as session:
        return list_lines(session)


def _answer(lines: list[Line], status: int = 200) -> Response:
    told = [{"target": line.target, "sources": list(line.sources)} for line in lines]
    return json_answer({"lines": told, "sources": list(SOURCES)}, status)


async def read(call: Call) -> Response:
    """Return the table, and every property that a line may name."""
    return _answer(await call.run(read_lines))


async def put(call: Call) -> Response:
    """Put a table in the place of the one of before; an empty one brings the usual back. What comes in next follows it."""
    body = await call.json()
    lines = body["lines"]
    assert isinstance(lines, list)
    return _answer(await call.run(save_lines, lines))


async def foresee(call: Call) -> Response:
    """Count what applying the table to every asset would change; nothing is written."""
    return json_answer(asdict(await call.run(foresee_mapping, call.house.settings.locale)))


async def apply(call: Call) -> Response:
    """Apply the table to every asset by a job; what people typed is never touched."""
    await call.run(ask_to_apply)
    return _answer(await call.run(read_lines), 202)


OPERATIONS = (
    Operation("GET", "/mapping", read, "Fields", "Read the mapping", {200: ref("Mapping")}, problems=(403,)),
    Operation(
        "PUT",
        "/mapping",
        put,
        "Fields",
        "Replace the mapping",
        {200: ref("Mapping")},
        body=TABLE,
        problems=(400, 403),
    ),
    Operation(
        "GET",
        "/mapping/effect",
        foresee,
        "Fields",
        "Count what applying the mapping would change",
        {200: ref("MappingEffect")},
        problems=(403,),
    ),
    Operation(
        "POST",
        "/mapping/apply",
        apply,
        "Fields",
        "Apply the mapping to every asset",
        {202: ref("Mapping")},
        problems=(403,),
    ),
)
