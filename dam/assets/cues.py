"""Subtitles read from SubRip (SRT) or WebVTT in any usual encoding, and written as plain WebVTT."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from dam.assets.cue_markup import clean_markup
from dam.errors import FieldError, Invalid

MAX_BYTES = 2_000_000
"""Of one file: the words of a three-hour film are 200 kB, and four encodings of them still fit."""

MAX_CUES = 20_000
"""Five times what a three-hour film has: beyond it a file is not subtitles."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s+(.*))?")
_SETTING = re.compile(
    r"(?:vertical:(?:rl|lr)|(?:line|position):-?\d{1,3}(?:\.\d+)?%?(?:,[a-z-]+)?|size:\d{1,3}(?:\.\d+)?%"
    r"|align:(?:start|center|end|left|right))"
)
_NOT_CUES = ("WEBVTT", "NOTE", "STYLE", "REGION")


class NotSubtitles(Invalid):
    """The file is no SRT or WebVTT in its line `line`, counted from 1."""

    def __init__(self, line: int, sentence: str) -> None:
        message = f"The subtitles cannot be read: line {line}: {sentence}."
        super().__init__(message, [FieldError("file", message)])
        self.line = line


@dataclass(frozen=True, slots=True)
class Cue:
    """Words on the screen from `start` up to `end`, in milliseconds; `settings` place them, `text` is WebVTT."""

    start: int
    end: int
    text: str
    settings: str = ""


@dataclass(slots=True)
class _Draft:
    start: int
    end: int
    lines: list[str]
    settings: str

    def cue(self) -> Cue:
        """Return the cue that it became."""
        return Cue(self.start, self.end, clean_markup("\n".join(self.lines)), self.settings)


def read_cues(data: bytes) -> tuple[Cue, ...]:
    """Read every cue, in order of time; whatever is not subtitles → `NotSubtitles` with the line and what was expected."""
    lines = [line.rstrip() for line in _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    is_vtt = lines[0].split()[:1] == ["WEBVTT"]
    drafts: list[_Draft] = []
    for number, block in _blocks(lines):
        _add(drafts, number, block, is_vtt=is_vtt)
    cues = [cue for draft in drafts if (cue := draft.cue()).text and cue.end > cue.start]
    if not cues:
        raise NotSubtitles(1, "expected subtitles, in the form of SRT or WebVTT, and there are none")
    if len(cues) > MAX_CUES:
        raise NotSubtitles(len(lines), f"expected at most {MAX_CUES} subtitles, and there are {len(cues)}")
    return tuple(sorted(cues, key=lambda cue: cue.start))


def write_vtt(cues: Sequence[Cue]) -> str:
    """Return the cues as a WebVTT file."""
    written = (
        f"{_clock(cue.start)} --> {_clock(cue.end)}{' ' + cue.settings if cue.settings else ''}\n{cue.text}\n"
        for cue in cues
    )
    return "WEBVTT\n\n" + "\n".join(written)


def _decoded(data: bytes) -> str:
    """Decode by the mark in front, else as UTF-8, else as UTF-16 without a mark, else as what Windows wrote in Europe."""
    encodings = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    if not encodings:
        utf_16 = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"] if b"\0" in data[:2] else []
        encodings = [*utf_16, "utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotSubtitles(1, "expected a text in UTF-8, UTF-16 or Windows-1252, and this is none")


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield lines that stand together, with the number of the first."""
    numbered = enumerate(lines, start=1)
    for has_words, group in groupby(numbered, key=lambda each: bool(each[1].strip())):
        if has_words:
            block = list(group)
            yield block[0][0], [line for _, line in block]


def _add(drafts: list[_Draft], number: int, block: list[str], *, is_vtt: bool) -> None:
    """Add the cues of a block: one, or several where the empty lines between them are missing."""
    times = [place for place, line in enumerate(block) if "-->" in line]
    if is_vtt and number == 1 and times:
        raise NotSubtitles(1 + times[0], "expected an empty line before the first subtitle")
    if is_vtt and block[0].split()[0] in _NOT_CUES:
        return
    _go_on(drafts, number, block[: times[0]] if times else block, has_time=bool(times), is_vtt=is_vtt)
    for place, end in pairwise([*times, len(block)]):
        words = block[place + 1 : end]
        if end < len(block) and words and words[-1].strip().isdecimal():
            words.pop()  # the number of the next one
        drafts.append(_draft(number + place, block[place], words))


def _go_on(drafts: list[_Draft], number: int, before: list[str], *, has_time: bool, is_vtt: bool) -> None:
    """Read what stands before a time: the number of a subtitle, or words that go on behind an empty line (SRT)."""
    if is_vtt or not before:
        return
    is_counted = before[-1 if has_time else 0].strip().isdecimal()
    if has_time and is_counted:
        before = before[:-1]
    elif is_counted and len(before) > 1 and (not drafts or ":" in before[1][:20]):
        raise _expected_time(number + 1, before[1])
    if before and not drafts:
        raise _expected_time(number, before[0])
    if before:
        drafts[-1].lines += before


def _draft(number: int, timing: str, words: list[str]) -> _Draft:
    found = _TIMING.fullmatch(timing)
    if found is None:
        raise _expected_time(number, timing)
    start, end = _milliseconds(*found.groups()[:4]), _milliseconds(*found.groups()[4:8])
    if end < start:
        raise NotSubtitles(number, f"expected an end after the beginning, got {timing.strip()[:60]!r}")
    settings = " ".join(each for each in (found[9] or "").split() if _SETTING.fullmatch(each))
    return _Draft(start, end, words, settings)


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    return 1000 * (3600 * int(hours or 0) + 60 * int(minutes) + int(seconds)) + int(fraction.ljust(3, "0"))


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _expected_time(number: int, line: str) -> NotSubtitles:
    return NotSubtitles(
        number, f"expected a time like 00:00:01,000 --> 00:00:04,000, got {line.strip()[:60]!r}"
    )
