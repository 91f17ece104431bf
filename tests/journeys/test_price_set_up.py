"""A company changes how its prices are made: new offers follow, old ones are still proven to the cent."""

from dataclasses import replace

import pytest

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import User
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.settings import DeterminationRow, DeterminationSetting, SequenceSetting, StepSetting
from prosfora.pricing.services import SetupInUse, configure_prices
from prosfora.pricing.tests.builders import a_discount, standard_pricing
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def test_an_old_offer_is_proven_after_the_set_up_changed(company: object, seller: User, pricing_clerk: User) -> None:
    standard_pricing()
    old = a_quotation(owner=seller)
    known = set_up()
    promotion = replace(known.types["K007"], code="ZK01", name_en="Promotion", name_el="Προσφορά", sequence="ZK01")
    standard = known.procedures["RVAA01"]
    ours = replace(standard, code="ZVAA01", steps=(*standard.steps, StepSetting(111, 0, "ZK01", from_step=100)))
    for wanted in (SequenceSetting("ZK01", "Promotion", (AccessRule(10, ("product",)),)), promotion, ours):
        configure_prices(wanted=wanted, is_new=True, by=pricing_clerk, at=MONDAY)
    rows = DeterminationSetting((DeterminationRow("ZVAA01"),))
    configure_prices(wanted=rows, by=pricing_clerk, at=MONDAY)
    a_discount("ZK01", "50", product="BOLT-M8")

    new = a_quotation(owner=seller)

    assert (old.procedure, new.procedure) == ("RVAA01", "ZVAA01")
    assert new.net * 2 == old.net
    assert list(recompute(SalesDocument.objects.filter(pk__in=[old.pk, new.pk]))) == []
    for used in (standard, ours):
        with pytest.raises(SetupInUse):
            configure_prices(wanted=replace(used, steps=used.steps[:-1]), by=pricing_clerk, at=MONDAY)
