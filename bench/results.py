"""One measured figure and how a run keeps and prints them."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """A measured value beside what was aimed at; `floor` is the bare driver's figure for the same work."""

    name: str
    database: str
    value: float
    unit: str
    target: float | None
    floor: float | None
    met: bool | None

    @property
    def line(self) -> str:
        target = "" if self.target is None else f"target {self.target:g}"
        floor = "" if self.floor is None else f"floor {self.floor:.3g} (×{self.value / self.floor:.1f})"
        verdict = {True: "met", False: "NOT MET", None: ""}[self.met]
        figure = f"{self.value:>10.3f} {self.unit:<12}"
        return f"{self.database:<11} {self.name:<58} {figure} {target:<14} {floor:<22} {verdict}"


@dataclass
class Run:
    """All figures of one run over one database after the other."""

    database: str = ""
    figures: list[Figure] = field(default_factory=list)

    def add(
        self,
        name: str,
        value: float,
        unit: str,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
        floor: float | None = None,
    ) -> None:
        """Keep and print one figure; `at_most` or `at_least` is its target."""
        target = at_most if at_most is not None else at_least
        met = None if target is None else (value <= target if at_most is not None else value >= target)
        figure = Figure(name, self.database, round(value, 4), unit, target, floor, met)
        self.figures.append(figure)
        print(figure.line, flush=True)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(figure) for figure in self.figures], indent=1) + "\n")


def timed_ms(work: Callable[[], object], *, times: int, warm_up: int = 3) -> list[float]:
    """Milliseconds of each of `times` calls, after `warm_up` that do not count."""
    for _ in range(warm_up):
        work()
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        durations.append((time.perf_counter() - start) * 1000)
    return durations


def p50(durations: list[float]) -> float:
    return statistics.median(durations)


def p95(durations: list[float]) -> float:
    return sorted(durations)[max(0, round(len(durations) * 0.95) - 1)]
