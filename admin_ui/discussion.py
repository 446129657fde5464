"""A discussion as its pages draw it: words cut at mentions, places said in words, and where each pin stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from admin_ui.visit import Visit
from dam.assets.review.pins import Pin
from dam.assets.review.threads import CommentView, Thread


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a comment; `is_mention` ones are somebody's name."""

    words: str
    is_mention: bool = False


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A thread with what its place is called; `is_pinned` ones are drawn on the stage."""

    thread: Thread
    place: str
    is_pinned: bool
    comments: list[tuple[CommentView, list[Piece]]]


def shown_threads(visit: Visit, threads: Iterable[Thread]) -> list[ShownThread]:
    """Return threads as they are drawn, what is still open first."""
    ordered = sorted(threads, key=lambda thread: thread.is_resolved)
    return [
        ShownThread(
            thread,
            place_of(visit, thread.pin),
            thread.pin.x is not None and not thread.is_earlier and not thread.is_resolved,
            [(comment, pieces(comment)) for comment in thread.comments],
        )
        for thread in ordered
    ]


def place_of(visit: Visit, pin: Pin) -> str:
    """Say where a pin stands: `at 0:12`, `page 3`, `at 25 % / 50 %`."""
    parts = []
    if pin.second is not None:
        parts.append(visit.say("at %(time)s", time=visit.speech.duration(pin.second)))
    if pin.page is not None:
        parts.append(visit.say("page %(number)s", number=pin.page))
    if pin.x is not None and pin.y is not None:
        parts.append(f"{round(pin.x * 100)} % / {round(pin.y * 100)} %")
    return " · ".join(parts)


def pieces(comment: CommentView) -> list[Piece]:
    """Cut a comment where it names somebody whom it mentions."""
    cut = [Piece(comment.body)]
    for name in sorted(set(comment.mentions.values()), key=len, reverse=True):
        cut = [each for piece in cut for each in _cut(piece, f"@{name}")]
    return [piece for piece in cut if piece.words]


def _cut(piece: Piece, name: str) -> Iterable[Piece]:
    if piece.is_mention:
        yield piece
        return
    rest = piece.words
    while (at := rest.casefold().find(name.casefold())) >= 0:
        yield Piece(rest[:at])
        yield Piece(rest[at : at + len(name)], is_mention=True)
        rest = rest[at + len(name) :]
    yield Piece(rest)
