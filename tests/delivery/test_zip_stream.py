"""Archives written while they are sent."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

from delivery.zip_stream import zip_stream

WHEN = datetime(2026, 3, 21, 10, 0, tzinfo=UTC)


def test_equal_names_are_numbered_and_bytes_kept() -> None:
    files = [
        ("a.jpg", WHEN, [b"one", b"two"]),
        ("A.jpg", WHEN, [b"three"]),
        (".env", WHEN, []),
        ("a", WHEN, [b"x"]),
    ]
    archive = zipfile.ZipFile(BytesIO(b"".join(zip_stream(files))))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {
        "a.jpg": b"onetwo",
        "A (2).jpg": b"three",
        ".env": b"",
        "a": b"x",
    }


def test_it_streams() -> None:
    taken: list[int] = []

    def chunks() -> "list[bytes]":
        taken.append(1)
        return [bytes(1000)] * 100

    stream = zip_stream((f"{number}.bin", WHEN, chunks()) for number in range(5))
    next(stream)
    assert len(taken) == 1, "the second file is not read before the first is sent"
    assert sum(map(len, stream)) > 400_000
