"""Signing in and out, in one step or in two."""

import base64
from urllib.parse import quote

from starlette.responses import Response

from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit, safe_path
from dam.accounts.access.second_factor import Enrolment
from dam.accounts.second_step import finish_sign_in, read_waiting
from dam.accounts.sessions import SignedIn, is_csrf_token, sign_in, sign_out
from dam.errors import Invalid, NotSignedIn, TooMany, VitrineError
from delivery.address import client_address
from delivery.devices import device_label
from delivery.identify import account_settings, cookie_name
from delivery.links.qr import draw_code
from delivery.provider.open import open_provider
from delivery.provider.trouble import ProviderTrouble


def sign_in_page(visit: Visit) -> Response:
    """Show the form; who is signed in already goes on."""
    wanted = safe_path(visit.request.query_params.get("next", ""))
    if visit.caller.is_somebody:
        return visit.go(wanted or "/")
    return show_sign_in(visit, wanted=wanted)


def show_sign_in(
    visit: Visit, *, wanted: str = "", email: str = "", sentence: str = "", status: int = 200
) -> Response:
    """Show the form, with what is not right."""
    provider = visit.house.settings.provider
    values = {
        "email": email,
        "wanted": wanted,
        "sentence": sentence,
        "provider": provider.title if provider else "",
        "exit": _exit(visit) if visit.request.query_params.get("left") == "provider" else "",
    }
    return render(visit, "sign_in.html", values, status=status)


def _exit(visit: Visit) -> str:
    """Return where somebody who came by the provider signs out there as well; a link, since a form may not lead away."""
    settings = visit.house.settings
    if settings.provider is None:
        return ""
    try:
        provider = open_provider(settings.provider, settings.outgoing_allow)
        return provider.exit(f"{settings.base_url}/sign-in")
    except ProviderTrouble:
        return ""


def sign_in_form(visit: Visit) -> Response:
    """Open a session, ask for the second step, or say on the same page what is not right."""
    email, wanted = visit.text("email"), safe_path(visit.text("next"))
    try:
        signed_in = sign_in(
            visit.core,
            email,
            str(visit.form.get("password", "")),
            address_of(visit),
            account_settings(visit.house.settings),
            device=device_of(visit),
            former=cookie_of(visit),
        )
    except (NotSignedIn, TooMany, Invalid) as error:
        sentence = _sentence(visit, error)
        return show_sign_in(visit, wanted=wanted, email=email, sentence=sentence, status=status_of(error))
    response = visit.go(f"/sign-in/code?next={quote(wanted)}" if signed_in.awaits else wanted or "/")
    set_cookie(visit, response, signed_in)
    return response


def code_page(visit: Visit) -> Response:
    """Ask for the second step: a code, or first the enrolment that the house asks for."""
    return _show_step(visit, safe_path(visit.request.query_params.get("next", "")), "")


def code_form(visit: Visit) -> Response:
    """Finish the sign-in with a code; after an enrolment show the recovery codes, this once."""
    wanted = safe_path(visit.text("next"))
    settings = account_settings(visit.house.settings)
    try:
        waiting = read_waiting(visit.core, cookie_of(visit), settings)
        if not is_csrf_token(waiting.csrf_token, visit.text("step_token")):
            raise NotSignedIn("This sign-in was begun in another window; begin again.")
        signed_in, codes = finish_sign_in(
            visit.core, cookie_of(visit), visit.text("code")[:100], address_of(visit), settings
        )
    except (Invalid, TooMany) as error:
        return _show_step(visit, wanted, sentence_of(error, visit), status_of(error))
    except NotSignedIn:
        return visit.go("/sign-in", visit.say("This sign-in took too long. Begin again."), is_bad=True)
    response = (
        render(visit, "recovery_codes.html", {"codes": codes, "onward": wanted or "/"})
        if codes
        else visit.go(wanted or "/")
    )
    set_cookie(visit, response, signed_in)
    return response


def _show_step(visit: Visit, wanted: str, sentence: str, status: int = 200) -> Response:
    if visit.caller.is_somebody:
        return visit.go(wanted or "/")
    try:
        waiting = read_waiting(visit.core, cookie_of(visit), account_settings(visit.house.settings))
    except NotSignedIn:
        return visit.go("/sign-in")
    enrolment = waiting.enrolment
    values = {
        "wanted": wanted,
        "sentence": sentence,
        "step_token": waiting.csrf_token,
        "secret": spaced(enrolment) if enrolment else "",
        "qr": qr_of(enrolment) if enrolment else "",
    }
    return render(visit, "sign_in_code.html", values, status=status)


def qr_of(enrolment: Enrolment) -> str:
    """Return the QR code that an authenticator reads, as an image inside the page: it is nobody else's to fetch."""
    return (
        "data:image/svg+xml;base64," + base64.b64encode(draw_code(enrolment.uri, level="L").content).decode()
    )


def spaced(enrolment: Enrolment) -> str:
    """Return the secret in groups of four, as people type it."""
    secret = enrolment.secret
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def address_of(visit: Visit) -> str:
    """Return where the request came from, for the throttle."""
    return client_address(visit.request.scope, visit.house.settings.trusted_proxies)


def device_of(visit: Visit) -> str:
    """Return the words for the browser that asks."""
    return device_label(visit.request.headers.get("user-agent", ""))


def cookie_of(visit: Visit) -> str:
    """Return the secret that the browser came with."""
    return visit.request.cookies.get(cookie_name(visit.house.settings.is_secure), "")


def _sentence(visit: Visit, error: VitrineError) -> str:
    if isinstance(error, TooMany):
        return sentence_of(error, visit)
    if "identity provider" in str(error):
        return visit.say("This account signs in by the identity provider only.")
    return visit.say("This e-mail and password do not go together.")


def set_cookie(visit: Visit, response: Response, signed_in: SignedIn) -> None:
    """Give the browser the secret of its session."""
    settings = visit.house.settings
    response.set_cookie(
        cookie_name(settings.is_secure),
        signed_in.secret,
        max_age=settings.session_seconds,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def sign_out_form(visit: Visit) -> Response:
    """End the session and forget its cookie."""
    settings = visit.house.settings
    name = cookie_name(settings.is_secure)
    by_provider = sign_out(visit.core, visit.request.cookies.get(name, ""))
    response = visit.go("/sign-in?left=provider" if by_provider else "/sign-in")
    response.delete_cookie(name, path="/", secure=settings.is_secure, httponly=True, samesite="lax")
    return response
