"""The subtitles of a film on its page: added, replaced and removed language by language."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.cues import MAX_BYTES, NotSubtitles
from dam.assets.read import get_asset
from dam.assets.subtitles import delete_subtitles, save_subtitles
from dam.language.own_names import own_name

OFFERED = (
    "fr", "en", "de", "es", "it", "nl", "pt", "pt-BR", "pl", "sv", "da", "ja", "ko", "zh-Hans", "zh-Hant", "ar", "ru",
)  # fmt: skip
"""Languages that the form proposes; any other can be typed."""


def subtitles_form(visit: Visit) -> Response:
    """Keep the file that was sent as the subtitles of its language."""
    asset_id = str(visit.request.path_params["asset_id"])
    sent, locale = visit.form.get("file"), visit.text("locale")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _done(visit, visit.say("Choose a file first."), is_bad=True)
    require_somewhere(visit.caller, Action.EDIT_OWN)
    get_asset(visit.core, visit.caller, asset_id)
    data = sent.file.read(MAX_BYTES + 1)
    try:
        save_subtitles(visit.core, visit.caller, asset_id, locale, data, sent.filename)
    except NotSubtitles as error:
        return _done(visit, _sentence(visit, error), is_bad=True)
    return _done(visit, visit.say("Subtitles saved: %(language)s.", language=own_name(locale)))


def remove_form(visit: Visit) -> Response:
    """Take a language off the film."""
    locale = str(visit.request.path_params["locale"])
    delete_subtitles(visit.core, visit.caller, str(visit.request.path_params["asset_id"]), locale)
    return _done(visit, visit.say("Subtitles removed: %(language)s.", language=own_name(locale)))


def _sentence(visit: Visit, error: NotSubtitles) -> str:
    """English has the core's own sentence, which says more."""
    if visit.locale == "en":
        return str(error)
    return visit.say(
        "The subtitles cannot be read: line %(line)s is not what SRT or WebVTT expects.", line=error.line
    )


def _done(visit: Visit, message: str, *, is_bad: bool = False) -> Response:
    return visit.go(f"/assets/{visit.request.path_params['asset_id']}", message, is_bad=is_bad)
