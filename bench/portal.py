"""The customer's page of a 20-line offer with an alternative and an option: server time, and bytes over the wire."""

import http.client
import re

from bench.client import Client
from bench.results import Run, p50, timed_ms
from bench.server import HOST, prepared, serving

PORT = 8901
LINES = 20
_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def customers_page(run: Run, token: str, area: str) -> None:
    """Issue it over the API, then read it as a phone does: what is compressed comes compressed."""
    prepared()
    with serving({}, port=PORT, workers=1, with_jobs=False) as server:
        path = _an_offer(Client(server.port, token), area)
        connection = http.client.HTTPConnection(HOST, server.port, timeout=60)
        reading = timed_ms(lambda: _get(connection, path), times=200, warm_up=20)
        run.add(f"customer's page of {LINES} lines, request and answer, p50", p50(reading), "ms", at_most=10)
        _status, page = _get(connection, path)
        assets = {match.partition("#")[0] for match in _ASSET.findall(page.decode())}
        size = len(page) + sum(len(_get(connection, asset)[1]) for asset in assets)
        run.add(f"the same with its {len(assets)} assets, transferred", size / 1000, "kB", at_most=60)


def _an_offer(client: Client, area: str) -> str:
    lines = [{"product": f"BENCH-{n % 200:04}", "quantity": "10"} for n in range(LINES)]
    lines[1] |= {"category": "alternative", "alternative_to": 10}
    lines[2] |= {"category": "option"}
    texts = {"intro": "Thank you for your interest.", "terms": "Ex works. " * 40}
    body = {"sales_area": area, "sold_to": "4000001", "items": lines, "texts": texts}
    number = client.call("POST", "/quotations", body)["number"]
    client.call("POST", f"/quotations/{number}/issue_quotation", {"deliver": False})
    sent = client.call("POST", f"/quotations/{number}/send_link", {"name": "Maria", "language": "el"})
    return "/o/" + str(sent["address"]).rstrip("/").rpartition("/")[2] + "/"


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {content[:300].decode(errors='replace')}")
    return answer.status, content
