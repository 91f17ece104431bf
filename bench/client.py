"""A program's client: one kept connection, bearer token, JSON."""

import http.client
import json
import threading
import time
from typing import Any

from bench.server import HOST


class Client:
    """One connection to the API; every call must succeed, a failed one stops the run."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        payload = None if body is None else json.dumps(body)
        self.connection.request(method, "/api/v1" + path, payload, {**self.headers, **(headers or {})})
        response = self.connection.getresponse()
        content = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:500].decode(errors='replace')}")
        self.etag = response.headers.get("ETag", "")
        return json.loads(content) if content else None


def throughput(port: int, token: str, body: Any, *, clients: int, seconds: float) -> float:
    """Documents a second that `clients` connections create together in a bounded time."""
    counts = [0] * clients
    until = time.perf_counter() + seconds

    def work(place: int) -> None:
        client = Client(port, token)
        while time.perf_counter() < until:
            client.call("POST", "/quotations", body)
            counts[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)
