"""Which files may hang on records, and as what they are served."""

_MARKED = {  # ending → (media type, the bytes such a file begins with)
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", (b"RIFF",)),
    "tif": ("image/tiff", (b"II*\0", b"MM\0*")),
    "tiff": ("image/tiff", (b"II*\0", b"MM\0*")),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (b"PK\x03\x04",)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "zip": ("application/zip", (b"PK\x03\x04",)),
    "doc": ("application/msword", (b"\xd0\xcf\x11\xe0",)),
    "xls": ("application/vnd.ms-excel", (b"\xd0\xcf\x11\xe0",)),
    "msg": ("application/vnd.ms-outlook", (b"\xd0\xcf\x11\xe0",)),
    "dwg": ("image/vnd.dwg", (b"AC10",)),
}
_TEXTS = {
    "txt": "text/plain",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "eml": "message/rfc822",
    "xml": "application/xml",
    "json": "application/json",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "dxf": "image/vnd.dxf",
    "step": "model/step",
    "stp": "model/step",
}
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})  # in the browser itself


def media_type_of(name: str, content: bytes) -> str | None:
    """The type of a file by its ending, if its bytes agree; None for what we do not take (programs, HTML, SVG …)."""
    ending = name.rpartition(".")[2].lower()
    if ending in _MARKED:
        media_type, marks = _MARKED[ending]
        return media_type if content.startswith(marks) else None
    if ending in _TEXTS:
        return (
            None if b"\0" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff")) else _TEXTS[ending]
        )
    return None
