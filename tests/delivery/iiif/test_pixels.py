"""What comes out: pieces that fit together, are upright, turned and coloured as asked, and hold nothing but pixels."""

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.delivery.iiif.conftest import Front
from tests.delivery.iiif.pictures import add_picture, encoded, gradient, opened, squares
from tests.photographs import photograph

PIC = "pctrxaaaaaaaaaaa"
SQUARES = "sqs67352ccc9mjhc"


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures of one size, of 255."""
    assert one.size == other.size
    channels = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return max(channels)


def test_tiles_fit_together(front: Front) -> None:
    """Seven tiles of a level, put side by side, are the picture at that size."""
    with Image.open(photograph("coffee")) as photo:
        picture = photo.convert("RGB").resize((1500, 1001), Image.Resampling.LANCZOS)
    add_picture(front.house.core, PIC, encoded(picture), picture.size)
    put_together = Image.new("RGB", (750, 501))
    for x in range(0, 1500, 1024):
        for y in range(0, 1001, 1024):
            width, height = min(1024, 1500 - x), min(1024, 1001 - y)
            size = f"{-(-width // 2)},{-(-height // 2)}"
            answer = front.ask(f"{PIC}/{x},{y},{width},{height}/{size}/0/default.png")
            assert answer.status == 200
            put_together.paste(opened(answer.body), (x // 2, y // 2))
    whole = opened(front.ask(f"{PIC}/full/750,501/0/default.png").body)
    assert difference(put_together, whole) < 1.0
    seam = (480, 0, 544, 501)
    assert difference(put_together.crop(seam), whole.crop(seam)) < 1.5


def test_a_level_is_decoded_once(front: Front) -> None:
    add_picture(front.house.core, PIC, encoded(gradient(1500, 1000)), (1500, 1000))
    tiles = [(x, y) for x in (0, 512, 1024) for y in (0, 512)]
    for x, y in tiles:
        width, height = min(512, 1500 - x), min(512, 1000 - y)
        assert front.ask(f"{PIC}/{x},{y},{width},{height}/{width},{height}/0/default.jpg").status == 200
    assert front.server.desk.cuts == 1


def test_pieces_survive_a_restart_and_torn_ones_are_cut_anew(front: Front) -> None:
    add_picture(front.house.core, PIC, encoded(gradient(600, 400)), (600, 400))
    first = front.ask(f"{PIC}/full/300,/0/default.png")
    shelf = front.server.desk.shelf
    shelf._kept.clear()
    assert front.ask(f"{PIC}/full/300,/0/default.png").body == first.body
    assert front.server.desk.cuts == 1
    shelf._kept.clear()
    (kept,) = (path for path in front.house.spool.glob("pieces/*") if len(path.name) == 64)
    kept.write_bytes(kept.read_bytes()[:-100])
    assert front.ask(f"{PIC}/full/300,/0/default.png").body == first.body
    assert front.server.desk.cuts == 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_regions_are_told_of_the_upright_picture(front: Front, orientation: int) -> None:
    upright = gradient(320, 200)
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turn[orientation]) if orientation in turn else upright
    exif = Image.Exif()
    exif[274] = orientation
    content = encoded(stored, "JPEG", quality=98, subsampling=0, exif=exif)
    add_picture(front.house.core, PIC, content, upright.size, "image/jpeg")
    came = opened(front.ask(f"{PIC}/200,20,100,60/max/0/default.png").body)
    assert difference(came, upright.crop((200, 20, 300, 80))) < 3


@pytest.mark.parametrize(
    ("rotation", "turn"),
    [
        ("90", lambda each: each.transpose(Image.Transpose.ROTATE_270)),
        ("180", lambda each: each.transpose(Image.Transpose.ROTATE_180)),
        ("270", lambda each: each.transpose(Image.Transpose.ROTATE_90)),
        ("!0", lambda each: each.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        (
            "!90",
            lambda each: each.transpose(Image.Transpose.FLIP_LEFT_RIGHT).transpose(
                Image.Transpose.ROTATE_270
            ),
        ),
    ],
)
def test_rotations(front: Front, rotation: str, turn: object) -> None:
    assert callable(turn)
    add_picture(front.house.core, PIC, encoded(gradient(300, 200)), (300, 200))
    plain = opened(front.ask(f"{PIC}/10,10,200,100/100,50/0/default.png").body)
    turned = opened(front.ask(f"{PIC}/10,10,200,100/100,50/{rotation}/default.png").body)
    assert difference(turned, turn(plain)) == 0


def test_qualities(front: Front) -> None:
    add_picture(front.house.core, SQUARES, encoded(squares()), (1000, 1000))
    assert opened(front.ask(f"{SQUARES}/full/200,/0/gray.jpg").body).mode == "L"
    assert opened(front.ask(f"{SQUARES}/full/200,/0/bitonal.png").body).mode == "1"
    colours = front.ask(f"{SQUARES}/full/200,/0/color.jpg")
    assert colours.body == front.ask(f"{SQUARES}/full/200,/0/default.jpg").body


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ("^max", (4096, 4096)),
        ("^pct:200", (2000, 2000)),
        ("^!2000,500", (500, 500)),
        ("!2000,3000", (1000, 1000)),
        ("^1100,1100", (1100, 1100)),
    ],
)
def test_sizes_that_the_validator_reads_otherwise(front: Front, size: str, drawn: tuple[int, int]) -> None:
    add_picture(front.house.core, SQUARES, encoded(squares()), (1000, 1000))
    answer = front.ask(f"{SQUARES}/full/{size}/0/default.webp")
    assert answer.headers["content-type"] == "image/webp"
    assert opened(answer.body).size == drawn


def test_transparency_and_its_ground(front: Front) -> None:
    add_picture(front.house.core, PIC, encoded(gradient(200, 100, "RGBA")), (200, 100))
    clear = opened(front.ask(f"{PIC}/full/max/0/default.png").body)
    assert clear.mode == "RGBA"
    assert clear.getpixel((0, 50))[3] < 10  # type: ignore[index]
    laid = opened(front.ask(f"{PIC}/full/max/0/default.jpg").body).convert("RGB").getpixel((0, 50))
    assert min(laid) > 240  # type: ignore[arg-type]


def test_nothing_is_told_about_the_one_who_took_the_picture(front: Front) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Somebody"
    content = encoded(gradient(300, 200), "JPEG", exif=exif, comment=b"a secret")
    add_picture(front.house.core, PIC, content, (300, 200), "image/jpeg")
    for extension in ("jpg", "png", "webp"):
        came = front.ask(f"{PIC}/full/max/0/default.{extension}").body
        assert b"Somebody" not in came
        assert b"secret" not in came
        assert not opened(came).getexif()


def test_a_broken_original_is_told(front: Front) -> None:
    add_picture(front.house.core, PIC, b"\x89PNG\r\n\x1a\n no picture", (300, 200))
    answer = front.ask(f"{PIC}/full/max/0/default.jpg")
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
