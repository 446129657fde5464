"""Which of a preset's files answers: the asked format exactly, or the one that `Accept` prefers."""

from delivery.files.negotiate import NEWCOMERS, choose_format
from delivery.files.refusal import being_made, cannot_be_made, unknown
from delivery.files.resolve import File, Resolution


def choose_file(resolution: Resolution, format: str, accept: str) -> tuple[File, bool]:
    """Return the file and whether `Accept` may choose; raise the `Refusal` that tells why there is none.

    A client that accepts none of the formats gets the one that everything can draw: better than an error on a page.
    What is still being made counts as a choice, because caches keep the answer until it is there.
    """
    if format:
        return _exactly(resolution, format), False
    if not resolution.files:
        raise _why_none(resolution)
    files = {file.format: file for file in resolution.files}
    plain = next((each for each in files if each not in NEWCOMERS), next(iter(files)))
    pending = sum(missing.state == "pending" for missing in resolution.missing)
    return files[choose_format(accept, tuple(files)) or plain], len(files) + pending > 1


def _exactly(resolution: Resolution, format: str) -> File:
    for file in resolution.files:
        if file.format == format:
            return file
    for missing in resolution.missing:
        if missing.format == format:
            raise (
                being_made() if missing.state == "pending" else cannot_be_made(missing.state, missing.reason)
            )
    raise unknown()


def _why_none(resolution: Resolution) -> Exception:
    if not resolution.missing:
        return unknown()
    for state in ("pending", "failed"):
        for missing in resolution.missing:
            if missing.state == state:
                return being_made() if state == "pending" else cannot_be_made(state, missing.reason)
    return cannot_be_made("unavailable", resolution.missing[0].reason)
