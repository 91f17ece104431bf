"""The offer of a document, built from its live rows: what issue freezes, and what a draft would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from prosfora.catalog.rules.units import unit_short
from prosfora.company.models import Company, SalesArea
from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.queries.drafting import PartyCard, party_cards
from prosfora.documents.queries.pages import DocumentPage, ItemRow, document_page
from prosfora.documents.rules.choices import plain, totals_of_each_choice, totals_with_options
from prosfora.documents.rules.partners import BILL_TO, CONTACT, PAYER, SHIP_TO, SOLD_TO
from prosfora.identity.models import User
from prosfora.offers.rules import proof
from prosfora.offers.rules.content import (
    CHOICES,
    FORMAT,
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
from prosfora.parties.rules.addresses import lines as address_lines
from prosfora.parties.rules.facts import AddressFacts
from prosfora.values.money import minor_units, round_money

# Why tax of a category is not charged where only choices have it, so that the document's tax lines do not say.
_USUAL_REASONS = {
    "AE": "reverse_charge", "E": "exempt_product", "G": "export", "K": "intra_community_supply",
}  # fmt: skip
_OF_COMPANY = tuple(OfferCompany.__dataclass_fields__)
_OF_ADDRESS = ("name", "street", "house_number", "addition", "postal_code", "city", "region", "country")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an offer is built from, loaded: the page, our company, cards of the parties by id."""

    page: DocumentPage
    company: Company
    cards: Mapping[int, PartyCard]


def offer_of(document: SalesDocument, *, today: date, issued_by: User | None = None) -> Offer:
    """The offer as the document's rows have it now, issued or not; a constant number of statements.

    Rejected items are no part of it. What the customer must not see is in `proof_of` alone.
    """
    return offer_from(offer_facts_of(document, today=today), issued_by=issued_by)


def offer_facts_of(document: SalesDocument, *, today: date, cards: Mapping[int, PartyCard] | None = None) -> Facts:
    """Load what the offer of a document is built from; `cards` of its partners where they were read just now."""
    page = document_page(document, today=today)
    area = SalesArea.objects.select_related("organisation__company").get(pk=document.sales_area_id)
    if cards is None:
        cards = party_cards([row.party_id for row in page.partners.values() if row.party_id])
    return Facts(page, area.organisation.company, cards)


def offer_from(facts: Facts, *, issued_by: User | None = None) -> Offer:
    """The offer of loaded facts."""
    document, currency = facts.page.document, facts.page.document.currency
    items, reckoning = _items(facts.page), _reckoning(document)
    return Offer(
        format=FORMAT,
        number=document.number,
        revision=document.revision,
        variant=document.variant or "",
        language=_language(document),
        sales_area=document.sales_area_id,
        document_date=document.document_date,
        pricing_date=document.pricing_date,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        requested_date=document.requested_date,
        issued_at=document.issued_at,
        issued_by=_person(issued_by) if issued_by else None,
        responsible=_person(document.responsible),
        company=OfferCompany(**{name: getattr(facts.company, name) for name in _OF_COMPANY}),
        sold_to=_party(facts, SOLD_TO) or OfferParty("", document.sold_to_name, "", "", None),
        ship_to=_party(facts, SHIP_TO),
        bill_to=_party(facts, BILL_TO),
        payer=_party(facts, PAYER),
        contact=_party(facts, CONTACT),
        customer_reference=document.customer_reference,
        customer_reference_date=document.customer_reference_date,
        coupon=document.coupon or "",
        promotions=tuple(document.promotions or ()),
        currency=currency,
        reckoning=reckoning,
        items=items,
        totals=_totals(facts.page),
        totals_with_options=totals_with_options(items, currency, reckoning),
        choices=totals_of_each_choice(items, currency, reckoning),
        terms=_terms(document),
        texts=OfferTexts(**{kind: facts.page.texts.get(kind, "") for kind in ("intro", "terms", "closing")}),
    )


def choices_on(page: DocumentPage) -> tuple[OfferTotals | None, tuple[OfferChoice, ...]]:
    """What a whole page's document comes to with every option, and with each option or alternative alone, as its offer
    says it; no statement.
    """
    if all(row.item.category not in CHOICES for row in page.rows):
        return None, ()
    items, currency, reckoning = _items(page), page.document.currency, _reckoning(page.document)
    return totals_with_options(items, currency, reckoning), totals_of_each_choice(items, currency, reckoning)


def proof_of(page: DocumentPage, *, offer: str) -> proof.PriceProof:
    """How the prices of the offer with this digest were made: records, cost, amounts typed by hand. For us alone."""
    document = page.document
    return proof.PriceProof(
        format=proof.FORMAT,
        number=document.number,
        offer=offer,
        procedure=document.procedure,
        pricing_date=document.pricing_date,
        exchange_rate=plain(document.exchange_rate),
        customer_group=document.customer_group,
        price_group=document.price_group,
        price_list=document.price_list,
        manual=document.manual_conditions,
        cost=_money(document.cost, document.currency),
        items=tuple(_proof_item(row.item, document.currency) for row in page.rows if row.item.is_priced),
    )


def _proof_item(item: Item, currency: str) -> proof.ProofItem:
    cost = _money(item.cost, currency)
    return proof.ProofItem(item.position, item.price_trace, item.manual_conditions, item.kept, cost)


def kept_address(row: DocumentPartner) -> AddressFacts | None:
    """The address a partner had when the document was issued."""
    return AddressFacts(**row.address) if row.address else None


def _language(document: SalesDocument) -> str:
    return "el" if document.language.startswith("el") else "en"


def _person(user: User) -> OfferPerson:
    return OfferPerson(str(user), user.email)


def _party(facts: Facts, function: str) -> OfferParty | None:
    row = facts.page.partners.get(function)
    if row is None or row.party_id is None:
        return None
    card = facts.cards[row.party_id]
    kind = "delivery" if row.function == SHIP_TO else "standard"
    address = kept_address(row) or card.address(kind)
    email = row.email or ("" if facts.page.document.issued_at else card.email)
    return OfferParty(card.number, row.name, card.vat_number, email, _address(address, facts) if address else None)


def _address(address: AddressFacts, facts: Facts) -> OfferAddress:
    language = _language(facts.page.document)
    lines = address_lines(address, language=language, at_home=facts.company.country)
    return OfferAddress(**{name: getattr(address, name) for name in _OF_ADDRESS}, lines=tuple(lines))


def _items(page: DocumentPage) -> tuple[OfferItem, ...]:
    language = _language(page.document)
    reasons = _USUAL_REASONS | {line.code: line.reason_key for line in page.taxes}
    return tuple(
        _item(row, page.document.currency, language, reasons)
        for row in page.rows
        if row.item.rejection_reason_id is None
    )


def _item(row: ItemRow, currency: str, language: str, reasons: dict[str, str]) -> OfferItem:
    item, discount = row.item, row.discount_percent
    listed = item.unit_price if discount is None else item.gross_value / item.quantity
    return OfferItem(
        position=item.position,
        category=item.category,
        product=item.product_number,
        customer_product=item.customer_product,
        text=item.text,
        note=item.note,
        quantity=plain(item.quantity),
        unit=item.unit,
        unit_text=unit_short(item.unit, language) if item.unit else "",
        price=_unit_price(listed, currency),
        discount=None if discount is None else plain(discount),
        unit_price=_unit_price(item.unit_price, currency),
        list_value=round_money(item.gross_value, currency),
        net=round_money(item.net, currency),
        tax=round_money(item.tax, currency),
        tax_code=item.tax_code,
        tax_rate=plain(item.tax_rate),
        tax_reason=reasons.get(item.tax_code, ""),
        counts=row.counts,
        on_request=item.is_on_request,
        priced_elsewhere=bool(item.unpriced),
        alternative_to=item.alternative_to,
        part_of=item.part_of,
        free_for=item.free_for,
        subtotal=_money(row.subtotal, currency),
        deliveries=tuple(OfferDelivery(line.day, plain(line.quantity)) for line in row.schedule),
    )


def _unit_price(price: Decimal, currency: str) -> Decimal:
    """A price per unit with the currency's decimals, up to four where it needs them."""
    shortest = round(price, 4).normalize()
    places = max(minor_units(currency), -int(shortest.as_tuple().exponent))
    return shortest.quantize(Decimal(1).scaleb(-places))


def _money(amount: Decimal | None, currency: str) -> Decimal | None:
    return None if amount is None else round_money(amount, currency)


def _reckoning(document: SalesDocument) -> OfferReckoning:
    unit = document.rounding_unit
    return OfferReckoning(document.tax_included, document.tax_rounding, None if unit is None else plain(unit))


def _totals(page: DocumentPage) -> OfferTotals:
    document, currency = page.document, page.document.currency
    amounts = {name: getattr(document, name) for name in ("net", "tax", "total", "rounding", "payable")}
    taxes = (OfferTax(line.code, plain(line.rate), line.base, line.tax, line.reason_key) for line in page.taxes)
    return OfferTotals(**{name: round_money(amount, currency) for name, amount in amounts.items()}, taxes=tuple(taxes))


def _terms(document: SalesDocument) -> OfferTerms:
    terms = document.payment_terms
    incoterms = (document.incoterms, document.incoterms_place)
    if terms is None:
        return OfferTerms("", "", None, None, None, *incoterms)
    text = terms.name_el if _language(document) == "el" else terms.name_en
    percent, days = plain(terms.discount_percent), terms.discount_days
    return OfferTerms(terms.code, text, terms.net_days, percent, days, *incoterms)
