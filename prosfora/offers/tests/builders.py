"""Offers as tests of this room want them, made without any document."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import connection

from prosfora.offers.rules import content, proof
from prosfora.offers.rules.content import (
    Offer,
    OfferAddress,
    OfferChoice,
    OfferCompany,
    OfferDelivery,
    OfferItem,
    OfferParty,
    OfferPerson,
    OfferReckoning,
    OfferTax,
    OfferTerms,
    OfferTexts,
    OfferTotals,
)
from prosfora.offers.rules.proof import PriceProof, ProofItem
from tests.cast import MONDAY

ATHENS = OfferAddress("", "Σκουφά", "11", "", "10673", "Αθήνα", "", "GR", ("Σκουφά 11", "106 73 Αθήνα"))
COMPANY = OfferCompany(
    "GR01", "Aegean Fasteners", "Aegean Fasteners ΑΕ", "EL094014201", "1234", "Πειραιώς 1", "10552", "Αθήνα", "GR",
    "+302101234567", "sales@aegean-fasteners.example", "https://aegean-fasteners.example", "GR16 0110", "",
)  # fmt: skip


def an_item(position: int = 10, **facts: Any) -> OfferItem:
    """Forty bolts at 10.00 with 24 per cent of tax."""
    usual: dict[str, Any] = {
        "position": position, "category": "standard", "product": "BOLT-M8", "customer_product": "",
        "text": "Hexagon bolt M8×40", "note": "", "quantity": Decimal(40), "unit": "PCE", "unit_text": "pc",
        "price": Decimal("10.00"), "discount": None, "unit_price": Decimal("10.00"), "list_value": Decimal("400.00"),
        "net": Decimal("400.00"), "tax": Decimal("96.00"), "tax_code": "S", "tax_rate": Decimal(24), "tax_reason": "",
        "counts": True, "on_request": False, "priced_elsewhere": False, "alternative_to": None, "part_of": None,
        "free_for": None, "subtotal": None, "deliveries": (OfferDelivery(dt.date(2026, 11, 24), Decimal(40)),),
    }  # fmt: skip
    return OfferItem(**usual | facts)


def totals(net: str, tax: str) -> OfferTotals:
    """Totals with one rate of 24 per cent."""
    base, on_it = Decimal(net), Decimal(tax)
    line = OfferTax("S", Decimal(24), base, on_it, "")
    return OfferTotals(base, on_it, base + on_it, Decimal("0.00"), base + on_it, (line,))


def an_offer(number: str = "20000042", **facts: Any) -> Offer:
    """Two items and an option for Papadopoulos, issued on Monday."""
    customer = OfferParty("1000001", "Παπαδόπουλος ΑΕ", "EL123456789", "agores@papadopoulos.example", ATHENS)
    seller = OfferPerson("Seller", "seller@aegean-fasteners.example")
    usual: dict[str, Any] = {
        "format": content.FORMAT, "number": number, "revision": 0, "variant": "", "language": "en",
        "sales_area": "GR01-10-00", "document_date": MONDAY.date(), "pricing_date": MONDAY.date(), "valid_from": None,
        "valid_to": dt.date(2026, 12, 23), "requested_date": None, "issued_at": MONDAY, "issued_by": seller,
        "responsible": seller, "company": COMPANY, "sold_to": customer, "ship_to": customer, "bill_to": customer,
        "payer": customer, "contact": None, "customer_reference": "RFQ 7", "customer_reference_date": None,
        "coupon": "", "promotions": (), "currency": "EUR", "reckoning": OfferReckoning(False, "rate", None),
        "items": (an_item(), an_item(20), an_item(30, category="option", counts=False)),
        "totals": totals("800.00", "192.00"), "totals_with_options": totals("1200.00", "288.00"),
        "choices": (OfferChoice(30, "option", None, totals("1200.00", "288.00")),),
        "terms": OfferTerms("N030", "30 days net", 30, Decimal(0), 0, "CPT", "Αθήνα"),
        "texts": OfferTexts("Thank you.", "Ex works.", "Kind regards"),
    }  # fmt: skip
    return Offer(**usual | facts)


def a_proof(number: str = "20000042", **facts: Any) -> PriceProof:
    """What proves the prices of `an_offer`."""
    trace = {"elements": [[10, 1, "PR00", "PR00", "quantity", "10.00", "EUR", "1", "PCE", "40", "400.00", 2, "", 7, 1]]}
    item = ProofItem(10, trace, [], None, Decimal("240.00"))
    usual: dict[str, Any] = {
        "format": proof.FORMAT, "number": number, "offer": "", "procedure": "ZPRO", "pricing_date": MONDAY.date(),
        "exchange_rate": Decimal(1), "customer_group": "", "price_group": "", "price_list": "", "manual": [],
        "cost": Decimal("480.00"), "items": (item,),
    }  # fmt: skip
    return PriceProof(**usual | facts)


def behind_the_triggers(table: str, statement: str) -> None:
    """What somebody does who owns the database: the triggers of a table dropped, then the statement."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            connection.check_constraints()  # no table with checks to come is altered
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
