"""The disk is full when the PDF is written: the offer stays issued, nothing half-written, and it goes out later."""

import io
import random
import resource
import struct
import zlib

from prosfora.site.demo.sink import Sink
from tests.concurrency.installation import Installation, kill_group, until
from tests.concurrency.trade import a_draft, a_worker, quotation

ROOM = 900_000  # bytes a file of the worker may have: enough for the database's log, too little for the PDF


def no_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def a_large_picture(side: int = 570) -> bytes:
    """A PNG of noise, which no compression makes smaller than the room there is."""
    noise = random.Random(8)
    lines = b"".join(b"\0" + noise.randbytes(side * 3) for _ in range(side))
    file = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    file.seek(0, io.SEEK_END)
    for name, data in ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(lines))):
        file.write(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))
    file.write(struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND")))
    return file.getvalue()


def test_a_full_disk_loses_and_doubles_nothing(installation: Installation, mails: tuple[int, Sink]) -> None:
    key = installation.key_of("eleni")
    put_logo(installation, a_large_picture())
    installation.serve("--no-worker")
    number = a_draft(installation, key)
    assert installation.call("POST", f"/quotations/{number}/issue_quotation", {}, key=key).status == 200

    starved = installation.start("worker", "--interval", "0.1", before=no_room)
    until(lambda: quotation(installation, number)["delivery_status"] == "failed", "the failure is noted")
    kill_group(starved)

    facts = quotation(installation, number)
    assert (facts["status"], facts["issued"], facts["pdf_digest"]) == ("issued", 1, "")
    assert not [path for path in (installation.var / "files").rglob("*") if path.name.startswith(".part-")]
    assert "stored files are whole" in installation.run("check", "--files")
    assert not [message for message in mails[1].messages if number in str(message["Message-ID"])]

    a_worker(installation)
    until(lambda: quotation(installation, number)["delivery_status"] == "sent", "it goes out when there is room", 200)
    assert len([message for message in mails[1].messages if number in str(message["Message-ID"])]) == 1
    assert "stored files are whole" in installation.run("check", "--files")


def put_logo(installation: Installation, picture: bytes) -> None:
    """The letterhead carries the picture."""
    path = installation.var / "logo.png"
    path.write_bytes(picture)
    script = (
        "import sys, django; django.setup()\n"
        "from prosfora.audit.services import System\n"
        "from prosfora.company.models import Company\n"
        "from prosfora.company.services import change_logo\n"
        "from prosfora.kit.clock import now\n"
        "content = open(sys.argv[1], 'rb').read()\n"
        "change_logo(company=Company.objects.get(), content=content, by=System(), at=now())\n"
    )
    installation.run_python(script, str(path))
