"""One person, for admins: role, groups, grants, second factor, sessions."""

from starlette.responses import Response

from admin_ui.pages.access.granting import grants_of, places
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.access.groups import list_groups
from dam.accounts.access.second_factor import enrolled_people
from dam.accounts.caller import Role
from dam.accounts.people import change_person, get_person
from dam.accounts.policy import Action, require
from dam.accounts.second_step import reset_factor
from dam.accounts.signed_in import end_all_sessions, list_sessions


def person_page(visit: Visit) -> Response:
    """Show what somebody may do and where they are signed in."""
    require(visit.caller, Action.MANAGE_PEOPLE)
    person = get_person(visit.core, visit.caller, visit.request.path_params["person_id"])
    with visit.core.db.read() as session:
        is_enrolled = person.id in enrolled_people(session)
    groups = list_groups(visit.core, visit.caller)
    values = {
        "person": person,
        "subject": f"person:{person.id}",
        "place": "",
        "roles": list(Role),
        "places": places(visit),
        "grants": grants_of(visit, person.id),
        "groups": [group for group in groups if person.id in group.members],
        "is_enrolled": is_enrolled,
        "is_me": person.id == visit.caller.id,
        "sessions": list_sessions(visit.core, visit.caller, person.id),
    }
    return render(visit, "person.html", values)


def security_form(visit: Visit) -> Response:
    """Reset a second factor, end all sessions, or forbid and allow the password."""
    person_id, action = visit.request.path_params["person_id"], visit.text("action")
    if action == "reset":
        reset_factor(visit.core, visit.caller, person_id)
        return visit.back("/people", visit.say("The second factor is reset, and every browser signed out."))
    if action in ("forbid", "allow"):
        change_person(visit.core, visit.caller, person_id, may_use_password=action == "allow")
        return visit.back("/people", visit.say("Saved."))
    end_all_sessions(visit.core, visit.caller, person_id)
    return visit.back("/people", visit.say("Every browser is signed out."))
