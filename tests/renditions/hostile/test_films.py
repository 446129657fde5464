"""A playlist by any name, a reference, an attachment: neither the canary file nor the canary port is touched."""

import socket
from pathlib import Path

import pytest

from renditions.limits import CHILD_MEMORY
from tests.films import make_film
from tests.renditions.hostile.canary import Canary, ran
from tests.renditions.hostile.films import PLAYLISTS, avi_of, with_attachment, with_reference

EXTENSIONS = (".mp4", ".mov", ".ts", ".mp3", ".avi", ".mkv", ".jpg", ".m3u8")


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
