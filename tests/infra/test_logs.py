"""Logs are one line each, for people or machines."""

import json
import logging
from collections.abc import Iterator

import pytest

from infra import logs


@pytest.fixture(autouse=True)
def _root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_json_holds_message_fields_and_error(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up_logging("json")
    try:
        raise ValueError("bad password=hunter2")
    except ValueError:
        logging.getLogger("vitrine.test").exception(
            "upload of %s failed",
            "été.jpg",
            extra={logs.FIELDS: {"asset": "a1", "url": "x?sig=abcdef", "password": "hunter2", "n": [1]}},
        )
    (line,) = capsys.readouterr().err.splitlines()
    written = json.loads(line)
    assert (written["level"], written["logger"], written["asset"]) == ("error", "vitrine.test", "a1")
    assert written["message"] == "upload of été.jpg failed"
    assert written["url"] == "x?sig=…"
    assert (written["password"], written["n"]) == ("…", [1])
    assert "ValueError" in written["error"]
    assert "hunter2" not in line
    assert written["at"].endswith("Z")


def test_text_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up_logging("text")
    logging.getLogger("vitrine.test").info("ready", extra={logs.FIELDS: {"port": 8000}})
    assert capsys.readouterr().err.endswith("INFO    vitrine.test  ready port=8000\n")


def test_libraries_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up_logging("text")
    logging.getLogger("botocore.auth").info("CanonicalRequest")
    assert capsys.readouterr().err == ""
