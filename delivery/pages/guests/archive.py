"""Everything of a share that may be taken, as one archive that is written while it is sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dam.assets.filenames import clean_filename
from dam.assets.purposes import PurposeMissing
from dam.errors import Invalid, VitrineError
from dam.sharing.taking import Taken, purpose_of
from delivery.disposition import attachment
from delivery.files.lent import Lent
from delivery.house import House
from delivery.pages.guests.answer import HEADERS, draw, language_of
from delivery.pages.guests.room import Room
from delivery.pages.guests.rooms import ask_purpose, asked_of
from delivery.pages.guests.shown import find_best, find_file
from delivery.pages.guests.words import WORDS
from delivery.zip_stream import zip_stream

MOST_FILES = 200

MOST_BYTES = 4_000_000_000
"""One archive is one connection that cannot be taken up again where it broke."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What goes into the archive: one file of each asset, each asked again when its turn comes."""

    files: Sequence[tuple[Taken, Lent]]
    choices: tuple[str, ...] | None

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(lent.bytes for _, lent in self.files)


def archive(request: Request, house: House, room: Room) -> Response:
    """Send the best file of each asset that may be taken; too many, or too much, is refused before the first byte.

    Of each asset the original where it may be taken, else the largest file of the channel. Each counts as a download.
    """
    words = WORDS[language_of(request)]
    if not room.has_archive:
        return _refuse(request, room, words["only_look"], 403)
    with house.core.db.read() as session:
        plan = _plan(session, room, request.query_params.get("purpose", ""))
    if plan.choices is not None:
        return ask_purpose(request, room, plan.choices)
    if len(plan.files) > MOST_FILES or plan.bytes > MOST_BYTES:
        return _refuse(request, room, words["too_much"], 413)
    if room.left is not None and room.left < len(plan.files):
        return _refuse(request, room, words["too_few"].format(left=max(room.left, 0)), 403)
    headers = {**HEADERS, "Content-Disposition": attachment(f"{room.title}.zip")}
    if request.method == "HEAD":
        return Response(None, 200, headers, "application/zip")
    members = _members(request, house, room, plan.files)
    return StreamingResponse(zip_stream(members), headers=headers, media_type="application/zip")


def _plan(session: Session, room: Room, purpose: str) -> _Plan:
    """Choose the files; where brands ask what originals are for and nobody said it in their words, their `choices`.

    Said in the words of one brand and not of another, the other's originals are left out when their turn comes.
    """
    files: list[tuple[Taken, Lent]] = []
    choices: dict[str, None] = {}
    refused = 0
    for asset_id in (each for group in room.groups for each in group.asset_ids):
        found = find_best(session, room, asset_id)
        if found is None:
            continue
        what, lent = found
        try:
            purpose_of(session, asset_id, what, purpose)
        except Invalid as error:
            refused += 1
            choices |= dict.fromkeys(error.choices if isinstance(error, PurposeMissing) else ())
        files.append((Taken(asset_id, what, purpose), lent))
    is_open = refused > 0 and (not purpose or refused == len(files))
    return _Plan(files, tuple(choices) if is_open else None)


def _members(
    request: Request, house: House, room: Room, files: Sequence[tuple[Taken, Lent]]
) -> Iterator[tuple[str, datetime, Iterable[bytes]]]:
    """Yield file after file; what may not be taken any more when its turn comes is left out and said so."""
    left_out: list[str] = []
    for taken, lent in files:
        chunks = _chunks(request, house, room, taken)
        if chunks is None:
            left_out.append(lent.name)
        else:
            yield clean_filename(lent.name), lent.modified, chunks
    if left_out:
        words = WORDS[language_of(request)]
        text = "\r\n".join([words["left_out_why"], *left_out, ""])
        yield words["left_out"], house.core.now(), [text.encode("utf-8-sig")]


def _chunks(request: Request, house: House, room: Room, taken: Taken) -> Iterable[bytes] | None:
    """Ask once more whether the file is lit, count it as it begins, and return its bytes."""
    try:
        with house.core.db.read() as session:
            if not room.holds(session, taken.asset_id, asked_of(request, house, room.channel)):
                return None
            lent = find_file(session, room, taken.asset_id, taken.what)
        chunks = house.core.store.read(lent.sha256) if lent else None
        if chunks is not None:
            room.take(taken)
    except VitrineError:
        return None
    return chunks


def _refuse(request: Request, room: Room, sentence: str, status: int) -> Response:
    title = WORDS[language_of(request)]["refused_title"]
    return draw(request, "guest_refusal.html", title, {"room": room, "sentence": sentence}, status)
