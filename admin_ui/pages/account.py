"""One's own account: name and password, the second factor, and where one is signed in."""

from starlette.responses import Response

from admin_ui.pages.people import sentence_of_person
from admin_ui.pages.sign_in import address_of, cookie_of, qr_of, spaced
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.people import change_myself, get_person
from dam.accounts.second_step import (
    FactorState,
    confirm_factor,
    offer_factor,
    read_factor,
    remove_factor,
    renew_codes,
)
from dam.accounts.settings import AccountSettings
from dam.accounts.signed_in import end_all_sessions, end_session, list_sessions
from dam.errors import Conflict, Forbidden, Invalid, TooMany
from delivery.identify import account_settings


def account_page(visit: Visit) -> Response:
    """Show one's own account."""
    return _show(visit, "", 200)


def _show(visit: Visit, sentence: str, status: int) -> Response:
    values = {
        "person": get_person(visit.core, visit.caller, visit.caller.id),
        "factor": read_factor(visit.core, visit.caller, _settings(visit)),
        "sessions": list_sessions(visit.core, visit.caller, secret=cookie_of(visit)),
        "days_kept": visit.house.seen.days_kept,
        "sentence": sentence,
    }
    return render(visit, "account.html", values, status=status)


def account_form(visit: Visit) -> Response:
    """Change one's own name or password; a new password signs out everywhere."""
    password = str(visit.form.get("password", ""))
    try:
        change_myself(
            visit.core,
            visit.caller,
            name=visit.text("name"),
            current_password=str(visit.form.get("current_password", "")),
            password=password or None,
        )
    except Invalid as error:
        paths = {field.path for field in error.errors}
        sentence = (
            visit.say("The present password is not right.")
            if "current_password" in paths
            else sentence_of_person(visit, error)
        )
        return _show(visit, sentence, 400)
    return visit.go("/sign-in" if password else "/account", visit.say("Saved."))


def end_session_form(visit: Visit) -> Response:
    """Sign out one browser."""
    end_session(visit.core, visit.caller, visit.request.path_params["session_id"])
    return visit.back("/account", visit.say("That browser is signed out."))


def end_others_form(visit: Visit) -> Response:
    """Sign out everywhere but here."""
    end_all_sessions(visit.core, visit.caller, but=cookie_of(visit))
    return visit.go("/account", visit.say("All other browsers are signed out."))


def factor_page(visit: Visit) -> Response:
    """Set up one-time codes, or say what can be done with those one has."""
    return _show_factor(visit, "", 200)


def factor_form(visit: Visit) -> Response:
    """Confirm, renew the recovery codes, or remove, each for a code."""
    action, code = visit.text("action"), visit.text("code")[:100]
    address, settings = address_of(visit), _settings(visit)
    try:
        if action == "remove":
            remove_factor(visit.core, visit.caller, code, address, settings)
            return visit.go("/account", visit.say("You are asked for codes no more."))
        act = renew_codes if action == "renew" else confirm_factor
        codes = act(visit.core, visit.caller, code, address, settings)
    except (Invalid, TooMany, Conflict, Forbidden) as error:
        return _show_factor(visit, sentence_of(error, visit), status_of(error))
    return render(visit, "recovery_codes.html", {"codes": codes, "onward": "/account"})


def _show_factor(visit: Visit, sentence: str, status: int) -> Response:
    settings = _settings(visit)
    state: FactorState = read_factor(visit.core, visit.caller, settings)
    enrolment = None if state.is_enrolled else offer_factor(visit.core, visit.caller, settings)
    values = {
        "factor": state,
        "secret": spaced(enrolment) if enrolment else "",
        "qr": qr_of(enrolment) if enrolment else "",
        "sentence": sentence,
    }
    return render(visit, "second_factor.html", values, status=status)


def _settings(visit: Visit) -> AccountSettings:
    return account_settings(visit.house.settings)
