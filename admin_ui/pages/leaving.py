"""Somebody leaves: what is theirs goes to somebody else, what is known of them is given out or erased."""

from typing import Any

from starlette.responses import Response, StreamingResponse

from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.people import get_person, list_people
from dam.accounts.personal.erase import erase_person
from dam.accounts.personal.export import export_person
from dam.accounts.personal.hand_over import count_belongings, hand_over
from dam.accounts.personal.namesakes import find_unclear
from dam.errors import Conflict, Invalid, NotFound, VitrineError


def leaving_page(visit: Visit) -> Response:
    """Show what belongs to the person, and who might take it over."""
    return _show(visit, None)


def hand_over_form(visit: Visit) -> Response:
    """Give everything to the one chosen."""
    person_id = _person_id(visit)
    try:
        given = hand_over(visit.core, visit.caller, person_id, visit.text("to"))
    except (Conflict, NotFound) as error:
        return _show(visit, error)
    done = visit.speech.count(
        "%(num)s thing was handed over.", "%(num)s things were handed over.", sum(given.values())
    )
    return visit.go(f"/people/{person_id}/leaving", done)


def erase_form(visit: Visit) -> Response:
    """Erase the person, once the word that confirms it was typed."""
    person_id = _person_id(visit)
    person = get_person(visit.core, visit.caller, person_id)
    try:
        if visit.text("email") != person.email:
            raise Conflict(visit.say("Type the e-mail address of the person to confirm."))
        erased = erase_person(visit.core, visit.caller, person_id, visit.texts("also"))
    except (Conflict, Invalid) as error:
        return _show(visit, error)
    done = visit.say("The person was erased; what they did stays, and names nobody.")
    left = sum(each.rows for each in erased.left)
    if left:
        done += " " + visit.speech.count(
            "%(num)s mention of the name stays: it may be somebody else’s.",
            "%(num)s mentions of the name stay: they may be somebody else’s.",
            left,
        )
    return visit.go("/people", done)


def personal_data_file(visit: Visit) -> Response:
    """Send everything the house knows of the person."""
    pieces = export_person(visit.core, visit.caller, _person_id(visit))
    headers = {
        "Content-Disposition": 'attachment; filename="personal-data.json"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(pieces, headers=headers, media_type="application/json")


def _show(visit: Visit, error: VitrineError | None) -> Response:
    person = get_person(visit.core, visit.caller, _person_id(visit))
    values: dict[str, Any] = {
        "person": person,
        "belongings": count_belongings(visit.core, visit.caller, person.id),
        "heirs": [
            each for each in list_people(visit.core, visit.caller) if each.is_active and each.id != person.id
        ],
        "unclear": find_unclear(visit.core, visit.caller, person.id),
        "sentence": sentence_of(error, visit) if error else "",
    }
    return render(visit, "leaving.html", values, status=status_of(error) if error else 200)


def _person_id(visit: Visit) -> str:
    return str(visit.request.path_params["person_id"])
