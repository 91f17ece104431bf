"""Making an offer binding: what a request waits for, and what the worker does for it."""

import statistics
import time
from typing import Any

from django.test import Client as InProcess

from bench.client import Client
from bench.results import Run, p50
from bench.server import Server
from prosfora.kit.clock import now
from prosfora.offers.models import FrozenOffer
from prosfora.offers.services import seal_offer

ITEMS = 20
ISSUED = {"deliver": False}


def issuing(run: Run, client: Client, body: dict[str, Any], server: Server) -> None:
    """Issue over the API, then what the worker has grown by when it has sealed."""
    numbers = [client.call("POST", "/quotations", body)["number"] for _ in range(30)]
    durations = []
    for number in numbers:
        start = time.perf_counter()
        client.call("POST", f"/quotations/{number}/issue_quotation", ISSUED)
        durations.append((time.perf_counter() - start) * 1000)
    run.add(f"issue a {ITEMS}-line quotation, request, p50", p50(durations), "ms", at_most=15)
    time.sleep(10)
    run.add("resident memory once the worker has sealed", server.resident_mb(), "MB")


def sealing(run: Run, token: str, body: dict[str, Any]) -> None:
    """Print, UBL, seal and store of one offer, as the worker does it."""
    client = InProcess(headers={"authorization": f"Bearer {token}", "host": "127.0.0.1"})
    durations = []
    for _ in range(8):
        made = client.post("/api/v1/quotations", body, content_type="application/json").json()
        issue = f"/api/v1/quotations/{made['number']}/issue_quotation"
        assert client.post(issue, ISSUED, content_type="application/json").status_code == 200
        frozen = FrozenOffer.objects.get(number=made["number"])
        start = time.perf_counter()
        seal_offer(frozen=frozen, at=now())
        durations.append(time.perf_counter() - start)
    run.add(f"seal a {ITEMS}-line quotation, worker", statistics.median(durations[1:]), "s", at_most=0.25)
    run.add("the first one of a process", durations[0], "s")
