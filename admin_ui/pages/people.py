"""People: who signs in, with which role."""

from typing import Any

from starlette.responses import Response

from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.access.second_factor import enrolled_people
from dam.accounts.caller import Role
from dam.accounts.people import add_person, change_person, list_people
from dam.errors import Conflict, Invalid, VitrineError


def people_page(visit: Visit) -> Response:
    """List everybody."""
    return _show(visit, {}, None)


def _show(visit: Visit, given: dict[str, str], error: VitrineError | None) -> Response:
    values: dict[str, Any] = {
        "people": list_people(visit.core, visit.caller),
        "roles": list(Role),
        "enrolled": _enrolled(visit),
        "given": given,
        "sentence": sentence_of_person(visit, error),
    }
    return render(visit, "people.html", values, status=status_of(error) if error else 200)


def _enrolled(visit: Visit) -> set[str]:
    with visit.core.db.read() as session:
        return enrolled_people(session)


def sentence_of_person(visit: Visit, error: VitrineError | None) -> str:
    """Return what is wrong with what was typed of a person."""
    if isinstance(error, Conflict):
        return visit.say("Somebody with this e-mail is already here.")
    if isinstance(error, Invalid):
        paths = {field.path for field in error.errors}
        if "password" in paths:
            return visit.say("The password needs at least 12 characters and must not be an obvious one.")
        if "email" in paths:
            return visit.say("This is not an e-mail address.")
    return sentence_of(error, visit) if error else ""


def add_form(visit: Visit) -> Response:
    """Add somebody; what is wrong is said beside the form, which keeps what was typed."""
    given = {name: visit.text(name) for name in ("email", "name", "role", "locale")}
    try:
        person = add_person(
            visit.core, visit.caller, password=str(visit.form.get("password", "")), **_known(given)
        )
    except (Invalid, Conflict) as error:
        return _show(visit, given, error)
    return visit.go("/people", visit.say("%(name)s can sign in now.", name=person.name))


def _known(given: dict[str, str]) -> dict[str, Any]:
    return {**given, "role": None if given["role"] == "none" else given["role"]}


def change_form(visit: Visit) -> Response:
    """Change a role, or let somebody in or out."""
    active = visit.text("is_active")
    person = change_person(
        visit.core,
        visit.caller,
        visit.request.path_params["person_id"],
        role="" if visit.text("role") == "none" else visit.text("role") or None,
        is_active=None if not active else active == "yes",
    )
    return visit.go("/people", visit.say("%(name)s was changed.", name=person.name))
