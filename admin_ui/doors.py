"""The way into a page function: who is it, is the form ours, do, and say it kindly when the core refuses."""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from admin_ui.form_body import most_bytes, read_form
from admin_ui.language import Speech
from admin_ui.preferences import locale_of, theme_of
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.caller import ANONYMOUS
from dam.away import is_away, is_full
from dam.errors import NotFound, TooLarge, VitrineError
from delivery.csrf import FIELD, require_csrf
from delivery.house import house_of
from delivery.identify import Identity, identity_of

LOG = logging.getLogger("vitrine.pages")

PageFunction = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def page(function: PageFunction) -> Endpoint:
    """Open a page for people who signed in; others are shown the way to the sign-in."""
    return _door(function, is_public=False)


def public_page(function: PageFunction) -> Endpoint:
    """Open a page for everybody; its forms must come from a page of this house."""
    return _door(function, is_public=True)


def _door(function: PageFunction, *, is_public: bool) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except Exception as error:
            if not is_away(error):
                raise
            LOG.warning("the database does not answer", exc_info=error)
            return _away(request, error)

    async def answer(request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(_serve, function, request, FormData(), is_public)
        admitted = await run_in_threadpool(_admit, request, is_public)
        if isinstance(admitted, Response):
            return admitted
        try:
            form = await read_form(request, admitted)
        except TooLarge as error:
            return await run_in_threadpool(_refuse_unread, request, error)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        try:
            return await run_in_threadpool(_serve, function, request, form, is_public)
        finally:
            await form.close()

    return endpoint


def _admit(request: Request, is_public: bool) -> Response | int:
    """Refuse what another site or nobody sent before a byte of its body is read; else return how long it may be."""
    origin = request.headers.get("origin", "")
    is_foreign = origin not in ("", "null") and urlsplit(origin).netloc != request.headers.get("host")
    if is_foreign or request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return PlainTextResponse("This form came from another site.", 403)
    caller = _identify(request).caller
    if not (is_public or caller.is_somebody):
        is_partial = request.headers.get("hx-request-type") == "partial"
        return Response(status_code=401) if is_partial else RedirectResponse("/sign-in", 303)
    return most_bytes(house_of(request), caller, request.headers.get("content-type", ""))


def _refuse_unread(request: Request, error: TooLarge) -> Response:
    visit = _visit(request, _identify(request), FormData())
    return _show(visit, sentence_of(error, visit), status_of(error))


def _serve(function: PageFunction, request: Request, form: FormData, is_public: bool) -> Response:
    identity = _identify(request)
    visit = _visit(request, identity, form)
    if not (is_public or identity.caller.is_somebody):
        return _show_the_way(request)
    try:
        if identity.csrf_token is not None:
            require_csrf(request, identity.csrf_token, form.get(FIELD))
        if request.method not in ("GET", "HEAD"):
            return function(visit)
        with visit.core.db.reading_together():
            return function(visit)
    except VitrineError as error:
        return refuse(visit, error)
    except Exception as error:
        if is_away(error):
            raise
        LOG.exception("the page %s broke", request.url.path)
        sentence = visit.say("Something broke on our side and was written down. What was saved is kept.")
        return _show(visit, sentence, 500)


def _away(request: Request, error: Exception) -> Response:
    """Say that the library does not answer or is full, without asking it who is asking or what the page's frame holds."""
    speech = Speech(locale_of(request, house_of(request).settings.locale, None))
    sentence = speech.say("A part of the house does not answer right now. Try again in a moment.")
    if is_full(error):
        sentence = speech.say(
            "The disk of the library is full, so nothing was changed. Somebody must free some space."
        )
    return PlainTextResponse(sentence, 503, {"Retry-After": "5", "Cache-Control": "no-store"})


def _identify(request: Request) -> Identity:
    """A token opens no page: pages are for people."""
    identity = identity_of(request)
    return identity if identity.is_session else Identity(ANONYMOUS)


def _visit(request: Request, identity: Identity, form: FormData) -> Visit:
    house = house_of(request)
    of_person = identity.caller.locale if identity.caller.is_somebody else None
    locale = locale_of(request, house.settings.locale, of_person)
    return Visit(request, house, identity.caller, identity.csrf_token or "", locale, theme_of(request), form)


def _show_the_way(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    where = "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted)}"
    return RedirectResponse(where, 303)


def refuse(visit: Visit, error: VitrineError) -> Response:
    """Answer a refusal: a form goes back where it came from with the sentence, a page becomes a page about it."""
    sentence = sentence_of(error, visit)
    if visit.request.method == "POST" and not visit.is_partial:
        return visit.back("/", sentence, is_bad=True)
    return _show(visit, sentence, status_of(error))


async def nowhere(request: Request, _error: Exception) -> Response:
    """Answer an address that leads nowhere with a page about it, to people; Starlette calls this for its own 404."""
    if request.method not in ("GET", "HEAD") or "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("There is nothing here.", 404)

    def show() -> Response:
        visit = _visit(request, _identify(request), FormData())
        return refuse(visit, NotFound("There is no page at this address."))

    return await run_in_threadpool(show)


def _show(visit: Visit, sentence: str, status: int) -> Response:
    if visit.is_partial:
        return render(visit, "parts/refusal.html", {"sentence": sentence}, status=status)
    return render(
        visit,
        "refusal.html" if visit.caller.is_somebody else "refusal_outside.html",
        {"sentence": sentence},
        status=status,
    )
