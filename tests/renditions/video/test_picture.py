"""What a film looks like: light, colours, shape and ground, whatever the original was."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from renditions.geometry import Size, whole
from renditions.video.footage import Footage
from renditions.video.picture import Shown, shown
from renditions.video.poster import make_poster
from renditions.video.probe import probe
from tests.films import film_of, lifted_film, make_like, run_plain, turned
from tests.photographs import photograph
from tests.renditions.pictures import BLUE, GREEN, RED, YELLOW, corner_colours, is_near, quarters
from tests.renditions.video.filming import STORY, WEB, difference, filmed, frame_at


def _picture() -> Image.Image:
    with Image.open(photograph("astronaut")) as image:
        return image.convert("RGB").resize((320, 180))


@pytest.mark.parametrize("light", ["pq", "hlg"])
def test_bright_film_is_brought_to_the_light_of_the_screen(tmp_path: Path, light: str) -> None:
    picture = _picture()
    film = lifted_film(tmp_path / "o.mp4", picture, light)
    footage = probe(film)
    assert (footage.light, footage.matrix, footage.pixels) == (light, "bt2020", "yuv420p10le")
    made = frame_at(filmed(film, WEB))
    untouched = frame_at(film)
    assert difference(made, picture) < 8
    assert difference(untouched, picture) > 20, "without tone mapping it is washed out"
    with Image.open(make_poster(film, tmp_path, footage)) as poster:
        assert difference(poster.convert("RGB"), made) < 4, "the poster looks like the film"


def test_what_is_not_said_to_be_bright_is_not_touched(tmp_path: Path) -> None:
    film = film_of(tmp_path / "o.mp4", [_picture()] * 3)
    made = filmed(film, WEB)
    assert difference(frame_at(made), frame_at(film)) < 2


def test_every_film_says_its_colours(tmp_path: Path) -> None:
    made = filmed(film_of(tmp_path / "o.mp4", [_picture()] * 3), WEB)
    with av.open(str(made)) as film:
        frame = next(film.decode(video=0))
        said = (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range)
    assert [int(each) for each in said] == [1, 1, 1, 1], "BT.709, limited range (ITU-T H.273)"


@pytest.mark.parametrize(("height", "matrix"), [(180, "bt601"), (720, "bt709")])
def test_colours_that_are_not_said_are_those_of_its_lines(tmp_path: Path, height: int, matrix: str) -> None:
    """Film without a word is standard definition up to 719 lines, and HD above: what every player takes it for."""
    size = Size(height * 16 // 9, height)
    film = film_of(tmp_path / "o.mp4", [quarters(size.width, size.height)] * 2)
    silent = make_like(
        tmp_path / "silent.mp4",
        "-map", "0:v", "-vf", f"scale=out_color_matrix={matrix}:out_range=tv,setparams=colorspace=unknown",
        inputs=["-i", str(film)],
    )  # fmt: skip
    assert probe(silent).matrix == matrix
    corners = corner_colours(frame_at(filmed(silent, WEB)))
    assert all(map(is_near, corners, (RED, GREEN, BLUE, YELLOW)))


def test_ten_bits_become_eight(tmp_path: Path) -> None:
    film = film_of(tmp_path / "o.mp4", [quarters(320, 180)] * 3, 10, "-pix_fmt", "yuv420p10le")
    assert probe(film).pixels == "yuv420p10le"
    assert all(map(is_near, corner_colours(frame_at(filmed(film, WEB))), (RED, GREEN, BLUE, YELLOW)))


def test_pixels_that_are_not_square_become_square(tmp_path: Path) -> None:
    film = film_of(
        tmp_path / "o.mp4", [quarters(240, 180)] * 3, 10, "-bsf:v", "h264_metadata=sample_aspect_ratio=4/3"
    )
    assert probe(film).size == Size(320, 180)
    assert frame_at(filmed(film, WEB)).size == (320, 180)
    portrait = turned(tmp_path / "t.mp4", film, 90)
    assert probe(portrait).size == Size(180, 320)
    assert frame_at(filmed(portrait, WEB)).size == (180, 320)


@pytest.mark.parametrize(
    ("degrees", "corners"),
    [
        (0, (RED, GREEN, BLUE, YELLOW)),
        (90, (GREEN, YELLOW, RED, BLUE)),
        (180, (YELLOW, BLUE, GREEN, RED)),
        (270, (BLUE, RED, YELLOW, GREEN)),
    ],
)
def test_every_way_of_holding_a_phone_is_upright(
    tmp_path: Path, degrees: int, corners: tuple[tuple[int, int, int], ...]
) -> None:
    film = turned(tmp_path / "o.mp4", film_of(tmp_path / "u.mp4", [quarters(320, 180)] * 3), degrees)
    made = filmed(film, WEB)
    assert probe(made).rotation == 0
    assert all(map(is_near, corner_colours(frame_at(made)), corners))


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    glass = "testsrc2=size=320x180:rate=10:duration=0.5,format=rgba,colorchannelmixer=aa=0"
    film = make_like(tmp_path / "o.mov", "-c:v", "qtrle", "-pix_fmt", "argb", picture=glass)
    assert probe(film).has_alpha
    assert min(min(colour) for colour in corner_colours(frame_at(filmed(film, WEB)))) > 250
    with Image.open(make_poster(film, tmp_path, probe(film))) as poster:
        assert np.asarray(poster).min() > 250


def test_transparency_that_only_one_decoder_sees_is_seen(tmp_path: Path) -> None:
    glass = "testsrc2=size=320x180:rate=10:duration=0.5,format=rgba,colorchannelmixer=aa=0"
    coding = ("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-deadline", "realtime", "-cpu-used", "8")
    film = make_like(tmp_path / "o.webm", *coding, picture=glass)
    assert min(min(colour) for colour in corner_colours(frame_at(filmed(film, WEB)))) > 245


def test_interlaced_film_loses_its_combs(tmp_path: Path) -> None:
    whole_frames = film_of(tmp_path / "p.mp4", [_bar(8 * number) for number in range(30)], 50)
    combed = tmp_path / "o.mp4"
    fields = "interlace=scan=tff:lowpass=off"
    coding = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-flags", "+ildct+ilme")
    run_plain("-i", str(whole_frames), "-vf", fields, *coding, str(combed))
    assert probe(combed).is_interlaced
    made = filmed(combed, WEB)
    assert probe(made).rate == 25
    truth = frame_at(whole_frames, 0.4)
    assert difference(frame_at(made, 0.4), truth) < 0.3 * difference(frame_at(combed, 0.4), truth)


def _bar(left: int) -> Image.Image:
    picture = Image.new("RGB", (320, 180), "white")
    picture.paste((20, 20, 60), (left, 0, left + 40, 180))
    return picture


def test_progressive_film_is_not_deinterlaced() -> None:
    """Each filter costs time and sharpness; none is there without need."""

    class Frames:
        names: tuple[str, ...] = ()

        def filter(self, name: str, *_values: object, **_options: object) -> "Frames":
            self.names = (*self.names, name)
            return self

    size = Size(320, 180)
    what = Shown(size, whole(size))
    assert shown(Frames(), Footage(size, pixels="yuv420p"), what).names == ()
    for other in (
        Footage(size, pixels="yuv422p"),
        Footage(size, pixels="yuv420p", matrix="bt601"),
        Footage(size, pixels="yuv420p", is_full_range=True),
    ):
        assert shown(Frames(), other, what).names == ("scale", "format")


def test_black_and_white_of_full_range_are_black_and_white(tmp_path: Path) -> None:
    coding = (
        "-vf",
        "scale=out_range=pc:out_color_matrix=bt709,format=yuvj420p",
        "-pix_fmt",
        "yuvj420p",
        "-color_range",
        "pc",
    )
    plain = film_of(tmp_path / "p.mp4", [Image.linear_gradient("L").resize((320, 180)).convert("RGB")] * 2)
    full = tmp_path / "o.mp4"
    run_plain("-i", str(plain), *coding, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", str(full))
    assert probe(full).is_full_range
    made = filmed(full, WEB)
    assert not probe(made).is_full_range
    assert difference(frame_at(made), frame_at(plain)) < 3


def test_a_crop_of_squeezed_pixels_shows_the_right_part(tmp_path: Path) -> None:
    film = film_of(
        tmp_path / "o.mp4", [quarters(240, 180)] * 3, 10, "-bsf:v", "h264_metadata=sample_aspect_ratio=4/3"
    )
    story = frame_at(filmed(film, STORY))
    assert story.size == (180, 320)
    top_left, top_right, *_bottom = corner_colours(story)
    assert is_near(top_left, RED)
    assert is_near(top_right, GREEN)
