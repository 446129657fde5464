"""Terms of vocabularies over the API."""

from typing import Any

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.core import Core
from dam.metadata.vocabularies.edit import add_term, delete_term, edit_term
from dam.metadata.vocabularies.merge import merge_terms
from dam.metadata.vocabularies.read import TermView, get_term, suggest_terms
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.schemas import BY_LOCALE, MAYBE_TEXT, SHORT_TEXT, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject
from delivery.api.vocabularies import read_vocabulary
from delivery.api.vocabulary_schemas import SYNONYMS

TERMS, TERM = "/vocabularies/{key}/terms", "/terms/{term_id}"

_TERM = {"labels": BY_LOCALE, "synonyms": SYNONYMS, "parent_id": MAYBE_TEXT}
NEW_TERM = some_of(_TERM, required=("labels",))
TERM_CHANGES = some_of(_TERM)
INTO = some_of({"into": SHORT_TEXT}, required=("into",))

STARTS_WITH = Parameter("starts_with", "What was typed so far; case and accents do not matter.")


def term_json(term: TermView) -> JsonObject:
    """Return a term as the API shows it."""
    return {
        "id": term.id,
        "vocabulary": term.vocabulary,
        "parent_id": term.parent_id,
        "ancestors": list(term.ancestors),
        "labels": term.labels,
        "synonyms": {locale: list(texts) for locale, texts in term.synonyms.items()},
    }


def read_term(core: Core, caller: Caller, term_id: str) -> TermView:
    """Return a term, or the one it was merged into."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return get_term(session, term_id)


def suggest(core: Core, caller: Caller, key: str, typed: str, limit: int) -> list[TermView]:
    """Return terms with a name that begins so."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return suggest_terms(session, key, typed, limit)


async def list_its_terms(call: Call) -> Response:
    """Return the terms as a walk down the tree, or those with a name that begins like `starts_with`, in any language."""
    key, typed = call.path("key"), call.query.text("starts_with") or ""
    _, terms = await call.run(read_vocabulary, key)
    if typed:
        terms = await call.run(suggest, key, typed, call.query.number("limit", 50))
    return short_list_answer(call, [term_json(term) for term in terms])


async def add(call: Call) -> Response:
    """Add a term; free tags with one of its names become it within moments."""
    body: Any = await call.json()
    return json_answer(term_json(await call.run(add_term, call.path("key"), **body)), 201)


async def read_one(call: Call) -> Response:
    """Return a term; the id of one that was merged answers with the one that it became."""
    return json_answer(term_json(await call.run(read_term, call.path("term_id"))))


async def change(call: Call) -> Response:
    """Rename a term, give it synonyms, or move it with all below it; a circle answers 400."""
    return json_answer(term_json(await call.run(edit_term, call.path("term_id"), await call.json())))


async def drop_one(call: Call) -> Response:
    """Remove a term without terms below it; assets keep its word as a free tag."""
    await call.run(delete_term, call.path("term_id"))
    return empty_answer()


async def merge(call: Call) -> Response:
    """Merge a term into another; assets follow within moments and its names answer as synonyms."""
    body = await call.json()
    return json_answer(term_json(await call.run(merge_terms, call.path("term_id"), str(body["into"]))))


OPERATIONS = (
    Operation(
        "GET",
        TERMS,
        list_its_terms,
        "Vocabularies",
        "List terms",
        {200: page_of("Term")},
        query=(STARTS_WITH, *SHORT_LIST),
        problems=(404,),
    ),
    Operation(
        "POST",
        TERMS,
        add,
        "Vocabularies",
        "Add a term",
        {201: ref("Term")},
        body=NEW_TERM,
        problems=(400, 403, 404, 409),
    ),
    Operation("GET", TERM, read_one, "Vocabularies", "Read a term", {200: ref("Term")}, problems=(404,)),
    Operation(
        "PATCH",
        TERM,
        change,
        "Vocabularies",
        "Change or move a term",
        {200: ref("Term")},
        body=TERM_CHANGES,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE", TERM, drop_one, "Vocabularies", "Remove a term", {204: None}, problems=(403, 404, 409)
    ),
    Operation(
        "POST",
        f"{TERM}/merge",
        merge,
        "Vocabularies",
        "Merge a term into another",
        {200: ref("Term")},
        body=INTO,
        problems=(400, 403, 404),
    ),
)
