"""Free goods as records: kept like prices, by pages and by programs."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.pricing.models import FreeGoodsRecord
from prosfora.pricing.services import BadFreeGoods, FreeGoodsTerms, UnknownKey, change_free_goods, end_free_goods
from prosfora.pricing.services.refusals import PeriodsOverlap
from prosfora.pricing.tests.builders import SYSTEM, free_goods, standard_pricing
from prosfora.pricing.tests.test_api import client_of
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
AREA = "GR01-10-00"
JUNE = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()
    a_product("BOLT-M8")


def terms(per: str = "10", free: str = "2", **more: Any) -> FreeGoodsTerms:
    return FreeGoodsTerms(Decimal(per), Decimal(free), "PCE", **more)


def test_a_change_ends_the_record_and_begins_its_successor() -> None:
    first = free_goods("10", "1")

    second = change_free_goods(free_goods=first, terms=terms(), valid_from=JUNE, by=SYSTEM, at=MONDAY)

    first.refresh_from_db()
    assert (first.free, first.valid_to) == (Decimal(1), JUNE - dt.timedelta(days=1))
    assert (second.free, second.lineage, second.version) == (Decimal(2), first.pk, 2)
    with pytest.raises(ChangedMeanwhile):
        change_free_goods(free_goods=second, terms=terms(), valid_from=JUNE, by=SYSTEM, at=MONDAY, version=1)
    entries = JournalEntry.objects.filter(kind="free_goods", key=str(first.pk)).order_by("id")
    assert [entry.verb for entry in entries] == ["create_free_goods", "change_free_goods"]


def test_free_goods_that_never_held_are_withdrawn_and_make_room() -> None:
    record = free_goods("10", "1", since=JUNE)

    end_free_goods(free_goods=record, ends_on=dt.date(2026, 5, 1), by=SYSTEM, at=MONDAY)

    assert (record.status, free_goods("10", "3", since=JUNE).free) == ("withdrawn", Decimal(3))


def test_two_records_of_one_key_never_hold_on_one_day() -> None:
    record = free_goods("10", "1")

    with pytest.raises(PeriodsOverlap):
        free_goods("10", "2", since=JUNE)
    record.pk, record.lineage = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save(force_insert=True)
    assert free_goods("10", "2", since=JUNE, area=AREA).pk


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"per": "0"}, "per"),
        ({"free": "0"}, "free"),
        ({"free": "0.0001"}, "free"),
        ({"least": Decimal(-1)}, "least"),
        ({"unit": "XXX"}, "unit"),
        ({"counting": "all"}, "counting"),
        ({"free": "10", "is_inclusive": True}, "free"),
        ({"product_given": "NUT-M8"}, "product_given"),
        ({"product_given": "BOLT-M8", "is_inclusive": True}, "product_given"),
    ],
)
def test_what_cannot_be_counted_is_refused_at_its_field(bad: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFreeGoods) as refusal:
        free_goods(**bad)

    assert refusal.value.field == field


@pytest.mark.parametrize("key", [{"customer": "1000001"}, {"product": "NUT-M8"}, {"product": ""}])
def test_free_goods_are_kept_for_keys_that_documents_look_for(key: dict[str, str]) -> None:
    with pytest.raises(UnknownKey) as refusal:
        free_goods(key=key)

    assert refusal.value.field == "key"


def form(**facts: Any) -> dict[str, Any]:
    return {"product": "BOLT-M8", "sales_area": AREA, "per": "100", "free": "3", "unit": "pce", "least": "",
            "counting": "pro_rata", "valid_from": "2026-05-01", **facts}  # fmt: skip


def test_a_clerk_keeps_free_goods_on_their_pages(pricing_clerk: User) -> None:
    client = Client()
    client.force_login(pricing_clerk)

    made = client.post("/free_goods/new", form())["Location"]
    shown = client.get(made).content.decode()
    change = client.get(f"{made}change_free_goods").content.decode()
    changed = client.post(f"{made}change_free_goods", form(valid_from="2026-06-01", free="4"))["Location"]
    listed = client.get("/free_goods/?q=BOLT").content.decode()
    client.post(f"{changed}end_free_goods")

    assert "100\N{NO-BREAK SPACE}PCE" in shown
    assert 'value="3"' in change
    assert listed.count("100 PCE") == 2
    assert list(FreeGoodsRecord.objects.order_by("id").values_list("free", flat=True)) == [Decimal(3), Decimal(4)]
    assert client.post("/free_goods/new", form(per="0")).status_code == 422


def test_a_seller_reads_free_goods_of_his_area_only(seller: User, outsider: User) -> None:
    record = free_goods("10", "1", area=AREA)
    mine, theirs = Client(), Client()
    mine.force_login(seller)
    theirs.force_login(outsider)

    assert mine.get(f"/free_goods/{record.pk}/").status_code == 200
    assert mine.get(f"/free_goods/{record.pk}/change_free_goods").status_code == 403
    assert theirs.get(f"/free_goods/{record.pk}/").status_code == 404
    assert "BOLT-M8" not in theirs.get("/free_goods/").content.decode()


def test_programs_keep_free_goods(pricing_clerk: User) -> None:
    client = client_of(pricing_clerk)
    body = {"key": {"product": "BOLT-M8"}, "sales_area": AREA, "per": "11", "free": "1", "unit": "PCE",
            "is_inclusive": True, "valid_from": "2026-05-01"}  # fmt: skip

    made = client.post("/api/v1/free_goods", body, content_type="application/json")
    change = {"per": "11", "free": "2", "unit": "PCE", "valid_from": "2026-06-01"}
    after = client.patch(made["Location"], change, content_type="application/json", headers={"if-match": made["ETag"]})
    path = after["Location"]
    ended = client.post(f"{path}/end_free_goods", {"ends_on": "2026-06-30"}, content_type="application/json").json()
    listed = client.get("/api/v1/free_goods?q=BOLT&valid_on=2026-05-02").json()["items"]

    assert (made.status_code, made.json()["is_inclusive"]) == (201, True)
    assert (after.json()["version"], after.json()["free"]) == (2, "2")
    assert ended["valid_to"] == "2026-06-30"
    assert [row["free"] for row in listed] == ["1.000"]
