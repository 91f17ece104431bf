"""All measurements on one database, in a process of its own."""

import argparse
import datetime as dt
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prosfora.site.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from bench import binding, evidence, load, portal, pricing
from bench.client import Client, throughput
from bench.comparing import comparing
from bench.conditions import load_conditions
from bench.floor import floor_ms
from bench.results import Run, p50, p95, timed_ms
from bench.server import prepared, serving
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import totals_by_month_and_seller
from prosfora.documents.queries.lists import ORDERS, DocumentFilter, listed_documents, orders_of
from prosfora.documents.queries.printing import offer_pdf
from prosfora.files.running import carry_out_import
from prosfora.files.services import start_import
from prosfora.identity.models import User
from prosfora.identity.services import grant_role, issue_token
from prosfora.kit.api import cursor_page
from prosfora.kit.clock import now
from prosfora.parties.queries import search_parties

PORT = 8899
TODAY = load.NOW.date()
AREA = load.AREAS[0]


def prepare(quotations: int, parties: int, conditions: int) -> tuple[User, str]:
    """Tables, data, one user with every right; the user and his token."""
    call_command("migrate", verbosity=0)
    load.load_base()
    known = load.load_parties(parties)
    load.load_quotations(quotations, 0, known)
    start = time.perf_counter()
    added = load_conditions(conditions, parties)
    print(f"{added:,} condition records loaded in {time.perf_counter() - start:.0f} s", flush=True)
    user, is_new = User.objects.get_or_create(username="bench", defaults={"date_joined": load.NOW, "home_area": AREA})
    at = now()
    if is_new:
        for role in ("sales_lead", "administrator", "pricing_clerk"):
            grant_role(user=user, role=role, scope="", by=user, at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _row, token = issue_token(user=user, name="bench", expires_at=at + dt.timedelta(days=1), by=user, at=at)
    return User.objects.get(pk=user.pk), token


def body(items: int) -> dict[str, Any]:
    """A quotation with so many lines as a program sends it."""
    lines = [{"product": f"BENCH-{n % 200:04}", "quantity": str(10 + n % 50)} for n in range(items)]
    return {"sales_area": AREA, "sold_to": "4000001", "items": lines}


def statements(token: str, items: int) -> int:
    """How many statements creating a quotation over the API needs, all told."""
    client = InProcess(headers={"authorization": f"Bearer {token}", "host": "127.0.0.1"})
    path, kind = "/api/v1/quotations", "application/json"
    client.post(path, body(items), content_type=kind)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(path, body(items), content_type=kind, headers={"idempotency-key": str(time.time_ns())})
    assert answer.status_code == 201, answer.content
    return len([query for query in captured.captured_queries if not _bracket(query["sql"])])


def _bracket(sql: str) -> bool:
    return sql.split(maxsplit=1)[0] in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def over_http(run: Run, token: str, url: str | None) -> None:
    """What a program waits for, one client and four."""
    prepared()
    with serving({}, port=PORT, workers=1) as server:
        run.add("start to first answered request", server.first_answer_s, "s", at_most=2)
        client = Client(server.port, token)
        creating = timed_ms(lambda: client.call("POST", "/quotations", body(10)), times=60, warm_up=10)
        run.add("create a 10-line quotation, p50", p50(creating), "ms", at_most=15, floor=floor_ms(url, 10))
        long = timed_ms(lambda: client.call("POST", "/quotations", body(100)), times=20)
        run.add("create a 100-line quotation, p50", p50(long), "ms", at_most=50, floor=floor_ms(url, 100))
        question = {"customer": "4000001", "lines": [{"product": "BENCH-0001", "quantity": "7"}]}
        asking = timed_ms(lambda: client.call("POST", "/price", question), times=200, warm_up=20)
        run.add("price one line, p50", p50(asking), "ms", at_most=4)
        _change_one_quantity(run, client)
        listing = timed_ms(lambda: client.call("GET", "/quotations?limit=50"), times=50)
        run.add("list of quotations over the API, 50 rows, p50", p50(listing), "ms")
        run.add("resident memory, web process + worker + supervisor", server.resident_mb(), "MB", at_most=250)
        run.add("the same, shared pages counted once", server.private_mb(), "MB")
        binding.issuing(run, client, body(binding.ITEMS), server)
    with serving({}, port=PORT + 1, workers=2) as server:
        rate = throughput(server.port, token, body(10), clients=4, seconds=10)
        run.add("10-line quotations, 4 clients, 2 web processes", rate, "per second", at_least=140)


def _change_one_quantity(run: Run, client: Client) -> None:
    made = client.call("POST", "/quotations", body(1000))
    path, turn = f"/quotations/{made['number']}", iter(range(1, 10_000))

    def change() -> None:
        client.call("PATCH", path, {"changed": {"5000": {"quantity": str(next(turn))}}}, {"If-Match": "*"})

    run.add("change one quantity of 1,000 lines, p50", p50(timed_ms(change, times=20)), "ms", at_most=50)


def lists(run: Run, user: User) -> None:
    """The first page of every order, alone and with the filters people use."""
    filters = {
        "none": DocumentFilter(),
        "customer name": DocumentFilter(q="Παπαδόπουλος"),
        "rare words": DocumentFilter(q="Nordic SpA 1"),
        "status": DocumentFilter(status=("issued",)),
        "rare status": DocumentFilter(status=("withdrawn",)),
        "mine": DocumentFilter(responsible=user.pk),
        "area": DocumentFilter(area=load.AREAS[1]),
        "dates": DocumentFilter(date_from=TODAY - dt.timedelta(days=30), date_to=TODAY),
        "open": DocumentFilter(open_only=True),
        "expired": DocumentFilter(expired=True),
    }
    every: list[float] = []
    for wanted in filters.values():
        for order in ORDERS:
            fields = orders_of("quotation")[order]
            every += timed_ms(lambda w=wanted, f=fields: _first_page(user, w, f), times=4, warm_up=1)
    run.add(f"first page of a list, {len(filters)} filters × {len(ORDERS)} orders, p50", p50(every), "ms", at_most=10)
    run.add("the same, p95", p95(every), "ms", at_most=20)
    since = TODAY - dt.timedelta(days=3 * 366)
    totals = timed_ms(lambda: totals_by_month_and_seller(user=user, since=since, until=TODAY), times=10)
    run.add("month × seller totals", p50(totals), "ms", at_most=50)


def _first_page(user: User, wanted: DocumentFilter, fields: tuple[str, ...]) -> None:
    cursor_page(listed_documents(user, "quotation", wanted, today=TODAY), order=fields, cursor=None, limit=50)


def searching(run: Run, user: User, parties: int) -> None:
    """Finding a party while typing."""
    chance = random.Random(5)
    words = ["papadop", "Θεσσ", "nordic", "ioannou", "λαμία", "aigaio", "mul", "tech", "41", "κρ"]
    words += [f"{chance.choice(load.NAMES)} {chance.randrange(parties)}" for _ in range(30)]
    words += [str(4_000_000 + chance.randrange(parties)) for _ in range(10)]
    durations: list[float] = []
    for word in words:
        durations += timed_ms(lambda w=word: search_parties(user=user, text=w), times=3, warm_up=1)
    run.add(f"search among {parties:,} parties, p95", p95(durations), "ms", at_most=15)


def importing(run: Run, user: User) -> None:
    """Customers from a file, all checks made."""
    stamp = time.time_ns() // 1_000_000
    lines = ["external_number,name,country,city,street,postal_code,email"]
    lines += [f"X{stamp}-{n},Πελάτης {n} ΑΕ,GR,Αθήνα,Σκουφά {n % 90},10673,c{n}@customer.example" for n in range(6000)]
    content = "\n".join(lines).encode()
    import_run = start_import(
        kind="parties", name="bench.csv", content=content, scope=AREA, dry_run=False, by=user, at=now()
    )
    start = time.perf_counter()
    carry_out_import.call(import_run.pk)
    seconds = time.perf_counter() - start
    import_run.refresh_from_db()
    assert import_run.status == "imported", (import_run.status, import_run.errors[:2])
    run.add("import of customers with checks", import_run.created / seconds, "rows/s", at_least=3000)


def printing(run: Run, token: str) -> None:
    """The PDF of 200 lines, as the worker makes it."""
    client = InProcess(headers={"authorization": f"Bearer {token}", "host": "127.0.0.1"})
    made = client.post("/api/v1/quotations", body(200), content_type="application/json").json()
    quotation = SalesDocument.objects.select_related("sold_to", "responsible", "payment_terms").get(
        number=made["number"]
    )
    durations = timed_ms(lambda: offer_pdf(quotation, today=TODAY), times=7)
    run.add("PDF of 200 lines", statistics.median(durations) / 1000, "s", at_most=0.15)


def main() -> int:
    """Measure everything; the figures are written as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("report", type=Path)
    parser.add_argument("--quotations", type=int, required=True)
    parser.add_argument("--parties", type=int, required=True)
    parser.add_argument("--conditions", type=int, required=True)
    options = parser.parse_args()
    run = Run(options.database)
    user, token = prepare(options.quotations, options.parties, options.conditions)
    url = os.environ.get("PROSFORA_DATABASE_URL")
    few, many = statements(token, 10), statements(token, 100)
    run.add("statements to create a 10-line quotation", few, "statements", at_most=20)
    run.add("statements to create a 100-line quotation", many, "statements", at_most=few)
    reset_queries()
    measures: list[Callable[[], None]] = [
        lambda: pricing.books(run),
        lambda: pricing.engine(run),
        lambda: pricing.mass_repricing(run, user, url),
        lambda: lists(run, user),
        lambda: searching(run, user, options.parties),
        lambda: printing(run, token),
        lambda: binding.sealing(run, token, body(binding.ITEMS)),
        lambda: comparing(run, user),
        lambda: evidence.proving(run, token, body(binding.ITEMS)),
        lambda: over_http(run, token, url),
        lambda: portal.customers_page(run, token, AREA),
        lambda: importing(run, user),
    ]
    for measure in measures:
        measure()
    run.write(options.report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
