"""The administration of the mapping and of the write-back: what files say comes in, and what leaves in files."""

from typing import Any

from starlette.responses import Response

from admin_ui.chrome import channel_titles
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.mapped.again import Effect, ask_to_apply, foresee_mapping
from dam.errors import VitrineError
from dam.metadata.embedding.exiftool import find_exiftool
from dam.metadata.embedding.policies import AS_IT_STANDS, ORIGINALS, list_policies, save_policy
from dam.metadata.fields import list_fields
from dam.metadata.mapping.table import SOURCES, TARGETS, list_lines, save_lines
from renditions.catalogue.channels import LIBRARY

PAGE = "/admin/mapping"


def mapping_page(visit: Visit) -> Response:
    """Show the table and the policies."""
    require(visit.caller, Action.EDIT_FIELDS)
    return _show(visit)


def mapping_form(visit: Visit) -> Response:
    """Save the table, bring the usual one back, count what applying it would change, or ask for that."""
    require(visit.caller, Action.EDIT_FIELDS)
    if visit.text("what") == "look":
        return _show(visit, effect=foresee_mapping(visit.core, visit.caller, visit.house.settings.locale))
    if visit.text("what") == "apply":
        ask_to_apply(visit.core, visit.caller)
        return visit.go(PAGE, visit.say("The mapping is being applied; what people typed stays."))
    lines = [] if visit.text("what") == "usual" else _posted(visit)
    try:
        save_lines(visit.core, visit.caller, lines)
    except VitrineError as error:
        return _show(visit, error=error, typed=lines)
    return visit.go(PAGE, visit.say("The mapping is saved. Files that come in next follow it."))


def embedding_form(visit: Visit) -> Response:
    """Save what is written into the files of each channel."""
    require(visit.caller, Action.EDIT_FIELDS)
    with visit.core.db.read() as session:
        known = list_policies(session)
    for place in _places(visit):
        words = visit.text(f"words-{place}", "none")
        has_position = bool(visit.text(f"position-{place}"))
        before = known.get(place, AS_IT_STANDS)
        if (before.words, before.has_position) != (words, has_position):
            save_policy(visit.core, visit.caller, place, words, has_position=has_position)
    return visit.go(PAGE, visit.say("Saved. Files that are made already follow within minutes."))


def _show(
    visit: Visit,
    *,
    effect: Effect | None = None,
    error: VitrineError | None = None,
    typed: list[dict[str, Any]] | None = None,
) -> Response:
    with visit.core.db.read() as session:
        lines = [{"target": line.target, "sources": line.sources} for line in list_lines(session)]
        fields = list_fields(session)
        policies = list_policies(session)
    shown = typed if typed is not None else lines
    there = {line["target"] for line in shown}
    names = {f"fields.{field.key}": visit.speech.text_of(field.label, field.key) for field in fields}
    targets = [*TARGETS, *names]
    values = {
        "lines": [*shown, *({"target": each, "sources": ()} for each in targets if each not in there)],
        "names": names,
        "sources": SOURCES,
        "effect": effect,
        "policies": [
            (place, title, policies.get(place, AS_IT_STANDS)) for place, title in _places(visit).items()
        ],
        "has_exiftool": find_exiftool(visit.house.exiftool) is not None,
        "sentence": sentence_of(error, visit) if error else "",
        "detail": str(error) if error and visit.locale != "en" else "",
    }
    return render(visit, "mapping.html", values, status=status_of(error) if error else 200)


def _posted(visit: Visit) -> list[dict[str, Any]]:
    """Return the lines that name a source."""
    lines = [
        {"target": target, "sources": visit.text(f"sources-{target}").replace(",", " ").split()}
        for target in visit.texts("target")
    ]
    return [line for line in lines if line["sources"]]


def _places(visit: Visit) -> dict[str, str]:
    titles = {name: title for name, title in channel_titles(visit).items() if name != LIBRARY}
    return {ORIGINALS: visit.say("Originals, downloaded with current metadata"), **titles}
