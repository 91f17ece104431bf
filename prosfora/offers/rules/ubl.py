"""The offer as UBL Quotation (OASIS UBL 2.1, ISO/IEC 19845), in elements that every version from 2.1 on has.

The amounts of all lines sum to the quoted total. An option is a line of quantity 0 whose LineItem says how much may be
taken (MaximumQuantity) and what that comes to (ItemPriceExtension); an alternative stands within the line that it may
take the place of (AlternativeLineItem).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element, register_namespace, tostring

from prosfora.offers.rules.content import ALTERNATIVE, Offer, OfferItem, OfferTax, OfferTerms, OfferTotals
from prosfora.offers.rules.ubl_parties import buyer, delivery_address, seller
from prosfora.offers.rules.ubl_words import BASIC, GROUPS, ROOT, amount, code, group, put, quantity, text

VERSION = "2.1"
EXEMPTIONS = {  # VATEX code list of EN 16931 and the words that go with it
    "reverse_charge": ("VATEX-EU-AE", "Reverse charge"),
    "intra_community_supply": ("VATEX-EU-IC", "Intra-Community supply"),
    "export": ("VATEX-EU-G", "Export outside the EU"),
    "exempt_product": ("", "Exempt from VAT"),
    "exempt_customer": ("", "Exempt from VAT"),
}
NOTHING, ONE = Decimal(0), Decimal(1)


def quotation_xml(offer: Offer) -> bytes:
    """The whole document in UTF-8."""
    for prefix, space in (("", ROOT), ("cac", GROUPS), ("cbc", BASIC)):
        register_namespace(prefix, space)
    root = Element(f"{{{ROOT}}}Quotation")
    _head(root, offer)
    seller(root, offer)
    buyer(root, offer)
    _delivery(root, offer)
    _conditions(root, offer.terms)
    _tax_total(root, offer)
    _monetary_total(root, offer.totals, offer.currency)
    for line in _lines(offer):
        _line(root, offer, *line)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _head(root: Element, offer: Offer) -> None:
    put(root, "UBLVersionID", VERSION)
    put(root, "ID", offer.number)
    put(root, "CopyIndicator", "false")
    put(root, "IssueDate", offer.document_date)
    for note in _notes(offer):
        text(root, "Note", note, offer.language)
    code(root, "PricingCurrencyCode", offer.currency)
    put(root, "LineCountNumeric", str(len(_lines(offer))))
    period = group(root, "ValidityPeriod")
    put(period, "StartDate", offer.valid_from or offer.document_date)
    put(period, "EndDate", offer.valid_to)
    if offer.customer_reference:
        reference = group(root, "RequestForQuotationDocumentReference")
        put(reference, "ID", offer.customer_reference)
        put(reference, "IssueDate", offer.customer_reference_date)


def _notes(offer: Offer) -> Iterable[str]:
    """What a person wrote around the items, and prose behind the last of them."""
    yield from filter(None, (offer.texts.intro, *_prose_after_all(offer.items), offer.texts.terms, offer.texts.closing))


def _delivery(root: Element, offer: Offer) -> None:
    if offer.ship_to is not None or offer.requested_date:
        delivery = group(root, "Delivery")
        if offer.ship_to is not None:
            delivery_address(delivery, offer.ship_to)
        if offer.requested_date:
            put(group(delivery, "RequestedDeliveryPeriod"), "EndDate", offer.requested_date)
        if offer.ship_to is not None:
            put(group(group(delivery, "DeliveryParty"), "PartyName"), "Name", offer.ship_to.name)


def _conditions(root: Element, terms: OfferTerms) -> None:
    if terms.incoterms:
        delivery = group(root, "DeliveryTerms")
        put(delivery, "ID", terms.incoterms)
        put(delivery, "SpecialTerms", terms.incoterms_place)
    if terms.payment:
        payment = group(root, "TransactionConditions")
        put(payment, "ID", terms.payment_code)
        put(payment, "Description", terms.payment)


def _tax_total(root: Element, offer: Offer) -> None:
    """Tax as the offer settles it, rate by rate."""
    total = group(root, "TaxTotal")
    amount(total, "TaxAmount", offer.totals.tax, offer.currency)
    put(total, "TaxIncludedIndicator", "true" if offer.reckoning.tax_included else "false")
    for line in offer.totals.taxes:
        subtotal = group(total, "TaxSubtotal")
        amount(subtotal, "TaxableAmount", line.base, offer.currency)
        amount(subtotal, "TaxAmount", line.tax, offer.currency)
        _category(subtotal, "TaxCategory", line)


def _category(parent: Element, name: str, line: OfferTax) -> None:
    category = group(parent, name)
    put(category, "ID", line.code)
    put(category, "Percent", f"{line.rate:f}")
    reason, words = EXEMPTIONS.get(line.reason, ("", ""))
    put(category, "TaxExemptionReasonCode", reason)
    put(category, "TaxExemptionReason", words)
    put(group(category, "TaxScheme"), "ID", "VAT")


def _monetary_total(root: Element, totals: OfferTotals, currency: str) -> None:
    total = group(root, "QuotedMonetaryTotal")
    amount(total, "LineExtensionAmount", totals.net, currency)
    amount(total, "TaxExclusiveAmount", totals.net, currency)
    amount(total, "TaxInclusiveAmount", totals.total, currency)
    if totals.rounding:
        amount(total, "PayableRoundingAmount", totals.rounding, currency)
    amount(total, "PayableAmount", totals.payable, currency)


def _lines(offer: Offer) -> list[tuple[OfferItem, list[str], list[OfferItem]]]:
    """The lines with the prose that stands before each and the alternatives that may take its place."""
    mains = {item.position for item in offer.items if item.is_goods and item.category != ALTERNATIVE}
    alternatives: dict[int, list[OfferItem]] = {}
    for item in offer.items:
        if item.category == ALTERNATIVE and item.alternative_to in mains:
            alternatives.setdefault(item.alternative_to or 0, []).append(item)
    found, before = [], []
    for item in offer.items:
        if not item.is_goods:
            before += [part for part in (item.text, item.note) if part]
        elif item.category != ALTERNATIVE or item.alternative_to not in mains:
            found.append((item, before, alternatives.get(item.position, [])))
            before = []
    return found


def _prose_after_all(items: Sequence[OfferItem]) -> list[str]:
    """Texts and headings with no item behind them."""
    last = max((place for place, item in enumerate(items) if item.is_goods), default=-1)
    return [part for item in items[last + 1 :] for part in (item.text, item.note) if part]


def _line(root: Element, offer: Offer, item: OfferItem, before: list[str], alternatives: list[OfferItem]) -> None:
    line = group(root, "QuotationLine")
    put(line, "ID", str(item.position))
    for note in before:
        text(line, "Note", note, offer.language)
    quantity(line, "Quantity", item.quantity if item.counts else NOTHING, item.unit)
    amount(line, "LineExtensionAmount", item.net if item.counts else _nought(offer), offer.currency)
    amount(line, "TotalTaxAmount", item.tax if item.counts else _nought(offer), offer.currency)
    _line_item(group(line, "LineItem"), offer, item, is_taken=item.counts)
    for alternative in alternatives:
        _line_item(group(line, "AlternativeLineItem"), offer, alternative, is_taken=True)


def _line_item(line: Element, offer: Offer, item: OfferItem, *, is_taken: bool) -> None:
    """What one line offers; of an option its amounts are nought and its quantity the most that may be taken."""
    put(line, "ID", str(item.position))
    text(line, "Note", item.note, offer.language)
    quantity(line, "Quantity", item.quantity if is_taken else NOTHING, item.unit)
    amount(line, "LineExtensionAmount", item.net if is_taken else _nought(offer), offer.currency)
    amount(line, "TotalTaxAmount", item.tax if is_taken else _nought(offer), offer.currency)
    if not is_taken:
        quantity(line, "MinimumQuantity", NOTHING, item.unit)
        quantity(line, "MaximumQuantity", item.quantity, item.unit)
    for place, part in enumerate(item.deliveries if is_taken else ()):
        delivery = group(line, "Delivery")
        put(delivery, "ID", str(place + 1))
        quantity(delivery, "Quantity", part.quantity, item.unit)
        put(group(delivery, "EstimatedDeliveryPeriod"), "EndDate", part.day)
    _price(line, offer, item)
    _product(line, offer, item)
    if not is_taken:
        amount(group(line, "ItemPriceExtension"), "Amount", item.net, offer.currency)
    if item.part_of:
        put(group(line, "LineReference"), "LineID", str(item.part_of))


def _price(line: Element, offer: Offer, item: OfferItem) -> None:
    """The price for each, less the discount, where that makes exactly the line's net value; else the net value for the
    whole quantity. Items without a price of their own have none.
    """
    if item.on_request or item.priced_elsewhere or not item.quantity:
        return
    less = item.list_value - item.net if item.discount is not None else NOTHING
    is_plain = not offer.reckoning.tax_included and item.price * item.quantity - less == item.net
    if is_plain and less:
        allowance = group(line, "AllowanceCharge")
        put(allowance, "ChargeIndicator", "false")
        amount(allowance, "Amount", less, offer.currency)
        amount(allowance, "BaseAmount", item.list_value, offer.currency)
    price = group(line, "Price")
    amount(price, "PriceAmount", item.price if is_plain else item.net, offer.currency)
    quantity(price, "BaseQuantity", ONE if is_plain else item.quantity, item.unit)


def _product(line: Element, offer: Offer, item: OfferItem) -> None:
    product = group(line, "Item")
    text(product, "Name", item.text, offer.language)
    if item.customer_product:
        put(group(product, "BuyersItemIdentification"), "ID", item.customer_product)
    if item.product:
        put(group(product, "SellersItemIdentification"), "ID", item.product)
    if item.tax_code:
        _category(product, "ClassifiedTaxCategory", OfferTax(item.tax_code, item.tax_rate, NOTHING, NOTHING, ""))


def _nought(offer: Offer) -> Decimal:
    """Nothing, spelled as amounts of the offer are."""
    return offer.totals.net - offer.totals.net
