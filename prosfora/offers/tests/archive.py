"""What ISO 19005-3 (PDF/A-3b) asks of a file, looked at with two libraries that know nothing of each other.

pikepdf (qpdf) walks every object; pypdf reads the metadata, the fonts and the attached files its own way. Typst's own
writer refuses what breaks the norm; this looks at the bytes as they go out, seal and all.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pypdf import PdfReader

FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans",
    "/GoTo3DView", "/JavaScript",
}  # fmt: skip  # 6.5.1
FORBIDDEN_ANNOTATIONS = {"/3D", "/Sound", "/Screen", "/Movie"}  # 6.3.1
PRINT, HIDING = 4, 1 | 2 | 32 | 256  # bits of an annotation's F: print; invisible, hidden, no view, toggle no view
BLENDING = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/SoftLight",
            "/HardLight", "/ColorDodge", "/ColorBurn", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color",
            "/Luminosity"}  # fmt: skip


def breaches(pdf: bytes) -> list[str]:
    """Everything that the norm does not allow, as sentences; none for a PDF/A-3b."""
    return [*_of_file(pdf), *_by_pikepdf(pdf), *_by_pypdf(pdf)]


def _of_file(pdf: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", pdf):
        yield "6.1.2: the header, or its line of four high bytes"
    if re.search(rb"%%EOF[^\r\n]", pdf):
        yield "6.1.9: an object behind the end of the print that does not begin on a line of its own"
    if pdf.rstrip()[-5:] != b"%%EOF":
        yield "6.1.3: bytes behind the end"


def _by_pikepdf(pdf: bytes) -> Iterator[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        yield from (f"qpdf: {problem}" for problem in document.check_pdf_syntax())
        if document.is_encrypted:
            yield "6.1.3: encrypted"
        if "/ID" not in document.trailer:
            yield "6.1.3: no ID"
        yield from _catalog(document)
        for thing in document.objects:
            for part in _parts(thing):
                yield from _object(part)


def _parts(thing: Any) -> Iterator[Any]:
    """Every dictionary in an object, however deep, but not those that are objects of their own."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        inner = [value for _, value in thing.items()]
    else:
        inner = list(thing) if isinstance(thing, pikepdf.Array) else []
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _parts(value)


def _catalog(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    intents = [one for one in root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or b"acsp" not in intents[0].DestOutputProfile.read_bytes()[:128]:
        yield "6.2.3: one output intent with an ICC profile"
    if str(root.get("/Version", "/1.7")) > "/1.7":
        yield "4: PDF/A-3 is PDF 1.7"
    if "/AA" in root or "/Requirements" in root or "/NeedsRendering" in root:
        yield "6.4 and 6.5: actions, requirements or rendering of the catalog"
    form = root.get("/AcroForm", pikepdf.Dictionary())
    if form.get("/NeedAppearances", False) or "/XFA" in form:
        yield "6.4.1: a form whose looks are made by the reader"
    related = [one.objgen for one in root.get("/AF", [])]
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Filespec" and thing.objgen not in related:
            yield "6.8: an attached file that the catalog's AF does not name"


def _object(thing: Any) -> Iterator[str]:
    subtype = thing.get("/Subtype")
    if isinstance(thing, pikepdf.Stream):
        yield from _stream(thing)
    if thing.get("/Type") == "/Filespec" and not all(key in thing for key in ("/F", "/UF", "/AFRelationship", "/EF")):
        yield "6.8: an attached file without names or relationship"
    if str(thing.get("/S")) in FORBIDDEN_ACTIONS or "/JS" in thing:
        yield f"6.5.1: action {thing.get('/S')}"
    if "/Rect" in thing and subtype is not None:
        yield from _annotation(thing)
    if thing.get("/Type") == "/Font" and str(subtype) not in ("/Type0", "/Type3"):
        yield from _font(thing)
    if thing.get("/Type") == "/ExtGState":
        yield from _graphics_state(thing)


def _stream(thing: Any) -> Iterator[str]:
    if "LZW" in str(thing.get("/Filter", "")) or "/F" in thing:
        yield "6.1.7: a stream packed with LZW, or kept in another file"
    if thing.get("/Type") == "/EmbeddedFile" and "/" not in str(thing.get("/Subtype", ""))[1:]:
        yield "6.8: an attached file without its media type"
    if thing.get("/Subtype") == "/Image" and (thing.get("/Interpolate", False) or "/Alternates" in thing):
        yield "6.2.8: an image that is interpolated or has alternates"
    if thing.get("/Subtype") == "/PS" or "/PS" in thing:
        yield "6.2.9: PostScript"


def _font(thing: Any) -> Iterator[str]:
    descriptor = thing.get("/FontDescriptor")
    if descriptor is None or not any(f"/FontFile{number}" in descriptor for number in ("", "2", "3")):
        yield f"6.2.11.4: font {thing.get('/BaseFont')} is not embedded"


def _graphics_state(thing: Any) -> Iterator[str]:
    if str(thing.get("/BM", "/Normal")) not in BLENDING:
        yield f"6.2.10: blending {thing.BM}"
    if "/TR" in thing or str(thing.get("/TR2", "/Default")) != "/Default" or "/HTP" in thing:
        yield "6.2.5: transfer functions"


def _annotation(thing: Any) -> Iterator[str]:
    if str(thing.Subtype) in FORBIDDEN_ANNOTATIONS:
        yield f"6.3.1: annotation {thing.Subtype}"
    flags = int(thing.get("/F", -1))
    if flags < 0 or not flags & PRINT or flags & HIDING:
        yield f"6.3.2: flags of annotation {thing.Subtype}: {flags}"
    left, low, right, high = (float(side) for side in thing.Rect)
    if (left, low) != (right, high) and "/AP" not in thing and thing.Subtype != "/Link":
        yield f"6.3.3: annotation {thing.Subtype} without its looks"
    if ("/A" in thing and thing.Subtype == "/Widget") or "/AA" in thing:
        yield "6.4.1: a field with an action"


def _by_pypdf(pdf: bytes) -> Iterator[str]:
    reader = PdfReader(BytesIO(pdf), strict=True)
    metadata = reader.xmp_metadata
    if metadata is None:
        yield "6.6.2: no XMP"
        return
    told = metadata.stream.get_data().decode()
    if "<pdfaid:part>3</pdfaid:part>" not in told or "<pdfaid:conformance>B</pdfaid:conformance>" not in told:
        yield "6.6.4: does not say that it is PDF/A-3b"
    if "bytes=" in told.partition("?>")[0] or "encoding=" in told.partition("?>")[0]:
        yield "6.6.2.1: the XMP packet's head"
    info = reader.metadata or {}
    if info.get("/Title") and info["/Title"] != (metadata.dc_title or {}).get("x-default"):
        yield "6.6.3: title of the information dictionary and of XMP differ"
    for page in reader.pages:
        if "/AA" in page:
            yield "6.5.2: a page with actions"
        for font in page["/Resources"].get("/Font", {}).values():
            yield from _composite_font(font.get_object())


def _composite_font(font: Any) -> Iterator[str]:
    if font["/Subtype"] != "/Type0":
        return
    for part in font["/DescendantFonts"]:
        inner = part.get_object()
        descriptor = inner["/FontDescriptor"]
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
            yield f"6.2.11.4: font {font['/BaseFont']} is not embedded"
        if inner["/Subtype"] == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
            yield f"6.2.11.3: font {font['/BaseFont']} without CIDToGIDMap"
    if font["/Encoding"] not in ("/Identity-H", "/Identity-V"):
        yield f"6.2.11.3: encoding {font['/Encoding']}"
