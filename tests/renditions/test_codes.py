"""QR codes and words in files, the whole way: from a preset through the fenced child into the store and back."""

import io
from pathlib import Path

import zxingcpp
from PIL import Image

from dam.accounts.caller import HOUSE
from dam.core import Core
from renditions.catalogue.channels import save_channel
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.preset_edits import save_preset
from renditions.make import make_renditions
from renditions.presets import PresetSpec
from tests.renditions.originals import place
from tests.renditions.pictures import quarters, saved

CODE = "bottom-right;40;M;https://maison.example/q/{asset}"
SCREEN = PresetSpec("cover", ("jpeg", "avif"), width=400, height=400, qr=CODE)
SHEET = PresetSpec("page", ("tiff", "pdf"), width=148, height=210, dpi=150, style="cmyk", bleed=3, qr=CODE)


def _content(core: Core, sha256: str) -> bytes:
    with core.store.local(sha256) as path:
        assert path is not None
        return path.read_bytes()


def test_each_asset_has_a_code_of_its_own_even_where_two_have_the_same_bytes(
    core: Core, tmp_path: Path
) -> None:
    save_channel(core, HOUSE, "kiosk", title={"en": "Kiosk"})
    save_preset(core, HOUSE, "kiosk", "screen", SCREEN)
    save_preset(core, HOUSE, "kiosk", "sheet", SHEET)
    exif = Image.Exif()
    exif[33432] = "Maison"
    original = saved(quarters(1300, 900), tmp_path / "o.jpg", exif=exif)
    texts = {}
    for placed in (place(core, original), place(core, original)):
        make_renditions(core, placed.version_id)
        with core.db.read() as session:
            rows = renditions_of(session, placed.asset_id)
        assert {(row.format, row.state) for row in rows} == {
            (format_, "ready") for format_ in ("jpeg", "avif", "tiff", "pdf")
        }, [row.error for row in rows]
        for row in rows:
            assert row.sha256 is not None
            if row.format != "pdf":
                with Image.open(io.BytesIO(_content(core, row.sha256))) as image:
                    assert image.getexif()[33432] == "Maison"
                    (code,) = zxingcpp.read_barcodes(image.convert("RGB").convert("L"))
                texts[placed.asset_id, row.format] = code.text
    assert texts == {key: f"https://maison.example/q/{key[0]}" for key in texts}
    assert len(set(texts.values())) == 2
