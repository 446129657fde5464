"""Short links and their codes: the list, one of them, and its QR code as a file."""

from typing import Any

from starlette.responses import Response

from admin_ui.asset_form import asset_id_in
from admin_ui.link_form import LinkForm, empty_form, form_of, posted_form, wishes_of
from admin_ui.link_rows import link_rows
from admin_ui.refusals import status_of
from admin_ui.render import render
from admin_ui.sparkline import area, curve
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.errors import Conflict, Invalid, VitrineError
from delivery.disposition import attachment
from delivery.links.edits import create_link, edit_link, etag_of, retire_link
from delivery.links.figures import count_by_day
from delivery.links.known import Link, load_known
from delivery.links.lead import Lead, lead
from delivery.links.qr import draw_code, file_name
from delivery.links.read import STATES, LinkFilter, get_link, list_links
from delivery.links.wanted import KINDS, link_url
from renditions.catalogue.channels import LIBRARY, ChannelView, list_channels

LINES = 50
"""Links on a page of the list."""


def links_page(visit: Visit) -> Response:
    """List links, with a form for another."""
    asset_id = asset_id_in(visit.request.query_params.get("asset", ""))
    return _show_all(visit, empty_form(asset_id), None)


def _show_all(visit: Visit, form: LinkForm, error: VitrineError | None) -> Response:
    asked = visit.request.query_params
    wanted = LinkFilter(
        channel=asked.get("channel", ""),
        state=asked.get("state", "") if asked.get("state") in STATES else "",
        words=asked.get("q", "")[:200].replace("\x00", ""),
    )
    page = list_links(visit.core, visit.caller, wanted, limit=LINES, cursor=asked.get("cursor") or None)
    values: dict[str, Any] = {
        **_choices(visit),
        "rows": link_rows(visit, page.items),
        "page": page,
        "wanted": wanted,
        "states": STATES,
        "is_filtered": wanted != LinkFilter(),
        "is_first": not asked.get("cursor"),
        "form": form,
    }
    return render(visit, "links.html", values, status=status_of(error) if error else 200)


def link_page(visit: Visit) -> Response:
    """Show one link: where it leads, its code, its days, and what can be changed."""
    link = get_link(visit.core, visit.caller, visit.request.path_params["code"])
    return _show(visit, link, form_of(link), None)


def _show(visit: Visit, link: Link, form: LinkForm, error: VitrineError | None) -> Response:
    days = count_by_day(visit.core, visit.caller, link) if visit.may(Action.SEE_INSIGHTS) else ()
    counts = tuple(each.count for each in days)
    values: dict[str, Any] = {
        **_choices(visit),
        "link": link,
        "row": link_rows(visit, [link])[0],
        "url": link_url(visit.house.settings.base_url, link.code),
        "leads": _lead(visit, link),
        "days": days,
        "total": sum(counts),
        "line": curve(counts, width=600, height=80) if any(counts) else "",
        "area": area(counts, width=600, height=80) if any(counts) else "",
        "form": form,
    }
    return render(visit, "link.html", values, status=status_of(error) if error else 200)


def _lead(visit: Visit, link: Link) -> Lead | None:
    """Return where a visitor of unknown country is led now."""
    with visit.core.db.read() as session:
        known = load_known(session, [link.code])
    return None if known is None else lead(known, None, visit.core.now())


def _choices(visit: Visit) -> dict[str, Any]:
    with visit.core.db.read() as session:
        channels: list[ChannelView] = [each for each in list_channels(session) if each.name != LIBRARY]
    return {
        "channels": channels,
        "kinds": KINDS,
        "has_journeys": bool(visit.house.settings.journey_sites),
        "base_url": visit.house.settings.base_url,
    }


def create_form(visit: Visit) -> Response:
    """Make a link; what is wrong is said beside its input."""
    wishes = {**wishes_of(visit), "code": visit.text("code")}
    if not visit.text("kind"):
        wishes.pop("kind", None)
    try:
        link = create_link(visit.core, visit.caller, visit.house.settings.base_url, wishes)
    except (Invalid, Conflict) as error:
        return _show_all(visit, posted_form(visit, error), error)
    return visit.go(f"/links/{link.code}", visit.say("The link is ready to be printed or sent."))


def change_form(visit: Visit) -> Response:
    """Lead a link elsewhere, or change under what it counts."""
    base_url, link = _settings_and_link(visit)
    revision = visit.text("revision")
    if_match = f'"{revision}"' if revision.isdecimal() else etag_of(link)
    try:
        edit_link(visit.core, visit.caller, base_url, link.code, wishes_of(visit), if_match)
    except (Invalid, Conflict) as error:
        return _show(visit, link, posted_form(visit, error), error)
    return visit.go(f"/links/{link.code}", visit.say("Saved. What is printed follows within two seconds."))


def retire_form(visit: Visit) -> Response:
    """Retire a link, or bring it back."""
    base_url, link = _settings_and_link(visit)
    if visit.text("is_retired") == "no":
        edit_link(visit.core, visit.caller, base_url, link.code, {"is_retired": False})
        return visit.go(f"/links/{link.code}", visit.say("The link leads to its target again."))
    retire_link(visit.core, visit.caller, base_url, link.code)
    return visit.go(f"/links/{link.code}", visit.say("The link is retired: people are led to its fallback."))


def _settings_and_link(visit: Visit) -> tuple[str, Link]:
    link = get_link(visit.core, visit.caller, visit.request.path_params["code"])
    return visit.house.settings.base_url, link


def qr_file(visit: Visit) -> Response:
    """Give the QR code of a link as a picture, or to be saved with `download=1`."""
    base_url, link = _settings_and_link(visit)
    asked = visit.request.query_params
    format_, size = asked.get("format", "svg"), asked.get("size", "")
    number = int(size) if size.isascii() and size.isdecimal() and len(size) < 6 else 0
    drawing = draw_code(link_url(base_url, link.code), format_, number, asked.get("level", "M"))
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    if asked.get("download") == "1":
        headers["Content-Disposition"] = attachment(file_name(link.code, format_))
    return Response(drawing.content, 200, headers, drawing.media_type)
