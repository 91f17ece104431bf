"""The process group: whoever loses its parent leaves, whoever died is started again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

LEADER = "PROSFORA_GROUP_LEADER"
LOOK_EVERY = 1.0  # seconds
GRACE = 10.0  # seconds a process has to finish what it is at


def lead_group() -> None:
    """Tell the processes that this one will start who leads them."""
    os.environ[LEADER] = str(os.getpid())


def leave_with_leader() -> None:
    """Make this process end when the one that leads its group is gone, however it went: no orphan keeps the port.

    The leader's number comes by the environment: one killed while this process still starts is no longer its parent.
    Without a leader, nothing.
    """
    if leader := os.environ.get(LEADER):
        threading.Thread(target=_watch, args=(int(leader),), daemon=True, name="leave-with-leader").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def leave_interrupts_to_leader() -> set[int]:
    """Let Ctrl-C, which a terminal sends to the whole group, reach the leader only: it tells the others, once each.

    Holds for this thread and what it starts; returns the mask there was before.
    """
    return signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


class Kept:
    """A child process that is started again when it dies, until `stop`."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = list(command)
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name=f"keep-{name}", daemon=True)

    def start(self) -> None:
        """Start it and watch over it, unless it was stopped already."""
        if self.stopping.is_set():
            return
        self.process = self._spawn()
        self.thread.start()

    def stop(self) -> None:
        """Ask it to finish; after the grace it is killed."""
        self.stopping.set()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        former = leave_interrupts_to_leader()
        try:
            return subprocess.Popen(self.command)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, former)

    def _keep(self) -> None:
        wait, process = 1.0, self.process
        while process is not None:
            born = time.monotonic()
            code = process.wait()
            if self.stopping.is_set():
                return
            wait = 1.0 if time.monotonic() - born > 60 else min(wait * 2, 30.0)
            print(f"{self.name} ended with code {code}; starting it again in {wait:.0f} s", file=sys.stderr, flush=True)
            if self.stopping.wait(wait):
                return
            process = self.process = self._spawn()
