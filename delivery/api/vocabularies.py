"""Vocabularies and their terms over the API."""

from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.terms.promote import list_free_tags, offer_tags, promote_tag
from dam.core import Core
from dam.metadata.vocabularies.csv_form import read_csv, write_csv
from dam.metadata.vocabularies.edit import (
    add_term,
    delete_term,
    delete_vocabulary,
    edit_term,
    save_vocabulary,
)
from dam.metadata.vocabularies.merge import merge_terms
from dam.metadata.vocabularies.read import (
    TermView,
    VocabularyView,
    get_term,
    get_vocabulary,
    list_terms,
    list_vocabularies,
    suggest_terms,
)
from dam.metadata.vocabularies.skos_form import read_skos, write_skos
from dam.metadata.vocabularies.take_in import take_in_terms
from delivery.api.answers import PRIVATE_HEADERS, empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.schemas import BY_LOCALE, FLAG, MAYBE_TEXT, SHORT_TEXT, TEXT, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject
from delivery.api.vocabulary_schemas import SYNONYMS
from delivery.disposition import attachment

LIST, ONE = "/vocabularies", "/vocabularies/{key}"
TERMS, TERM = "/vocabularies/{key}/terms", "/terms/{term_id}"

_TERM = {"labels": BY_LOCALE, "synonyms": SYNONYMS, "parent_id": MAYBE_TEXT}
VOCABULARY = some_of({"label": BY_LOCALE, "is_for_tags": FLAG}, required=("label",))
NEW_TERM = some_of(_TERM, required=("labels",))
TERM_CHANGES = some_of(_TERM)
INTO = some_of({"into": SHORT_TEXT}, required=("into",))
FILE = some_of({"csv": TEXT, "skos": {"type": "object"}, "is_dry": FLAG})
PROMOTED = some_of(
    {"vocabulary": SHORT_TEXT, "labels": BY_LOCALE, "parent_id": MAYBE_TEXT}, required=("vocabulary",)
)
FORMATS = ("csv", "skos")


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


async def offer(call: Call) -> Response:
    """Return terms and tags for what was typed so far, in any language."""
    offered = await call.run(
        offer_tags, call.query.text("starts_with") or "", limit=call.query.number("limit", 10)
    )
    return short_list_answer(call, [asdict(each) for each in offered])


async def list_free(call: Call) -> Response:
    """Return the tags that are no term yet, the most used first."""
    counts = await call.run(list_free_tags, limit=call.query.number("limit", 100))
    return short_list_answer(call, [{"tag": each.tag, "count": each.count} for each in counts])


async def promote(call: Call) -> Response:
    """Make a term of a free tag; the assets that bear it follow within moments."""
    body: Any = await call.json()
    return json_answer(term_json(await call.run(promote_tag, call.path("tag"), **body)), 201)


_STARTS_WITH = Parameter("starts_with", "What was typed so far; case and accents do not matter.")

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
    Operation(
        "GET",
        TERMS,
        list_its_terms,
        "Vocabularies",
        "List terms",
        {200: page_of("Term")},
        query=(_STARTS_WITH, *SHORT_LIST),
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
    Operation(
        "GET",
        "/tag-offers",
        offer,
        "Tags",
        "Offer terms and tags while somebody types",
        {200: page_of("OfferedTag")},
        query=(_STARTS_WITH, *SHORT_LIST),
    ),
    Operation(
        "GET",
        "/free-tags",
        list_free,
        "Tags",
        "List tags that are no term yet",
        {200: page_of("Tag")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/tags/{tag}/promote",
        promote,
        "Tags",
        "Make a term of a tag",
        {201: ref("Term")},
        body=PROMOTED,
        problems=(400, 403, 404, 409),
    ),
)
