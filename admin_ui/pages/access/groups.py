"""Groups, for admins: their people and what these are granted together."""

from starlette.responses import Response

from admin_ui.pages.access.granting import grants_of, places
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.access.groups import (
    add_member,
    change_group,
    create_group,
    delete_group,
    get_group,
    list_groups,
    remove_member,
)
from dam.accounts.caller import Role
from dam.accounts.people import list_people


def groups_page(visit: Visit) -> Response:
    """List the groups."""
    return render(visit, "groups.html", {"groups": list_groups(visit.core, visit.caller)})


def group_page(visit: Visit) -> Response:
    """Show one group."""
    group = get_group(visit.core, visit.caller, visit.request.path_params["group_id"])
    people = list_people(visit.core, visit.caller)
    values = {
        "group": group,
        "subject": f"group:{group.id}",
        "place": "",
        "roles": list(Role),
        "places": places(visit),
        "grants": grants_of(visit, group.id),
        "members": [person for person in people if person.id in group.members],
        "others": [person for person in people if person.id not in group.members and person.is_active],
        "has_provider": visit.house.settings.provider is not None,
    }
    return render(visit, "group.html", values)


def create_form(visit: Visit) -> Response:
    """Make a group."""
    group = create_group(visit.core, visit.caller, name=visit.text("name"))
    return visit.go(f"/admin/groups/{group.id}", visit.say("The group is there."))


def change_form(visit: Visit) -> Response:
    """Rename a group, add or remove somebody, or delete it."""
    group_id, action = visit.request.path_params["group_id"], visit.text("action")
    if action == "delete":
        delete_group(visit.core, visit.caller, group_id)
        return visit.go("/admin/groups", visit.say("The group is gone; its people are still here."))
    if action == "add":
        add_member(visit.core, visit.caller, group_id, visit.text("person"))
    elif action == "remove":
        remove_member(visit.core, visit.caller, group_id, visit.text("person"))
    else:
        claim = visit.text("claim") if "claim" in visit.form else None
        change_group(visit.core, visit.caller, group_id, name=visit.text("name"), claim=claim)
    return visit.go(f"/admin/groups/{group_id}", visit.say("Saved."))
