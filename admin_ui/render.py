"""Draws a page, or the blocks of it that htmx asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_blocks
from starlette.responses import HTMLResponse

from admin_ui.built_files import icon, static_url
from admin_ui.chrome import chrome
from admin_ui.field_form import for_templates
from admin_ui.flash import Flash, eat_flashes, read_flashes
from admin_ui.labels.pictograms import ICONS
from admin_ui.security import protect
from admin_ui.visit import Visit
from dam.accounts.policy import Action

ENGINE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENGINE.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
ENGINE.globals.update(icon=icon, static_url=static_url, ICONS=ICONS, Action=Action)

HEADERS = {"Vary": "Cookie, Accept-Language, HX-Request-Type", "Cache-Control": "private, no-store"}


def render(
    visit: Visit,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    blocks: Sequence[str] = (),
    status: int = 200,
) -> HTMLResponse:
    """Return the page; a request for a part gets only `blocks`, in their order."""
    flashes = [] if visit.is_partial else read_flashes(visit.request)
    context = {**chrome(visit), **_context(visit, flashes), **(values or {})}
    if visit.is_partial and blocks:
        html = render_blocks(ENGINE, template, list(blocks), context)
    else:
        html = ENGINE.get_template(template).render(context)
    response = HTMLResponse(html, status, HEADERS)
    if flashes:
        eat_flashes(visit.request, response)
    protect(response)
    return response


def _context(visit: Visit, flashes: list[Flash]) -> dict[str, Any]:
    url = visit.request.url
    return {
        **visit.speech.for_templates(),
        **for_templates(visit),
        "caller": visit.caller,
        "may": visit.may,
        "locale": visit.locale,
        "theme": visit.theme,
        "csrf_token": visit.csrf_token,
        "path": url.path,
        "here": url.path + (f"?{url.query}" if url.query else ""),
        "flashes": flashes,
        "is_partial": visit.is_partial,
    }
