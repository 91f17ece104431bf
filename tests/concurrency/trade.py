"""What the tests do again and again through the API of a running installation."""

import subprocess
from typing import Any

from tests.concurrency.installation import Installation

CUSTOMER, PRODUCT = "1000001", "BOLT-M8"


def a_draft(installation: Installation, key: str, lines: int = 2) -> str:
    """The number of a fresh draft quotation."""
    items = [{"product": PRODUCT, "quantity": "100"} for _ in range(lines)]
    answer = installation.call("POST", "/quotations", {"sold_to": CUSTOMER, "items": items}, key=key)
    assert answer.status == 201, answer.body
    return str(answer.body["number"])


def quotation(installation: Installation, number: str) -> dict[str, Any]:
    """How a quotation stands in the database, and how often it was issued according to the journal."""
    columns = "status, delivery_status, pdf_digest, version, customer_reference"
    row = installation.rows(f"SELECT {columns} FROM documents_salesdocument WHERE number = '{number}'")[0]
    issued = installation.rows(
        f"SELECT count(*) FROM audit_journalentry WHERE kind = 'quotation' AND key = '{number}' "
        "AND verb = 'issue_quotation'"
    )[0][0]
    return {**dict(zip(columns.split(", "), row, strict=True)), "issued": issued}


def a_worker(installation: Installation) -> "subprocess.Popen[bytes]":
    """One more job worker."""
    return installation.start("worker", "--interval", "0.1")
