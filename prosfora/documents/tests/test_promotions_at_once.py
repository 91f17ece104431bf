"""Two offers want the last of a budget at the same moment: one gets it, on either database."""

import pytest

from prosfora.jobs.tests.install import Install

pytestmark = pytest.mark.django_db

RACE = """
    import threading
    from django.db import connection
    from prosfora.company.tests.builders import a_company
    from prosfora.documents.models import SalesDocument
    from prosfora.documents.services import accept_quotation, issue_quotation
    from prosfora.documents.tests.builders import a_quotation, an_offering
    from prosfora.identity.rules import Role
    from prosfora.kit.errors import Refused
    from prosfora.pricing.models import Promotion, PromotionUse
    from prosfora.pricing.queries.promotions import standing_of
    from prosfora.pricing.tests.builders import a_promotion, a_promotion_price
    from tests.cast import DIRECT_SALES, MONDAY, a_user

    a_company()
    an_offering()
    a_promotion(codes=("SAVE10",), budget="100", uses=5)
    a_promotion_price()
    seller = a_user("seller", role=Role.SELLER, scope=DIRECT_SALES)
    drafts = [a_quotation(owner=seller, items=1, coupon="SAVE10") for _ in range(8)]
    gate = threading.Barrier(8)
    said = []

    def race(verb, documents):
        def run(document):
            gate.wait()
            try:
                verb(SalesDocument.objects.select_related("sold_to").get(pk=document.pk))
            except Refused as refusal:
                said.append(type(refusal).__name__)
            else:
                said.append("done")
            connection.close()

        threads = [threading.Thread(target=run, args=(document,)) for document in documents]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        return sorted(said)

    issued = race(lambda one: issue_quotation(quotation=one, by=seller, at=MONDAY, deliver=False), drafts)
    held = [str(amount) for amount in PromotionUse.objects.values_list("amount", flat=True)]
    said.clear()
    gate = threading.Barrier(2)
    offers = list(SalesDocument.objects.filter(status="issued"))
    accepted = race(lambda one: accept_quotation(quotation=one, by=seller, at=MONDAY), offers)
    promotion = Promotion.objects.get()
    print(json.dumps({
        "issued": issued, "held": held, "accepted": accepted, "given": str(promotion.given), "uses": promotion.uses,
    }))
"""


def test_a_budget_for_two_and_a_half_offers_is_held_by_two_of_eight_and_used_once_each(install: Install) -> None:
    found = install.ask(RACE)

    assert found["issued"] == ["PromotionRefused"] * 6 + ["done"] * 2
    assert found["held"] == ["40.0000", "40.0000"]
    assert found["accepted"] == ["done", "done"]
    assert (found["given"], found["uses"]) == ("80.0000", 2)
