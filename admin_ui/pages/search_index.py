"""The search index: how it stands, what works on it, building it anew and stopping that."""

from starlette.responses import Response

from admin_ui.render import render
from admin_ui.visit import Visit
from dam.search.upkeep.rebuilds import ask_for_rebuild
from dam.search.upkeep.runs import cancel_run, index_status

PATH = "/admin/search/index"


def index_page(visit: Visit) -> Response:
    """Show how the index stands; while something works on it, the page asks again."""
    status = index_status(visit.core, visit.caller, visit.house.index)
    return render(visit, "search_index.html", {"status": status}, blocks=["standing"])


def rebuild_form(visit: Visit) -> Response:
    """Ask for the index to be built anew."""
    ask_for_rebuild(visit.core, visit.caller)
    return visit.go(PATH, visit.say("The index is being built anew; search goes on meanwhile."))


def stop_form(visit: Visit) -> Response:
    """Stop what works on the index."""
    cancel_run(visit.core, visit.caller, visit.request.path_params["run_id"])
    return visit.go(PATH, visit.say("Stopped. What was done stays."))
