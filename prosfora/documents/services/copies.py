"""What a new document takes over from an old one, with or without reference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.rules.answers import NET_PRICE_ENTERED
from prosfora.documents.rules.categories import is_goods
from prosfora.documents.rules.checks import Found
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.lines import HeaderFields, ItemLine, ManualCondition, conditions_from_stored
from prosfora.documents.rules.partners import CONTACT, SOLD_TO
from prosfora.documents.rules.references import NOTHING, open_quantity
from prosfora.documents.services.lines import line_of
from prosfora.documents.services.refusals import refuse
from prosfora.kit.errors import Refused
from prosfora.pricing.queries import configuration
from prosfora.pricing.rules.repricing import NEW, RENEWED, entered_for_repricing, keeps_prices


class UnknownPricingType(Refused):
    """No such pricing type."""


def refuse_unknown_type(pricing_type: str) -> None:
    """Raises UnknownPricingType."""
    if pricing_type not in RENEWED:
        words = _("There is no pricing type “%(value)s”; possible are %(allowed)s")
        raise UnknownPricingType(words % {"value": pricing_type[:20], "allowed": ", ".join(RENEWED)}, "pricing_type")


def copying_type(source: SalesDocument, target: str, asked: str, *, is_other: bool = False, usual: str = NEW) -> str:
    """The pricing type by which a document of type `target` is made from another: what is asked for, else what the
    set-up says, else the `usual` one; for another customer prices are always new. Raises UnknownPricingType.
    """
    wanted = asked or configuration().copying.get((source.document_type, target), usual)
    refuse_unknown_type(wanted)
    return NEW if is_other and keeps_prices(wanted) else wanted


def copied_header(document: SalesDocument, pricing_type: str) -> HeaderFields:
    """The header facts that go over to a follower: terms, references, language; not dates of the old document."""
    return HeaderFields(
        customer_reference=document.customer_reference,
        customer_reference_date=document.customer_reference_date,
        requested_date=document.requested_date,
        currency=document.currency,
        customer_group=document.customer_group,
        price_group=document.price_group,
        price_list=document.price_list,
        incoterms=document.incoterms,
        incoterms_place=document.incoterms_place,
        payment_terms=document.payment_terms_id or "",
        plant=document.plant_id,
        source=document.source,
        language=document.language,
        manual=entered_for_repricing(pricing_type, conditions_from_stored(document.manual_conditions)),
    )


def copied_partners(document: SalesDocument) -> dict[str, str]:
    """Partners by function as somebody would type them; a contact that was taken off stays off."""
    rows = DocumentPartner.objects.filter(document=document, party__isnull=False).exclude(function=SOLD_TO)
    return {CONTACT: "", **dict(rows.values_list("function", "number"))}


def copied_lines(items: Sequence[Item], pricing_type: str) -> list[ItemLine]:
    """All items as new lines under their numbers, without rejection reasons; free goods are earned anew."""
    lines = [replace(line_of(item), rejection_reason="") for item in items if item.free_for is None]
    return [replace(line, manual=entered_for_repricing(pricing_type, line.manual)) for line in lines]


def lines_to_take(
    source: SalesDocument, items: Sequence[Item], quantities: Mapping[int, Decimal], pricing_type: str
) -> list[ItemLine]:
    """The open items of a document as lines of its follower; texts and sections come along, free goods are earned anew,
    parts go with their bundle.

    Raises FactsRefused where a wished quantity is beyond the open one, or its item is not there.
    """
    still_open = {
        item.position: _open(source, item) for item in items if is_goods(item.category) and item.part_of is None
    }
    refuse(_beyond(still_open, quantities))
    taken_of = {**still_open, **quantities}
    lines = []
    for item in items:
        if item.free_for is not None:
            continue
        taken = taken_of.get(item.part_of or item.position, NOTHING)
        if not is_goods(item.category) or taken > 0:
            line = line_of(item)
            is_all = taken == item.quantity or item.part_of is not None  # free goods split off included; parts follow
            wanted = line.quantity if is_all else taken
            manual = _manual(item, entered_for_repricing(pricing_type, line.manual))
            lines.append(replace(line, quantity=wanted, rejection_reason="", probability=None, manual=manual))
    return lines


def _open(source: SalesDocument, item: Item) -> Decimal:
    return open_quantity(
        item.quantity,
        item.referenced_quantity,
        rejected=item.rejection_reason_id is not None,
        closes_on_first_reference=type_of(source.category).closes_on_first_reference,
    )


def _beyond(still_open: Mapping[int, Decimal], quantities: Mapping[int, Decimal]) -> Iterator[Found]:
    for position, wanted in quantities.items():
        if position not in still_open:
            yield f"quantities.{position}", "unknown_position", {"position": position}
        elif not 0 <= wanted <= still_open[position]:
            shown = f"{still_open[position].normalize():f}"
            yield f"quantities.{position}", "beyond_open_quantity", {"open": shown, "position": position}


def _manual(item: Item, manual: tuple[ManualCondition, ...]) -> tuple[ManualCondition, ...]:
    """An item's manual conditions; a price promised in the answer, other than the computed one, becomes one."""
    if item.answer_price is None or item.answer_price == item.unit_price or not item.is_priced:
        return manual
    promised = ManualCondition(NET_PRICE_ENTERED, item.answer_price, unit=item.unit)
    return (*(one for one in manual if one.condition_type != NET_PRICE_ENTERED), promised)
