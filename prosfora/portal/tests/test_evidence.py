"""What a customer accepted on his page is proven by the bundle of the offer, revisions and all."""

import pytest

from prosfora.audit.services import System
from prosfora.documents.models import SalesDocument
from prosfora.documents.services import export_evidence, issue_quotation, revise_quotation
from prosfora.evidence.rules.archive import pack, unpack
from prosfora.evidence.rules.examining import Report, examine
from prosfora.evidence.rules.findings import Check
from prosfora.evidence.services import seal_heads
from prosfora.identity.models import User
from prosfora.offers.models import FrozenOffer
from prosfora.offers.services import seal_offer
from prosfora.portal.services import Visitor, accept_offer
from prosfora.portal.services.sealing import seal_acceptance
from prosfora.portal.tests.builders import LATER, a_link, a_yes, link_again

CHOICES = {"group-10": ["20"], "chosen": ["40"]}


@pytest.fixture
def bundle(offer: SalesDocument, seller: User) -> bytes:
    """Of an offer that was revised, whose revision was accepted on the customer's page by somebody without a mail."""
    revision = revise_quotation(quotation=offer, by=seller, at=LATER)
    issue_quotation(quotation=revision, by=seller, at=LATER)
    token = a_link(SalesDocument.objects.get(pk=revision.pk), by=seller)[1]
    link = link_again(token)
    assert link is not None
    made = accept_offer(link=link, yes=a_yes(token, CHOICES), visitor=Visitor("203.0.113.9", "Firefox"), at=LATER)
    for frozen in FrozenOffer.objects.all():
        seal_offer(frozen=frozen, at=LATER)
    seal_acceptance.call(made.pk)
    seal_heads(by=System(), at=LATER)
    return export_evidence(quotation=SalesDocument.objects.get(pk=offer.pk), by=seller, at=LATER)


def failed(report: Report) -> list[tuple[Check, str]]:
    return [(one.check, one.place) for one in report.findings if not one.holds]


def test_the_bundle_of_a_revised_and_accepted_offer_holds(bundle: bytes, offer: SalesDocument) -> None:
    report = examine(bundle, name="evidence.zip")

    assert failed(report) == []
    names = set(unpack(bundle))
    assert {f"offers/{offer.number}/offer.pdf", f"offers/{offer.number}-1/offer.pdf"} <= names
    assert [one.place for one in report.findings if one.check is Check.ACCEPTANCE] == [
        f"offers/{offer.number}-1/acceptance.pdf"
    ]


def test_an_acceptance_that_was_changed_is_named(bundle: bytes, offer: SalesDocument) -> None:
    files, place = dict(unpack(bundle)), f"offers/{offer.number}-1/acceptance.pdf"
    changed = bytearray(files[place])
    changed[len(changed) // 2] ^= 1
    files[place] = bytes(changed)

    assert (Check.ACCEPTANCE, place) in failed(examine(pack(files), name="evidence.zip"))
