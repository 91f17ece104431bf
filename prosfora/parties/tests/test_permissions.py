"""Who may do what to which party."""

import pytest

from prosfora.identity.models import User
from prosfora.kit.errors import Forbidden, NotVisible
from prosfora.parties.permissions import VERBS, area_to, party_to, verbs_possible
from prosfora.parties.queries import party_record
from prosfora.parties.tests.builders import a_party
from tests.cast import DEALERS, DIRECT_SALES

pytestmark = pytest.mark.usefixtures("company")
CHANGING = sorted(
    key.partition(".")[2] for key in VERBS if key not in ("parties.display_party", "parties.import_parties")
)


@pytest.mark.parametrize("verb", ["display_party", *CHANGING])
def test_what_is_anothers_is_not_there(outsider: User, verb: str) -> None:
    party = a_party()

    with pytest.raises(NotVisible):
        party_to(verb, user=outsider, number=party.number)


@pytest.mark.parametrize("verb", CHANGING)
def test_an_auditor_sees_and_changes_nothing(auditor: User, verb: str) -> None:
    party = a_party()

    assert party_to("display_party", user=auditor, number=party.number) == party
    with pytest.raises(Forbidden):
        party_to(verb, user=auditor, number=party.number)


def test_a_seller_changes_but_does_not_block(seller: User, sales_support: User, sales_lead: User) -> None:
    party = a_party()

    assert party_to("change_party", user=seller, number=party.number) == party
    with pytest.raises(Forbidden):
        party_to("block_party", user=seller, number=party.number)
    for user in (sales_support, sales_lead):
        assert party_to("block_party", user=user, number=party.number) == party


@pytest.mark.parametrize("number", ["9999999", "", "nobody", "1\x00", "'; DROP TABLE"])
def test_a_number_that_is_none_is_not_there(administrator: User, number: str) -> None:
    with pytest.raises(NotVisible):
        party_to("display_party", user=administrator, number=number)


def test_an_area_that_is_not_ones_own_is_not_there(seller: User, auditor: User) -> None:
    area_to("create_party", user=seller, sales_area=DIRECT_SALES)
    with pytest.raises(NotVisible):
        area_to("create_party", user=seller, sales_area=DEALERS)
    with pytest.raises(NotVisible):
        area_to("create_party", user=seller, sales_area="\x00")
    with pytest.raises(Forbidden):
        area_to("create_party", user=auditor, sales_area=DIRECT_SALES)


def test_the_page_offers_only_what_is_possible_now(seller: User, sales_lead: User, auditor: User) -> None:
    party = a_party()

    offered = verbs_possible(sales_lead, party_record(sales_lead, party))
    assert {"change_party", "block_party"} <= offered
    assert "release_party" not in offered
    assert "block_party" not in verbs_possible(seller, party_record(seller, party))
    assert verbs_possible(auditor, party_record(auditor, party)) == {"display_party"}
