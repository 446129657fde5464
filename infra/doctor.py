"""Looks a house over and says what is well, what falls back, and what is wrong: one sentence each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dam.errors import VitrineError
from infra.doctor_access import check_sign_in
from infra.doctor_edges import check_edges
from infra.doctor_engines import check_engines
from infra.doctor_house import (
    check_blobs,
    check_cache,
    check_database,
    check_jobs,
    check_search,
    check_secret_key,
)
from infra.doctor_logs import check_logs
from infra.doctor_machine import (
    check_analysis,
    check_codecs,
    check_disk,
    check_documents,
    check_fences,
    check_film,
    check_originals,
    check_postgres_tools,
    check_python,
    check_server,
)
from infra.doctor_mail import check_mail
from infra.doctor_sayings import Level, Saying
from infra.doctor_words import check_words
from infra.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `ok` is well, `warn` works with a fallback or will not for long, `bad` needs somebody."""

    part: str
    level: Level
    sentence: str


CHECKS: dict[str, Callable[[Settings], Iterable[Saying]]] = {
    "python": check_python,
    "server": check_server,
    "pictures": check_codecs,
    "engines": check_engines,
    "film": check_film,
    "words": check_words,
    "originals": check_originals,
    "documents": check_documents,
    "fences": check_fences,
    "disk": check_disk,
    "secret key": check_secret_key,
    "sign-in": check_sign_in,
    "database": check_database,
    "blobs": check_blobs,
    "disk cache": check_cache,
    "search": check_search,
    "jobs": check_jobs,
    "edges": check_edges,
    "edge logs": check_logs,
    "mail": check_mail,
    "backup": check_postgres_tools,
    "analysis": check_analysis,
}
"""Every check by the part that it looks at, in the order in which people read them."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Make every check in turn; one that fails in a way nobody foresaw is a finding too."""
    for part, check in CHECKS.items():
        try:
            for level, sentence in check(settings):
                yield Finding(part, level, sentence)
        except VitrineError as error:
            yield Finding(part, "bad", str(error))
        except Exception as error:
            yield Finding(part, "bad", f"This could not be looked at: {type(error).__name__}: {error}")


def is_well(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing is bad."""
    return all(finding.level != "bad" for finding in findings)
