"""A party's data in a sales area, as documents take it over."""

from collections.abc import Collection

from prosfora.parties.models import PartySalesArea
from prosfora.parties.rules.facts import SalesData


def sales_data(party_ids: Collection[int], sales_area: str) -> dict[int, SalesData]:
    """The sales data of parties in one sales area, by party id, in two queries.

    Parties unknown to the area are absent. Partners come as (function, party id), by function.
    """
    rows = PartySalesArea.objects.filter(party_id__in=set(party_ids), sales_area_id=sales_area)
    return {row.party_id: _as_facts(row) for row in rows.prefetch_related("partners")}


def _as_facts(row: PartySalesArea) -> SalesData:
    partners = sorted((partner.function, partner.partner_id) for partner in row.partners.all())
    return SalesData(
        currency=row.currency,
        price_group=row.price_group,
        price_list=row.price_list,
        customer_group=row.customer_group,
        customer_procedure=row.customer_procedure,
        incoterms=row.incoterms,
        incoterms_place=row.incoterms_place,
        payment_terms=row.payment_terms_id or "",
        office=row.office_id or "",
        plant=row.plant_id or "",
        tax_class=row.tax_class,
        responsible_id=row.responsible_id,
        partners=tuple(partners),
        attributes=row.attributes or "",
    )


def usual_terms(party_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """The usual payment terms of customers by party id and sales area, one statement; those without any left out."""
    rows = PartySalesArea.objects.filter(party_id__in=set(party_ids), payment_terms__isnull=False)
    return {
        (party, area): terms or "" for party, area, terms in rows.values_list("party", "sales_area", "payment_terms")
    }
