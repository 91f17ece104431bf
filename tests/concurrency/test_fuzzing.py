"""The OpenAPI document fuzzed against the running product: whatever programs send, the answer is never a 5xx.

PROSFORA_FUZZ=300 asks that many questions of every call, other ones every time; the tests' own few are always the same.
"""

import os
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.errors import InvalidSchema
from schemathesis.core.result import Ok

from tests.concurrency.installation import Installation
from tests.concurrency.trade import a_draft

EXAMPLES = int(os.environ.get("PROSFORA_FUZZ", "0"))
FEW = 12
MEANT = {
    "sold_to": "1000001",
    "customer": "1000001",
    "product": "BOLT-M8",
    "quantity": "12",
    "sales_area": "GR01-10-00",
}


def known_records(installation: Installation, key: str) -> dict[str, str]:
    """One record of each kind by the start of its addresses: half of the questions name it, to reach the verbs."""
    draft = a_draft(installation, key)
    first = {
        path: installation.call("GET", f"{path}?limit=1", key=key).body["items"][0]
        for path in ("/inquiries", "/orders", "/parties", "/products", "/conditions")
    }
    return {f"/api/v1{path}/": str(row.get("number") or row["id"]) for path, row in first.items()} | {
        "/api/v1/quotations/": draft,
        "/api/v1/imports/{kind}": "parties",
    }


def a_key_for_everything(installation: Installation) -> str:
    """The key of a user with every role in every sales area, so that no question ends at a missing right."""
    for role in ("sales_lead", "seller", "pricing_clerk", "sales_support"):
        installation.run("user", "grant", "admin", role)
    return installation.key_of("admin")


def operations(installation: Installation) -> Iterator[Any]:
    """Every call of the API, as its OpenAPI document describes it."""
    answer = installation.call("GET", "/openapi.json")
    assert answer.status == 200
    schema = schemathesis.openapi.from_dict(answer.body)
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), InvalidSchema(str(result))
        yield result.ok()


def meant(body: Any) -> Any:
    """The body with real customers, products and quantities in the places of invented ones, however deep."""
    if isinstance(body, list):
        return [meant(one) for one in body]
    if not isinstance(body, dict):
        return body
    return {name: MEANT[name] if name in MEANT else meant(value) for name, value in body.items()}


def questions_to(operation: Any, installation: Installation, key: str, known: str, crashed: list[str]) -> None:
    """Send what the schema permits and what it forbids; note every answer above 499."""
    turn = iter(range(10**9))

    def ask(case: Any) -> None:
        if next(turn) % 2:
            case.path_parameters = dict.fromkeys(case.path_parameters, known) if known else case.path_parameters
            case.body = meant(case.body)
        response = case.call(
            base_url=f"http://127.0.0.1:{installation.port}", headers={"Authorization": f"Bearer {key}"}
        )
        if response.status_code >= 500:
            crashed.append(f"{case.as_curl_command()}\n  {response.status_code} {response.text[:300]}")

    modes = list(schemathesis.GenerationMode)
    strategy = operation.as_strategy(generation_mode=modes[0]) | operation.as_strategy(generation_mode=modes[1])
    wanted = settings(
        max_examples=EXAMPLES or FEW,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    wanted(given(case=strategy)(ask))()


def test_no_question_of_a_program_breaks_the_product(installation: Installation) -> None:
    key = a_key_for_everything(installation)
    installation.serve("--workers", "2")
    records = known_records(installation, key)
    crashed: list[str] = []

    calls = list(operations(installation))
    for operation in calls:
        known = next((number for start, number in records.items() if operation.path.startswith(start)), "")
        questions_to(operation, installation, key, known, crashed)

    assert len(calls) > 60
    assert not crashed, "\n\n".join(crashed[:20])
    assert "chains are whole" in installation.run("check")


def test_a_token_is_asked_for_before_anything_is_read(installation: Installation) -> None:
    installation.serve("--no-worker")

    connection = HTTPConnection("127.0.0.1", installation.port, timeout=20)
    connection.request("POST", "/api/v1/quotations", b"\xff\x00not json", {"Content-Type": "application/json"})

    assert connection.getresponse().status == 401
