"""A playlist by any name, a reference, an attachment: neither the canary file nor the canary port is touched."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from renditions.limits import CHILD_MEMORY
from tests.films import make_film
from tests.renditions.hostile.films import PLAYLISTS, Bait, avi_of, with_attachment, with_reference
from tests.renditions.hostile.outcome import Outcome, outcomes

EXTENSIONS = (".mp4", ".mov", ".ts", ".mp3", ".avi", ".mkv", ".jpg", ".m3u8")


class Canary:
    """A film with an old time of reading, and a port that writes down who calls."""

    def __init__(self, folder: Path) -> None:
        self.film = make_film(folder / "canary.mp4", seconds=1, width=320, height=180)
        os.utime(self.film, ns=(0, self.film.stat().st_mtime_ns))
        self.calls: list[bytes] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def bait(self) -> Bait:
        """What hostile files are told."""
        return Bait(self.film, self._door.getsockname()[1])

    @property
    def is_untouched(self) -> bool:
        """Whether nobody called, and nobody read the film since its time of reading was set."""
        return not self.calls and self.film.stat().st_atime_ns == 0

    def close(self) -> None:
        """Stop listening."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._door.close()

    def _listen(self) -> None:
        while True:
            try:
                with self._door.accept()[0] as caller:
                    self.calls.append(caller.recv(100) or b"a call")
            except OSError:
                return


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    """A canary of this test alone."""
    folder = tmp_path / "canary"
    folder.mkdir()
    bird = Canary(folder)
    yield bird
    bird.close()


def ran(canary: Canary, paths: list[Path]) -> dict[Path, Outcome]:
    """Run the files and hold that the canary lives."""
    came = dict(zip(paths, outcomes(paths), strict=True))
    assert canary.calls == []
    assert canary.is_untouched
    for one in came.values():
        assert one.made or one.reasons
        assert all(
            sentence.endswith(".") and "/" not in sentence for sentence in (*one.reasons, *one.problems)
        )
    return came


def test_the_canary_sings(canary: Canary) -> None:
    assert canary.is_untouched
    canary.film.read_bytes()
    with socket.create_connection(("127.0.0.1", canary.bait.port)) as line:
        line.sendall(b"hello")
        line.recv(1)
    assert canary.calls == [b"hello"]
    if canary.film.stat().st_atime_ns == 0:
        pytest.skip("this file system keeps no time of reading; the port is watched all the same")


def test_playlists_by_any_name_are_refused(canary: Canary, tmp_path: Path) -> None:
    paths = []
    for number, make in enumerate(PLAYLISTS.values()):
        for extension in (EXTENSIONS[number % len(EXTENSIONS)], ".mp4"):
            paths.append(tmp_path / f"{number}{extension}")
            paths[-1].write_text(make(canary.bait))
    assert not any(one.made for one in ran(canary, paths).values())


def test_playlists_that_begin_as_films_do_are_refused(canary: Canary, tmp_path: Path) -> None:
    """The first bytes say MP4, so that the file is kept and gets as far as ffmpeg."""
    paths = []
    for number, make in enumerate(PLAYLISTS.values()):
        paths.append(tmp_path / f"{number}.mp4")
        paths[-1].write_bytes(b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + make(canary.bait).encode())
    came = ran(canary, paths)
    assert {one.media_type for one in came.values()} == {"video/mp4"}
    assert not any(one.made for one in came.values())


def test_samples_that_stand_elsewhere_are_not_fetched(canary: Canary, tmp_path: Path) -> None:
    plain = make_film(tmp_path / "plain.mp4", seconds=1, width=320, height=180)
    paths = [tmp_path / "file.mp4", tmp_path / "address.mov", tmp_path / "relative.mp4"]
    addresses = [f"file://{canary.film}", canary.bait.address, "canary/canary.mp4"]
    for path, address in zip(paths, addresses, strict=True):
        with_reference(plain, path, address)
    ran(canary, paths)


def test_what_is_attached_or_hidden_is_not_followed(canary: Canary, tmp_path: Path) -> None:
    plain = make_film(tmp_path / "plain.mp4", seconds=1, width=320, height=180)
    listed = tmp_path / "list.ttf"
    listed.write_text(PLAYLISTS["hls of a path"](canary.bait))
    film, avi = tmp_path / "attached.mkv", tmp_path / "text.avi"
    with_attachment(plain, film, listed)
    avi.write_bytes(avi_of(listed.read_bytes()))
    came = ran(canary, [film, avi])
    assert came[film].made == 2
    assert came[film].peak <= CHILD_MEMORY


def test_cut_films_end_in_a_film_or_in_a_sentence(canary: Canary, tmp_path: Path) -> None:
    whole = make_film(tmp_path / "whole.mp4", seconds=1, width=320, height=180).read_bytes()
    paths = []
    for share in (0.02, 0.5, 0.97):
        paths.append(tmp_path / f"{share}.mp4")
        paths[-1].write_bytes(whole[: int(len(whole) * share)])
    ran(canary, paths)
