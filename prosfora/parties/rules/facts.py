"""A party as plain facts: what a form, a program or a file says about it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """A postal address; `kind` is standard, delivery, billing or other."""

    kind: str = "standard"
    name: str = ""
    street: str = ""
    house_number: str = ""
    addition: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = "GR"


@dataclass(frozen=True, slots=True)
class AreaTerms:
    """A party's data in one sales area; codes as stored, blank where the sales area's own apply."""

    currency: str = ""
    price_group: str = ""
    price_list: str = ""
    customer_group: str = ""
    incoterms: str = ""
    incoterms_place: str = ""
    payment_terms: str = ""
    office: str = ""
    plant: str = ""
    tax_class: str = "1"
    responsible_id: int | None = None
    customer_procedure: str = ""
    attributes: str = ""  # own ones, as company.rules.attributes writes them


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Everything about a party that holds in all sales areas."""

    name: str
    kind: str = "organisation"
    name_addition: str = ""
    language: str = "el"
    country: str = "GR"
    email: str = ""
    phone: str = ""
    web: str = ""
    vat_number: str = ""
    registration_number: str = ""
    external_number: str = ""
    is_prospect: bool = True
    is_customer: bool = False
    is_contact: bool = False
    is_competitor: bool = False
    is_partner: bool = False
    is_blocked: bool = False
    probability: int = 100
    note: str = ""
    addresses: tuple[AddressFacts, ...] = field(default=())
    phones: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SalesData:
    """What a document takes over from its customer in one sales area."""

    currency: str
    price_group: str
    price_list: str
    customer_group: str
    incoterms: str
    incoterms_place: str
    payment_terms: str
    office: str
    plant: str
    tax_class: str
    responsible_id: int | None
    partners: tuple[tuple[str, int], ...] = ()  # (function, party id): ("WE", 4711)
    customer_procedure: str = ""  # a part of finding the pricing procedure
    attributes: str = ""


# SAP's codes: sold-to AG, ship-to WE, bill-to RE, payer RG, contact person AP, employee responsible VE. AG is the
# party itself and VE a user, so neither is kept as a partner of the customer master.
PARTNER_FUNCTIONS = ("WE", "RE", "RG", "AP")
