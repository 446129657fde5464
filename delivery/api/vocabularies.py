"""Vocabularies over the API."""

from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.core import Core
from dam.metadata.vocabularies.edit import delete_vocabulary, save_vocabulary
from dam.metadata.vocabularies.read import (
    TermView,
    VocabularyView,
    get_vocabulary,
    list_terms,
    list_vocabularies,
)
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import BY_LOCALE, FLAG, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer

LIST, ONE = "/vocabularies", "/vocabularies/{key}"

VOCABULARY = some_of({"label": BY_LOCALE, "is_for_tags": FLAG}, required=("label",))


def read_all(core: Core, caller: Caller) -> list[VocabularyView]:
    """Return the vocabularies to anybody who may see assets."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return list_vocabularies(session)


def read_vocabulary(core: Core, caller: Caller, key: str) -> tuple[VocabularyView, list[TermView]]:
    """Return a vocabulary with its terms, as a walk down the tree."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return get_vocabulary(session, key), list_terms(session, key)


async def list_all(call: Call) -> Response:
    """Return the vocabularies with the number of their terms."""
    return short_list_answer(call, [asdict(each) for each in await call.run(read_all)])


async def read(call: Call) -> Response:
    """Return one vocabulary."""
    return json_answer(asdict((await call.run(read_vocabulary, call.path("key")))[0]))


async def put(call: Call) -> Response:
    """Make a vocabulary or change it."""
    body: Any = await call.json()
    return json_answer(asdict(await call.run(save_vocabulary, call.path("key"), **body)))


async def drop(call: Call) -> Response:
    """Remove a vocabulary with its terms; one that a field takes its terms from answers 409."""
    await call.run(delete_vocabulary, call.path("key"))
    return empty_answer()


OPERATIONS = (
    Operation(
        "GET",
        LIST,
        list_all,
        "Vocabularies",
        "List vocabularies",
        {200: page_of("Vocabulary")},
        query=SHORT_LIST,
    ),
    Operation(
        "GET", ONE, read, "Vocabularies", "Read a vocabulary", {200: ref("Vocabulary")}, problems=(404,)
    ),
    Operation(
        "PUT",
        ONE,
        put,
        "Vocabularies",
        "Make or change a vocabulary",
        {200: ref("Vocabulary")},
        body=VOCABULARY,
        problems=(400, 403, 409),
    ),
    Operation(
        "DELETE", ONE, drop, "Vocabularies", "Remove a vocabulary", {204: None}, problems=(403, 404, 409)
    ),
)
