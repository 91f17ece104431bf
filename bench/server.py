"""A real `prosfora serve` for the measurements: started, watched, stopped; loopback only."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Server:
    """A running process group and how long it took to answer its first request."""

    port: int
    pid: int
    first_answer_s: float

    def resident_mb(self) -> float:
        """Resident memory of the whole process group in MB (shared pages counted in every process)."""
        return sum(_resident_kb(pid) for pid in [self.pid, *_children(self.pid)]) / 1024

    def private_mb(self) -> float:
        """Proportional set size of the group in MB: pages shared between the processes counted once."""
        return sum(_proportional_kb(pid) for pid in [self.pid, *_children(self.pid)]) / 1024


def prepared() -> None:
    """Tables and assets up to date, as after the first start: every later start is what is measured."""
    command = [sys.executable, "-m", "prosfora.site.command", "prepare", "--no-demo"]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(environment: dict[str, str], *, port: int, workers: int, with_jobs: bool = True) -> Iterator[Server]:
    """Start the product as an operator would, yield it once it answers, stop it cleanly."""
    command = [sys.executable, "-m", "prosfora.site.command", "serve", "--host", HOST, "--port", str(port)]
    command += ["--workers", str(workers), "--no-demo"] + ([] if with_jobs else ["--no-worker"])
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        _wait_for_answer(port, process)
        answered = time.perf_counter() - start
        _wait_for_rest(process.pid)
        yield Server(port, process.pid, answered)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _wait_for_answer(port: int, process: "subprocess.Popen[bytes]", patience_s: float = 60) -> None:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"prosfora serve ended with code {process.returncode}")
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"prosfora serve did not answer within {patience_s:.0f} s")


def _wait_for_rest(pid: int, patience_s: float = 10) -> None:
    """Until the whole group has started, the job worker too: its start is not what is measured."""
    until, before = time.monotonic() + patience_s, -1
    while time.monotonic() < until and (now := _ticks(pid)) != before:
        before = now
        time.sleep(0.7)


def _ticks(pid: int) -> int:
    """Processor time of the group so far, in ticks of ten milliseconds, rounded so that idle looks stay unseen."""
    used = 0
    for one in [pid, *_children(pid)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        used += int(fields[11]) + int(fields[12])
    return used // 5


def _children(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def _resident_kb(pid: int) -> int:
    return _kb(Path(f"/proc/{pid}/status"), "VmRSS:")


def _proportional_kb(pid: int) -> int:
    return _kb(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _kb(path: Path, label: str) -> int:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(label)), 0)
