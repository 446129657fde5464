"""Signing in and out."""

from starlette.responses import Response

from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit, safe_path
from dam.accounts.sessions import SignedIn, sign_in, sign_out
from dam.errors import Invalid, NotSignedIn, TooMany
from delivery.address import client_address
from delivery.identify import account_settings, cookie_name


def sign_in_page(visit: Visit) -> Response:
    """Show the form; who is signed in already goes on."""
    wanted = safe_path(visit.request.query_params.get("next", ""))
    if visit.caller.is_somebody:
        return visit.go(wanted or "/")
    return render(visit, "sign_in.html", {"email": "", "wanted": wanted, "sentence": ""})


def sign_in_form(visit: Visit) -> Response:
    """Open a session, or say on the same page what is not right."""
    email, wanted = visit.text("email"), safe_path(visit.text("next"))
    password = str(visit.form.get("password", ""))
    settings = visit.house.settings
    address = client_address(visit.request.scope, settings.trusted_proxies)
    try:
        signed_in = sign_in(visit.core, email, password, address, account_settings(settings))
    except (NotSignedIn, TooMany, Invalid) as error:
        sentence = _sentence(visit, error)
        values = {"email": email, "wanted": wanted, "sentence": sentence}
        return render(visit, "sign_in.html", values, status=status_of(error))
    response = visit.go(wanted or "/")
    _set_cookie(visit, response, signed_in)
    return response


def _sentence(visit: Visit, error: Exception) -> str:
    if isinstance(error, TooMany):
        return sentence_of(error, visit)
    return visit.say("This e-mail and password do not go together.")


def _set_cookie(visit: Visit, response: Response, signed_in: SignedIn) -> None:
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
    sign_out(visit.core, visit.request.cookies.get(name, ""))
    response = visit.go("/sign-in")
    response.delete_cookie(name, path="/", secure=settings.is_secure, httponly=True, samesite="lax")
    return response
