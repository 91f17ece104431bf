"""A mass change of prices whose keys have a part that is blank."""

from decimal import Decimal

from prosfora.audit.services import System
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from prosfora.pricelists.models import ProposedPrice
from prosfora.pricelists.queries.supposed import supposed_prices
from prosfora.pricelists.tests.builders import NEXT_YEAR, TODAY, a_proposal, a_selection
from prosfora.pricing.models import Access, AccessSequence, ConditionType
from prosfora.pricing.services import create_condition
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SETUP, standard_pricing
from tests.cast import DIRECT_SALES


def test_a_price_with_a_blank_part_changes_with_the_others(pricing_clerk: User, company: object) -> None:
    standard_pricing()
    sequence = AccessSequence.objects.create(code="ZBLK", name="Blank")
    Access.objects.create(sequence=sequence, number=10, fields=["customer", "product"], optional=["product"])
    ConditionType.objects.filter(code="K007").update(sequence=sequence)
    touch_configuration()
    a_party(number="1000001")
    create_condition(
        condition_type="K007", key={"customer": "1000001"}, amount=Decimal(5), valid_from=TODAY,
        sales_area=DIRECT_SALES, by=System(), at=SETUP,
    )  # fmt: skip

    proposal = a_proposal(pricing_clerk, selection=a_selection("K007"), valid_from=NEXT_YEAR)

    line = ProposedPrice.objects.get(proposal=proposal)
    assert (line.key, line.outcome, line.proposed) == (
        {"customer": "1000001", "product": ""}, "new", Decimal("5.1600"),
    )  # fmt: skip
    (supposed,) = supposed_prices(proposal, (), ("1000001",))
    assert supposed.record.lookup == "K007|customer=1000001|product="
