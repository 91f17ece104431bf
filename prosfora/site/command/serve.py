"""Start the web server and the job worker as one process group; Ctrl-C stops both."""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from prosfora.kit.errors import Refused
from prosfora.site.command.group import GRACE, Kept, lead_group
from prosfora.site.command.place import database_url, keep_secret, serving, sqlite_path, var_dir
from prosfora.site.command.ready import is_prepared, noted_preparation

ITSELF = [sys.executable, "-m", "prosfora.site.command"]


class PortTaken(Refused):
    """Another program listens there."""


class NotPrepared(Refused):
    """The database or the assets could not be brought up to date."""


def arguments(parser: argparse.ArgumentParser) -> None:
    environment = os.environ
    parser.add_argument("--host", default=environment.get("PROSFORA_HOST", "127.0.0.1"), help="address to listen at")
    parser.add_argument("--port", type=int, default=int(environment.get("PROSFORA_PORT", "8000")))
    parser.add_argument("--workers", type=int, default=int(environment.get("PROSFORA_WORKERS", "1")),
                        help="web processes; about one per core, about 90 MB each")  # fmt: skip
    parser.add_argument("--threads", type=int, default=int(environment.get("PROSFORA_THREADS", "4")),
                        help="requests one web process works on at a time")  # fmt: skip
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    parser.add_argument("--no-worker", action="store_true", help="start no job worker (it runs elsewhere)")


def run(options: argparse.Namespace) -> int:
    _refuse_taken_port(options.host, options.port)
    keep_secret()
    with serving():
        if not is_prepared():
            _prepare(demo=not options.no_demo)
        _set_environment()
        os.environ.setdefault("PROSFORA_PUBLIC_ADDRESS", _address(options))
        _serve(options)
    return 0


class _Web(MPServer):
    """Granian, which forks its web processes: threads of ours start afterwards, so that no fork copies a held lock."""

    def __init__(self, afterwards: Callable[[], None], **options: Any) -> None:
        super().__init__("prosfora.site.wsgi:application", **options)
        self.afterwards = afterwards

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Listen and start the web processes, then the rest of the group."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]  # granian ships no types for it
        self.afterwards()


def _serve(options: argparse.Namespace) -> None:
    worker = Kept("The job worker", [*ITSELF, "worker"])

    def when_ready() -> None:
        _wait_for_answer(options)
        if not options.no_worker:
            worker.start()  # now: starting together, the two would make the first visitor wait
        _announce(options)

    def afterwards() -> None:
        threading.Thread(target=when_ready, daemon=True).start()

    try:
        _web(options, afterwards).serve()
    finally:
        worker.stop()
        print("Prosfora has stopped.", flush=True)


def _web(options: argparse.Namespace, afterwards: Callable[[], None]) -> _Web:
    return _Web(
        afterwards,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        runtime_blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=int(GRACE),
    )


def _refuse_taken_port(host: str, port: int) -> None:
    """Two servers could share a port unnoticed (SO_REUSEPORT): ask first."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"cannot listen at {host}:{port} ({error.strerror}); choose another --port") from error


def _prepare(*, demo: bool) -> None:
    """In a process of its own, which gives its memory back."""
    command = [*ITSELF, "prepare", *([] if demo else ["--no-demo"])]
    if subprocess.run(command, check=False).returncode:
        raise NotPrepared("could not prepare the database and the assets; the reason stands above")


def _set_environment() -> None:
    """What the children inherit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prosfora.site.settings")
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # threads share arenas: a third less memory, no slower
    lead_group()


def _reachable(options: argparse.Namespace) -> str:
    """The address to ask the server at, from this machine."""
    return "127.0.0.1" if options.host in ("0.0.0.0", "::") else str(options.host)  # noqa: S104  compared, not bound


def _address(options: argparse.Namespace) -> str:
    """The same as a browser writes it."""
    host = _reachable(options)
    return f"http://{f'[{host}]' if ':' in host else host}:{options.port}"


def _wait_for_answer(options: argparse.Namespace) -> None:
    while not _answers(_reachable(options), options.port):
        time.sleep(0.05)


def _announce(options: argparse.Namespace) -> None:
    path = sqlite_path(database_url())
    print(f"\nProsfora is at {_address(options)}/   (Ctrl-C stops it)")
    print(f"Its data is in {path or 'the database of PROSFORA_DATABASE_URL'}, everything else in {var_dir()}")
    for login in noted_preparation().get("logins", []):
        print(f"  sign in as {login['username']:<14} password {login['password']:<18} {login['role']} {login['scope']}")
    sys.stdout.flush()


def _answers(host: str, port: int) -> bool:
    """Whether a request is answered; by hand, since an HTTP client would cost the supervisor 2 MB."""
    try:
        with socket.create_connection((host, port), timeout=5) as connection:
            connection.sendall(f"GET /healthz HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode())
            return connection.recv(5) == b"HTTP/"
    except OSError:
        return False
