"""Loads the demo company of `demo/` through the same verbs as everybody else."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from django.db import transaction

from prosfora.approvals.services import install_approval_defaults
from prosfora.audit.services import Actor, System
from prosfora.company.models import Company, FactoryCalendar, Plant, SalesOrganisation
from prosfora.company.services import (
    create_office,
    create_plant,
    create_sales_area,
    set_exchange_rate,
    set_up_company,
)
from prosfora.documents.services.setup import install_document_defaults
from prosfora.identity.models import User
from prosfora.identity.services import create_user, grant_role
from prosfora.kit.clock import today
from prosfora.parties.models import Party
from prosfora.parties.rules.facts import AddressFacts, AreaTerms
from prosfora.parties.services import create_contact, create_party
from prosfora.pricing.services import install_standard_pricing
from prosfora.site.demo.catalogue import load_conditions, load_products, rows
from prosfora.site.demo.logins import DEMO_DIR
from prosfora.site.demo.story import tell_story


def is_empty() -> bool:
    """Whether no company has been set up yet."""
    return not Company.objects.exists()


def load_demo(*, at: dt.datetime, story: bool = True) -> None:
    """Set up the demo company with users, parties, products, prices and, with `story`, some weeks of documents.

    All in one transaction: a broken demo leaves an empty database, never half a company.
    """
    with transaction.atomic():
        by = System("demo")
        plan = json.loads((DEMO_DIR / "company.json").read_text(encoding="utf-8"))
        _set_up(plan, by, at)
        users = _hire(plan, by, at)
        install_standard_pricing(by=by, at=at)
        install_document_defaults(by=by, at=at)
        load_products(by=by, at=at, today=today(at))
        parties = _meet(users, by, at)
        load_conditions(by=by, at=at)
        if story:
            tell_story(users=users, parties=parties, at=at)
        install_approval_defaults(by=by, at=at)


def _set_up(plan: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    set_up_company(**plan["company"], by=by, at=at)
    calendar = FactoryCalendar.objects.get(code="GR")
    plants: dict[str, Plant] = {
        row["code"]: create_plant(**row, calendar=calendar, by=by, at=at) for row in plan["plants"]
    }
    organisation = SalesOrganisation.objects.get(code=plan["company"]["code"])
    areas = {}
    for row in plan["sales_areas"]:
        _organisation, channel, division = row["code"].split("-")
        areas[row["code"]] = create_sales_area(
            organisation=organisation, channel=channel, division=division, name=row["name"],
            plant=plants[row["plant"]], currency=row["currency"], by=by, at=at,
        )  # fmt: skip
    for row in plan["offices"]:
        create_office(code=row["code"], name=row["name"], areas=[areas[code] for code in row["areas"]], by=by, at=at)
    for row in plan["rates"]:
        set_exchange_rate(
            kind="M", source=row["source"], target=row["target"], rate=Decimal(row["rate"]),
            valid_from=dt.date(at.year, 1, 1), by=by, at=at,
        )  # fmt: skip


def _hire(plan: dict[str, Any], by: Actor, at: dt.datetime) -> dict[str, User]:
    users = {}
    for row in plan["users"]:
        user = create_user(
            username=row["username"], email=row["email"], password=plan["password"],
            first_name=row["first_name"], last_name=row["last_name"], language=row["language"],
            home_area=row["scope"] or "GR01-10-00", by=by, at=at,
        )  # fmt: skip
        grant_role(user=user, role=row["role"], scope=row["scope"], by=by, at=at)
        users[user.username] = user
    return users


def _meet(users: dict[str, User], by: Actor, at: dt.datetime) -> dict[str, Party]:
    parties = {}
    for row in rows("parties.csv"):
        party = create_party(
            number=row["number"], name=row["name"], kind=row["kind"], sales_area=row["area"],
            language=row["language"], country=row["country"], email=row["email"], phone=row["phone"],
            vat_number=row["vat"], is_customer=row["role"] == "customer",
            addresses=[
                AddressFacts(
                    street=row["street"], house_number=row["house_number"], postal_code=row["postal_code"],
                    city=row["city"], country=row["country"],
                )
            ],
            terms=AreaTerms(
                price_group=row["price_group"], customer_group=row["customer_group"], price_list=row["price_list"],
                incoterms=row["incoterms"], incoterms_place=row["city"] if row["incoterms"] else "",
                payment_terms=row["terms"], responsible_id=users[row["responsible"]].pk,
                tax_class=row["tax_class"] or "1", customer_procedure=row["customer_procedure"],
            ),
            by=by, at=at,
        )  # fmt: skip
        parties[party.number] = party
    for row in rows("parties.csv"):
        if row["contact"]:
            create_contact(
                organisation=parties[row["number"]], name=row["contact"], email=row["contact_email"], by=by, at=at
            )
    return parties
