"""The gate: nothing local is read through a playlist, nothing runs for ever, and no other code runs ffmpeg."""

import ast
import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import imageio_ffmpeg
import pytest

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import Size
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video import arguments, gate
from renditions.video.footage import Footage
from tests.films import make_film
from tests.renditions.pictures import quarters, saved

ROOT = Path(__file__).parents[3]
PRODUCT = ("dam", "renditions", "delivery", "admin_ui", "infra")
FILM = Recipe("mp4", "inside", 1920, 1080, quality=30, style="web")
LARGE = Recipe("mp4", "cover", 3840, 2160, quality=30, style="web")
SMALL = Size(320, 180)


def _film(source: Path, target: Path) -> list[str]:
    return arguments.film(source, target, FILM, Footage(SMALL), RenditionSettings(film_preset="ultrafast"))


STARTERS = {
    "renditions/video/gate.py": "ffmpeg, by the fenced command alone",
    "dam/sandbox/process.py": "our own interpreter, which shuts itself in",
    "dam/sandbox/launch.py": "what the fenced command names, from behind the fence",
    "dam/metadata/embedding/exiftool.py": "exiftool, by the fenced command alone",
    "infra/backup_rows.py": "pg_dump and pg_restore, for whoever runs the house",
    "infra/demo/library.py": "our own interpreter, to draw the demo pictures on all cores",
    "infra/siblings.py": "our own command once more, to serve from every core",
    "admin_ui/build.py": "the builder of the pages, on a developer's machine",
}
"""Who starts programs, and which; a file that is not here may not."""


@cache
def product_trees() -> dict[str, ast.Module]:
    """Every file of the product as a tree of syntax, by its path."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for folder in PRODUCT
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
    }


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield _dotted(node.func), node


def _dotted(function: ast.expr) -> str:
    """Return how a function is called by its name, `ffmpeg.input.output`; what is no name says nothing: it is walked too."""
    if isinstance(function, ast.Name):
        return function.id
    return f"{_dotted(function.value)}.{function.attr}" if isinstance(function, ast.Attribute) else ""


def _starts_programs(tree: ast.Module) -> bool:
    starts = re.compile(
        r"os\.(exec|spawn|system|popen|posix_spawn|fork)|pty\.|asyncio\.create_subprocess|.*run_async$"
    )
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    runs_itself = ("ffmpeg.run", "ffmpeg.probe", "imageio_ffmpeg.read_frames", "imageio_ffmpeg.write_frames")
    return bool(imported & {"subprocess", "multiprocessing", "pty"}) or any(
        starts.match(name) or name in runs_itself for name, _ in _calls(tree)
    )


def test_only_a_few_files_start_programs_and_only_the_gate_starts_ffmpeg() -> None:
    trees = product_trees()
    started = {name for name, tree in trees.items() if _starts_programs(tree)}
    allowed = set(STARTERS) | {"dam/sandbox/probe.py"}  # which tries to, and is refused
    assert started <= allowed, "see `dam.sandbox.program.fenced_command` and the gate"
    named = {
        name for name, tree in trees.items() if any("get_ffmpeg_exe" in call for call, _ in _calls(tree))
    }
    assert named & started == {"renditions/video/gate.py"}
    gate_calls = [name for name, _ in _calls(trees["renditions/video/gate.py"])]
    assert gate_calls.count("fenced_command") == gate_calls.count("subprocess.Popen") == 1


def test_every_film_that_is_opened_in_a_child_stands_behind_the_whitelist() -> None:
    opened = [
        (name, call)
        for name, tree in product_trees().items()
        for function, call in _calls(tree)
        if function in ("av.open", "av.container.open")
    ]
    reading = [(name, call) for name, call in opened if ast.unparse(call).find("'w'") < 0]
    assert {name for name, _ in reading} == {"dam/metadata/facts_film.py", "renditions/video/probing.py"}
    for name, call in reading:
        words = ast.unparse(product_trees()[name])
        assert "format_whitelist" in words, name
        assert "protocol_whitelist" in words, name
        assert any("options" in str(keyword.arg) for keyword in call.keywords), name


def test_every_input_stands_behind_the_whitelist() -> None:
    command = gate.guarded(["-i", "file:/a.mp4", "-i", "file:/b.mp4", "file:/out.mp4"])
    inputs = [index for index, word in enumerate(command) if word == "-i"]
    assert [command[index - 2] for index in inputs] == ["-format_whitelist"] * 2
    assert "-nostdin" in command


@pytest.mark.parametrize(
    "words",
    [
        ["-i", "http://example.org/a.mp4", "file:/out.mp4"],
        ["-i", "a.mp4", "file:/out.mp4"],
        ["-i", "file:a.mp4", "file:/out.mp4"],
        ["-i", "concat:/a|/b", "file:/out.mp4"],
        ["-i", "file:/a.mp4", "out.mp4"],
        ["-i", "file:/a.mp4", "rtmp://example.org/live"],
    ],
)
def test_only_absolute_local_paths_pass(words: list[str]) -> None:
    with pytest.raises(ValueError, match="absolute file: path"):
        gate.guarded(words)


def _playlists(canary: Path) -> dict[str, str]:
    return {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{canary}\n#EXT-X-ENDLIST\n",
        "hls-url": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{canary}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{canary}'\n",
        "dash": (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
            'mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet '
            'mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>'
            f"file://{canary}</BaseURL></Representation></AdaptationSet></Period></MPD>"
        ),
    }


def test_the_trap_is_real(tmp_path: Path) -> None:
    """Without the whitelist the same ffmpeg does read the canary through a playlist named .mp4."""
    canary = make_film(tmp_path / "canary.mp4", seconds=1)
    playlist = tmp_path / "film.mp4"
    playlist.write_text(_playlists(canary)["dash"])
    bare = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-nostdin",
        "-loglevel",
        "error",
        *_film(playlist, tmp_path / "out.mp4"),
    ]
    subprocess.run(bare, check=True, capture_output=True, timeout=60)
    assert (tmp_path / "out.mp4").stat().st_size > 0


@pytest.mark.parametrize("kind", ["hls", "hls-url", "concat", "dash"])
def test_a_playlist_named_mp4_reads_nothing(tmp_path: Path, kind: str) -> None:
    canary = make_film(tmp_path / "canary.mp4", seconds=1)
    playlist = tmp_path / "film.mp4"
    playlist.write_text(_playlists(canary)[kind])
    read_before = canary.stat().st_atime_ns
    for words in (
        _film(playlist, tmp_path / "out.mp4"),
        arguments.posters(playlist, tmp_path, Footage(SMALL, picture_seconds=1.0)),
    ):
        with pytest.raises(NotRenderable, match=reasons.FILM_UNREADABLE):
            gate.run_ffmpeg(words)
    assert canary.stat().st_atime_ns == read_before
    assert not (tmp_path / "out.mp4").exists()
    assert not list(tmp_path.glob("*.png"))


def test_a_still_picture_is_not_a_film(tmp_path: Path) -> None:
    picture = saved(quarters(64, 64), tmp_path / "o.png")
    with pytest.raises(NotRenderable, match=reasons.FILM_UNREADABLE):
        gate.run_ffmpeg(_film(picture, tmp_path / "out.mp4"))


def test_progress_is_heard_in_seconds_of_film(tmp_path: Path) -> None:
    heard: list[float] = []
    film = make_film(tmp_path / "o.mp4", seconds=2)
    gate.run_ffmpeg(_film(film, tmp_path / "out.mp4"), on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(2, abs=0.2)


def test_a_run_ends_with_its_time(tmp_path: Path) -> None:
    film = make_film(tmp_path / "o.mp4", seconds=20, width=1280, height=720)
    slow = arguments.film(
        film,
        tmp_path / "out.mp4",
        LARGE,
        Footage(Size(1280, 720)),
        RenditionSettings(film_preset="veryslow"),
    )
    began = time.monotonic()
    with pytest.raises(NotRenderable, match=reasons.FILM_TOO_LONG):
        gate.run_ffmpeg(slow, limits=gate.FilmLimits(wall_seconds=1.0))
    assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child's life to its parent's")
def test_a_killed_worker_leaves_no_encoder_behind(tmp_path: Path) -> None:
    film = make_film(tmp_path / "o.mp4", seconds=20, width=1280, height=720)
    script = (
        "import sys; from pathlib import Path; from renditions.video import arguments, gate;"
        "from renditions.recipe import Recipe; from renditions.geometry import Size;"
        "from renditions.video.footage import Footage;"
        "from renditions.settings import RenditionSettings;"
        "recipe = Recipe('mp4', 'cover', 3840, 2160, quality=30, style='web');"
        "gate.run_ffmpeg(arguments.film(Path(sys.argv[1]), Path(sys.argv[2]), recipe,"
        " Footage(Size(1280, 720)), RenditionSettings(film_preset='veryslow')))"
    )
    out = tmp_path / "only-here.mp4"
    worker = subprocess.Popen([sys.executable, "-c", script, str(film), str(out)], cwd=ROOT)
    _wait_until(lambda: len(_processes_with(f"file:{out}")) == 1)
    worker.kill()
    worker.wait()
    _wait_until(lambda: not _processes_with(f"file:{out}"))


def _processes_with(word: str) -> list[str]:
    """Return the numbers of processes that were started with this argument."""
    found = []
    for commands in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word.encode() in commands.read_bytes().split(b"\0"):
                found.append(commands.parent.name)
    return found


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen within 30 seconds"
        time.sleep(0.02)


def test_a_file_does_not_grow_beyond_its_limit(tmp_path: Path) -> None:
    film = make_film(tmp_path / "o.mp4", seconds=5)
    with pytest.raises(NotRenderable):
        gate.run_ffmpeg(_film(film, tmp_path / "out.mp4"), limits=gate.FilmLimits(file_bytes=20_000))
    assert (tmp_path / "out.mp4").stat().st_size <= 20_000


def test_a_name_like_an_option_is_only_a_name(tmp_path: Path) -> None:
    film = make_film(tmp_path / "-i été 100%.mp4", seconds=0.5)
    gate.run_ffmpeg(_film(film, tmp_path / "-y out.mp4"))
    assert (tmp_path / "-y out.mp4").stat().st_size > 0
