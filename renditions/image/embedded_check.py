"""Holding a finished file against its metadata policy: the words in it that should not have left the house."""

from collections.abc import Iterator
from pathlib import Path

from PIL import ExifTags, Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from dam.metadata.facts_xmp import UnreadableXmp, descriptions
from renditions.image.embedded import LICENSOR_URL, PROPERTIES, full_name

Base = ExifTags.Base

_TECHNICAL_TAGS = frozenset(
    {*range(254, 260), 262, 266, *range(273, 281), *range(282, 285), 296, 317, 320, *range(322, 326)}
    | {*range(332, 340), 339, 530, 531, 532, 700, Base.InterColorProfile}
)
"""TIFF 6.0: what a decoder needs, and where XMP and the colour profile stand."""

_SAID_IN_EXIF = frozenset({int(Base.Artist), int(Base.Copyright)})

_SEGMENTS = (b"JFIF\0", b"Exif\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0", b"Adobe")
"""How the segments of a JPEG begin that may be in it: resolution, EXIF, XMP, colour profile, kind of colours."""

_OF_XMP_ITSELF = ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://www.w3.org/XML/1998/namespace}")
"""Namespaces of RDF's own lists and of languages."""

_XMP_IN_PNG = "XML:com.adobe.xmp"


def forbidden_metadata(path: Path, policy: str) -> tuple[str, ...]:
    """Return a few words for each thing in a finished file that its metadata policy does not keep; only heads are read."""
    if path.suffix == ".pdf":
        return tuple(dict.fromkeys(_in_pdf(path, policy)))
    with Image.open(path) as image:
        return forbidden_in(image, policy)


def forbidden_in(image: Image.Image, policy: str) -> tuple[str, ...]:
    """The same for a still that is open already."""
    return tuple(dict.fromkeys(_in_picture(image, policy)))


def _in_picture(image: Image.Image, policy: str) -> Iterator[str]:
    yield from _in_exif(image, policy)
    yield from _in_xmp(image.info.get("xmp"), _allowed(policy))
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        for name, content in image.applist:
            if not content.startswith(_SEGMENTS):
                yield f"JPEG {name}"
    elif isinstance(image, PngImagePlugin.PngImageFile):
        yield from (f"PNG {key}" for key in image.text if key != _XMP_IN_PNG)
    elif "comment" in image.info:
        yield "comment"


def _in_exif(image: Image.Image, policy: str) -> Iterator[str]:
    exif = image.getexif()
    kept = frozenset() if policy == "none" else _SAID_IN_EXIF
    technical = _TECHNICAL_TAGS if isinstance(image, TiffImagePlugin.TiffImageFile) else frozenset()
    for tag in exif:
        if tag not in kept | technical:
            yield f"EXIF {ExifTags.TAGS.get(tag, tag)}"
    if exif.get_ifd(ExifTags.IFD.IFD1):
        yield "EXIF thumbnail"


def _in_pdf(path: Path, policy: str) -> Iterator[str]:
    """Import late: a set without a PDF does not wait for the library that reads them."""
    from renditions.image import print_pdf  # noqa: PLC0415 - the reason is the docstring above

    info, packet, owed = print_pdf.words_in(path)
    yield from (f"PDF {name}" for name in info if name not in owed)
    yield from _in_xmp(packet, _allowed(policy) | owed)


def _in_xmp(packet: bytes | str | None, allowed: frozenset[str]) -> Iterator[str]:
    try:
        blocks = descriptions(packet)
    except UnreadableXmp:
        yield "XMP"
        return
    for element in (each for block in blocks for each in block.iter()):
        for name in (element.tag, *element.attrib):
            if name not in allowed and not name.startswith(_OF_XMP_ITSELF):
                yield f"XMP {name.rpartition('}')[2]}"


def _allowed(policy: str) -> frozenset[str]:
    names = {full_name(each.name) for each in PROPERTIES if policy in each.kept_by}
    return frozenset(names | {full_name(LICENSOR_URL)} if full_name("plus:Licensor") in names else names)
