"""Proving an offer: exporting its bundle, verifying it in process and as a command, sealing the day's heads."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.test import Client as InProcess

from bench.results import Run, p50, timed_ms
from prosfora.audit.services import System
from prosfora.evidence.rules.examining import examine
from prosfora.evidence.services import seal_heads
from prosfora.kit.clock import now
from prosfora.offers.models import FrozenOffer
from prosfora.offers.services import seal_offer

REPOSITORY = Path(__file__).resolve().parents[1]


def proving(run: Run, token: str, body: dict[str, Any]) -> None:
    """One issued quotation with its sealed PDF, and a seal over all chains of the database."""
    client = InProcess(headers={"authorization": f"Bearer {token}", "host": "127.0.0.1"})
    made = client.post("/api/v1/quotations", body, content_type="application/json").json()
    path = f"/api/v1/quotations/{made['number']}"
    issued = client.post(f"{path}/issue_quotation", {"deliver": False}, content_type="application/json")
    assert issued.status_code == 200, issued.content
    seal_offer(frozen=FrozenOffer.objects.get(number=made["number"]), at=now())
    start = time.perf_counter()
    seal = seal_heads(by=System(), at=now())
    assert seal is not None
    run.add(f"seal the heads of {seal.heads.count():,} chains", time.perf_counter() - start, "s")

    def export() -> bytes:
        answer = client.post(f"{path}/export_evidence", {}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.content

    run.add("export an evidence bundle, request, p50", p50(timed_ms(export, times=10)), "ms")
    bundle = export()
    assert examine(bundle, name="bundle.zip").holds
    durations = timed_ms(lambda: examine(bundle, name="bundle.zip"), times=20)
    run.add("verify a bundle, in process", p50(durations) / 1000, "s", at_most=0.3)
    run.add("the same as `prosfora verify FILE`, start of Python and all", _as_command(bundle), "s")


def _as_command(bundle: bytes) -> float:
    """Seconds of the whole process, the median of five."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundle.zip"
        file.write_bytes(bundle)
        command = [sys.executable, "-m", "prosfora.site.command", "verify", str(file)]
        durations = []
        for _ in range(6):
            start = time.perf_counter()
            subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
            durations.append(time.perf_counter() - start)
    return statistics.median(durations[1:])
