"""Files that the tests write themselves: with every kind of metadata, and hostile ones."""

import struct
import subprocess
import zlib
from pathlib import Path

import imageio_ffmpeg
from PIL import Image

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Studio Vitrine"
 photoshop:DateCreated="2026-03-21T10:00:00+01:00">
<dc:title><rdf:Alt><rdf:li xml:lang="en">Summer</rdf:li><rdf:li xml:lang="x-default">L’été</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Une plage</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag><rdf:li>plage</rdf:li><rdf:li>été</rdf:li><rdf:li>plage</rdf:li></rdf:Bag></dc:subject>
<dc:creator><rdf:Seq><rdf:li>Atelier Un</rdf:li><rdf:li>Atelier Deux</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Vitrine</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(
        f'<!ENTITY {two} "{f"&{one};" * 10}">'.encode()
        for one, two in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + b']><x:xmpmeta xmlns:x="adobe:ns:meta/">&i;</x:xmpmeta>'
)

OUTSIDE_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY out SYSTEM "file://%s">]>'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&out;</dc:title></rdf:Description></rdf:RDF>'
)


def photograph(
    path: Path, *, size: tuple[int, int] = (60, 40), orientation: int = 1, xmp: bytes = b""
) -> Path:
    """A small JPEG with EXIF and, when given, XMP."""
    exif = Image.Exif()
    exif[0x010E], exif[0x010F], exif[0x0110] = "Vue du port", "Canon", "Canon EOS R5"
    exif[0x0112], exif[0x8298] = orientation, "EXIF owner"
    exif.get_ifd(0x8769).update({0x9003: "2026:02:28 08:09:10", 0x9011: "+02:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.5), 3: "W", 4: (2.0, 17.0, 40.2)})
    Image.new("RGB", size, "#c86").save(path, exif=exif, xmp=xmp or None)
    return path


def iptc_tiff(path: Path) -> Path:
    """A TIFF with an IPTC block, as an agency would send it: one text in UTF-8, one in Latin 1."""
    texts = [
        (5, "Café du marché".encode()),
        (25, "café".encode("latin-1")),
        (25, b"place"),
        (55, b"20260321"),
        (60, b"101500+0100"),
        (80, b"Atelier Un"),
        (110, b"Agence"),
        (116, b"(c) Agence"),
        (120, b"Une terrasse"),
    ]
    block = b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text for number, text in texts)
    Image.new("RGB", (30, 20)).save(path, tiffinfo={33723: block})
    return path


def png_bomb(path: Path, side: int = 30_000) -> Path:
    """A PNG of 900 megapixels in a few hundred kilobytes."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    row = bytes(side // 8 + 1)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", pixels) + part(b"IEND", b"")
    )
    return path


def film(path: Path, *options: str, rotated: bool = False) -> Path:
    """Half a second of film with sound, made by the packaged ffmpeg."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-nostdin"]
    source = ["-f", "lavfi", "-i", "testsrc=s=160x90:d=0.5:r=10", "-f", "lavfi", "-i", "sine=d=0.5"]
    if not rotated:
        subprocess.run([*command, *source, *options, str(path)], check=True)
        return path
    upright = film(path.with_stem("upright"), *options)
    subprocess.run(
        [*command, "-display_rotation", "90", "-i", str(upright), "-c", "copy", str(path)], check=True
    )
    return path


def pdf(path: Path, *, title: str = "", pages: int = 1) -> Path:
    """A PDF of blank A4 pages."""
    sheets = [Image.new("RGB", (595, 842), "white") for _ in range(pages)]
    sheets[0].save(
        path, "PDF", save_all=True, append_images=sheets[1:], title=title, author="Atelier", resolution=72
    )
    return path
