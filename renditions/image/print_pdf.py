"""Pictures as a PDF of one page: a plain one for screens, and one for the press in the manner of PDF/X-4 (ISO 15930-7)."""

import hashlib
import io
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, ImageChops

from renditions.geometry import Box, Size
from renditions.image import colour, ink
from renditions.paper import Sheet

QUALITY = 92
"""JPEG quality of a page: at 150 dpi and more nobody tells it from the pixels themselves."""

_SPARE_INK = (10.0, 20.0)
"""Per cent kept free for JPEG, whose ringing adds ink along hard dark edges: up to 8 % in photographs, tried first."""

DATE = "2000-01-01T00:00:00Z"
"""PDF/X asks for the hour of making; the same picture makes the same bytes only with one that stands still."""

_PDF_DATE = "D:20000101000000Z"
_VERSION = "PDF/X-4"

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}

PROPERTIES = frozenset(
    f"{{{_NAMESPACES[prefix]}}}{name}"
    for prefix, name in (
        ("dc", "title"),
        ("pdf", "Trapped"),
        ("pdfxid", "GTS_PDFXVersion"),
        ("xmp", "CreateDate"),
        ("xmp", "ModifyDate"),
        ("xmp", "MetadataDate"),
        ("xmpMM", "DocumentID"),
        ("xmpMM", "VersionID"),
        ("xmpMM", "RenditionClass"),
    )
)
"""What PDF/X-4 asks for in XMP (ISO 15930-7, 6.7.2); none of it says anything of the picture or its makers."""

INFO = frozenset({"/Title", "/CreationDate", "/ModDate", "/Trapped"})
"""The same in the document's information dictionary."""

_EMPTY_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="">'
    '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
)


def write_plain(image: Image.Image, path: Path, sheet: Sheet | None, xmp: bytes) -> None:
    """Write a sheet for screens, or a page of a point for each pixel; `xmp` is a packet or b""."""
    document = Pdf.new()
    sheet = sheet and sheet.like(Size(*image.size))
    media = sheet.media_points if sheet else Box(0, 0, *image.size)
    _add_page(document, _image(document, image, exact=False), media, sheet.trim_points if sheet else media)
    if xmp:
        document.Root.Metadata = _packet(document, xmp)
    _save(document, path)


def write_press(image: Image.Image, path: Path, sheet: Sheet, xmp: bytes, *, exact: bool = False) -> None:
    """Write a sheet for the press: a CMYK picture that fills it, its boxes, and the condition it is meant for.

    The pixels are JPEG where those, read back, keep to the limit of ink; else, and where they have to be `exact`, they
    stand as they are.
    """
    document = Pdf.new()
    sheet = sheet.like(Size(*image.size))
    _add_page(document, _image(document, image, exact=exact), sheet.media_points, sheet.trim_points)
    title = f"{sheet.page.width} × {sheet.page.height} mm"
    digest = hashlib.sha256(image.tobytes()).hexdigest()
    document.Root.OutputIntents = Array([_output_intent(document)])
    document.Root.Metadata = _packet(document, _with_press_properties(xmp, title, digest))
    document.docinfo = document.make_indirect(
        Dictionary(
            Title=String(title),
            CreationDate=String(_PDF_DATE),
            ModDate=String(_PDF_DATE),
            Trapped=Name("/False"),
        )
    )
    _save(document, path)


def words_in(path: Path) -> tuple[list[str], bytes, frozenset[str]]:
    """Return the names in a document's information dictionary, its XMP packet (b"" for none), and what it must say."""
    with Pdf.open(path) as document:
        metadata = document.Root.get("/Metadata")
        packet = metadata.read_bytes() if isinstance(metadata, Stream) else b""
        owed = PROPERTIES | INFO if "/OutputIntents" in document.Root else frozenset()
        return list(document.docinfo.keys()), packet, owed


def _add_page(document: Pdf, image: Object, media: Box, trim: Box) -> None:
    matrix = f"q {media.right:.4f} 0 0 {media.bottom:.4f} 0 0 cm /Picture Do Q"
    page = Dictionary(
        Type=Name.Page,
        MediaBox=_edges(media),
        BleedBox=_edges(media),
        TrimBox=_edges(trim),
        Resources=Dictionary(XObject=Dictionary(Picture=image)),
        Contents=Stream(document, matrix.encode()),
    )
    document.pages.append(pikepdf.Page(document.make_indirect(page)))


def _edges(box: Box) -> Array:
    return Array([round(edge, 4) for edge in (box.left, box.top, box.right, box.bottom)])


def _image(document: Pdf, image: Image.Image, *, exact: bool) -> Stream:
    jpeg = None if exact else _as_jpeg(document, image)
    stream = _as_it_is(document, image) if jpeg is None else jpeg
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
    stream.ColorSpace = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[image.mode]
    return stream


def _as_jpeg(document: Pdf, image: Image.Image) -> Stream | None:
    """Return the picture as JPEG; its ringing lays ink on edges, which is made room for once, and None if that fails."""
    if image.mode != "CMYK":
        return Stream(document, _jpeg(image, "4:2:0"), Filter=Name.DCTDecode)
    for spare in _SPARE_INK:
        data = _jpeg(ink.limited(image, ink.MOST_INK - spare), "4:4:4")
        with Image.open(io.BytesIO(data)) as read_back:
            if ink.most_ink(read_back) <= ink.MOST_INK:  # Pillow writes CMYK as Photoshop does: 255 is no ink
                return Stream(document, data, Filter=Name.DCTDecode, Decode=Array([1, 0] * 4))
    return None


def _jpeg(image: Image.Image, chroma: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True, subsampling=chroma)
    return buffer.getvalue()


def _as_it_is(document: Pdf, image: Image.Image) -> Stream:
    """Pack the pixels as differences from their neighbours (TIFF predictor, ISO 32000-1, 7.4.4.4): half as many bytes."""
    left = Image.new(image.mode, image.size)
    left.paste(image, (1, 0))
    differences = ImageChops.subtract_modulo(image, left)
    columns = Dictionary(Predictor=2, Colors=len(image.getbands()), BitsPerComponent=8, Columns=image.width)
    packed = zlib.compress(differences.tobytes(), 6)
    return Stream(document, packed, Filter=Name.FlateDecode, DecodeParms=columns)


def _output_intent(document: Pdf) -> Object:
    profile = Stream(document, colour.press_profile(), N=4, Alternate=Name.DeviceCMYK)
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String("FOGRA39"),
        OutputCondition=String("Offset on coated paper (ISO 12647-2)"),
        RegistryName=String("http://www.color.org"),
        Info=String("FOGRA39"),
        DestOutputProfile=profile,
    )


def _packet(document: Pdf, xmp: bytes) -> Stream:
    return Stream(document, xmp, Type=Name.Metadata, Subtype=Name.XML)


def _with_press_properties(xmp: bytes, title: str, digest: str) -> bytes:
    """Put what PDF/X-4 asks for into one of our packets; a title of the picture itself stays."""
    head, end, tail = (xmp.decode() or _EMPTY_PACKET).partition("</rdf:Description>")
    number = f"uuid:{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
    plain = {
        "pdf:Trapped": "False",
        "pdfxid:GTS_PDFXVersion": _VERSION,
        "xmp:CreateDate": DATE,
        "xmp:ModifyDate": DATE,
        "xmp:MetadataDate": DATE,
        "xmpMM:DocumentID": number,
        "xmpMM:VersionID": "1",
        "xmpMM:RenditionClass": "default",
    }
    said = "".join(f"<{name}{_declared(name)}>{escape(text)}</{name}>" for name, text in plain.items())
    if "<dc:title>" not in head:
        item = f'<rdf:li xml:lang="x-default">{escape(title)}</rdf:li>'
        said += f"<dc:title{_declared('dc:title')}><rdf:Alt>{item}</rdf:Alt></dc:title>"
    return f"{head}{said}{end}{tail}".encode()


def _declared(name: str) -> str:
    prefix = name.partition(":")[0]
    return f' xmlns:{prefix}="{_NAMESPACES[prefix]}"'


def _save(document: Pdf, path: Path) -> None:
    """PDF 1.6, as PDF/X-4 builds on; streams that are not compressed yet are packed; its ID comes from its content."""
    document.save(
        path,
        force_version="1.6",
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
        fix_metadata_version=False,
    )
