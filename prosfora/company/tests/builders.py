"""The company every test works for."""

import datetime as dt

from prosfora.audit.services import System
from prosfora.company.models import Company, FactoryCalendar, SalesOrganisation
from prosfora.company.services import create_office, create_plant, create_sales_area, set_up_company

SETUP_DAY = dt.datetime(2026, 1, 2, 8, 0, tzinfo=dt.UTC)


def a_company(code: str = "GR01") -> Company:
    """Company GR01 in Athens with two sales areas, plant AT01, calendar GR, office ATH and the standard tables."""
    by, at = System(), SETUP_DAY
    company = set_up_company(
        code=code,
        name="Aegean Fasteners",
        legal_name="Aegean Fasteners S.A.",
        vat_number="EL094259216",
        registration_number="121557860000",
        street="Skoufa 11",
        postal_code="106 73",
        city="Athens",
        country="GR",
        phone="+302103612345",
        email="sales@aegean-fasteners.example",
        bank="GR16 0110 1250 0000 0001 2300 695",
        by=by,
        at=at,
    )
    organisation = SalesOrganisation.objects.get(code=code)
    calendar = FactoryCalendar.objects.get(code="GR")
    plant = create_plant(code="AT01", name="Athens", country="GR", calendar=calendar, by=by, at=at)
    areas = [
        create_sales_area(
            organisation=organisation,
            channel=channel,
            division="00",
            name=name,
            plant=plant,
            currency="EUR",
            by=by,
            at=at,
        )
        for channel, name in (("10", "Direct sales"), ("20", "Dealers"))
    ]
    create_office(code="ATH", name="Athens", areas=areas, by=by, at=at)
    return company
