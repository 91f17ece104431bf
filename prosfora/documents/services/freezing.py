"""Freezing a quotation: from its rows to the bytes that bind us."""

import datetime as dt
from collections.abc import Mapping

from prosfora.documents.models import DocumentPartner, DocumentText, Item, Rows, SalesDocument
from prosfora.documents.queries.drafting import PartyCard, mandatory_fields
from prosfora.documents.queries.freezing import offer_facts_of, offer_from, proof_of
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.offers.models import FrozenOffer
from prosfora.offers.services import freeze_offer


def freeze(
    quotation: SalesDocument,
    items: list[Item],
    partners: list[DocumentPartner],
    cards: Mapping[int, PartyCard],
    by: User,
    at: dt.datetime,
) -> FrozenOffer:
    """Keep the offer as it is being issued, in the transaction that issues it; what was read for it stays at hand."""
    quotation.at_hand = Rows(
        items=items,
        partners=partners,
        texts=dict(DocumentText.objects.filter(document=quotation).values_list("kind", "text")),
        mandatory=tuple(mandatory_fields(quotation.document_type)),
    )
    facts = offer_facts_of(quotation, today=company_day(at), cards=cards)
    return freeze_offer(offer=offer_from(facts, issued_by=by), proof=proof_of(facts.page, offer=""), at=at)
