"""The shapes in which programs read and write parties."""

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from prosfora.parties.models import FOREVER, Address, CustomerHierarchy, Party, PartySalesArea
from prosfora.parties.queries import PartyRecord
from prosfora.parties.rules.facts import AddressFacts, AreaTerms

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$", max_length=2)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]*$", max_length=12)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,4}-[A-Z0-9]{1,2}-[A-Z0-9]{1,2}$", max_length=12)]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Kind = Literal["organisation", "person"]
UserId = Annotated[int, Field(ge=1, le=2**31)]


class Body(Schema):
    """A request body: unknown fields are a mistake, not ignored."""

    model_config = ConfigDict(extra="forbid")


class AddressBody(Body):
    kind: Literal["standard", "delivery", "billing", "other"] = "standard"
    name: Text = ""
    street: Text = ""
    house_number: Text = ""
    addition: Text = ""
    postal_code: Text = ""
    city: Text = ""
    region: Text = ""
    country: Country = "GR"

    def facts(self) -> AddressFacts:
        return AddressFacts(**self.model_dump())

    @staticmethod
    def of(row: Address) -> "AddressBody":
        return AddressBody.model_construct(**{name: getattr(row, name) for name in AddressBody.model_fields})


class TermsBody(Body):
    currency: Code = ""
    price_group: Code = ""
    price_list: Code = ""
    customer_group: Code = ""
    customer_procedure: Code = ""
    incoterms: Code = ""
    incoterms_place: Text = ""
    payment_terms: Code = ""
    office: Code = ""
    plant: Code = ""
    tax_class: Literal["0", "1", "2", "3"] = "1"
    responsible_id: UserId | None = None
    attributes: Text = ""

    def terms(self) -> AreaTerms:
        return AreaTerms(**self.model_dump())


class PartnerBody(Body):
    function: Literal["WE", "RE", "RG", "AP"]
    number: Code


class SalesDataBody(TermsBody):
    partners: list[PartnerBody] = Field(default_factory=list, max_length=50)

    def terms(self) -> AreaTerms:
        return AreaTerms(**self.model_dump(exclude={"partners"}))


class PartyFields(Body):
    """The fields that hold in all sales areas."""

    name: Text
    kind: Kind = "organisation"
    name_addition: Text = ""
    language: Annotated[str, StringConstraints(max_length=5)] = "el"
    country: Country = "GR"
    email: Text = ""
    phone: Text = ""
    web: Text = ""
    vat_number: Text = ""
    registration_number: Text = ""
    external_number: Text = ""
    is_customer: bool = False
    is_contact: bool = False
    is_competitor: bool = False
    is_partner: bool = False
    probability: Annotated[int, Field(ge=0, le=100)] = 100
    note: Text = ""
    addresses: list[AddressBody] = Field(default_factory=list, max_length=50)
    phones: list[Text] = Field(default_factory=list, max_length=50)


class PartyBody(PartyFields):
    """A party to take up."""

    sales_area: AreaCode
    number: Code = ""
    is_prospect: bool | None = None
    terms: TermsBody = Field(default_factory=TermsBody)


class PartyPatch(Body):
    """Fields to change; those left out stay. `addresses` and `phones` replace what there was."""

    name: Text = ""
    kind: Kind = "organisation"
    name_addition: Text = ""
    language: Annotated[str, StringConstraints(max_length=5)] = "el"
    country: Country = "GR"
    email: Text = ""
    phone: Text = ""
    web: Text = ""
    vat_number: Text = ""
    registration_number: Text = ""
    external_number: Text = ""
    is_prospect: bool = True
    is_customer: bool = False
    is_contact: bool = False
    is_competitor: bool = False
    is_partner: bool = False
    probability: Annotated[int, Field(ge=0, le=100)] = 100
    note: Text = ""
    addresses: list[AddressBody] = Field(default_factory=list, max_length=50)
    phones: list[Text] = Field(default_factory=list, max_length=50)

    def changes(self) -> dict[str, object]:
        """What was sent, in the types of the facts."""
        sent = self.model_dump(exclude_unset=True)
        if "addresses" in sent:
            sent["addresses"] = tuple(address.facts() for address in self.addresses)
        if "phones" in sent:
            sent["phones"] = tuple(self.phones)
        return sent


class ContactBody(Body):
    name: Text
    function: Text = ""
    email: Text = ""
    phone: Text = ""


class ConsentBody(Body):
    channel: Literal["mail", "phone", "letter"]
    allowed: bool
    basis: Text
    source: Text = ""
    given_on: dt.date


class HierarchyBody(Body):
    """Under whom a party stands in a sales area; no `higher`: under nobody on those days."""

    sales_area: AreaCode
    higher: Annotated[str, StringConstraints(max_length=10)] = ""
    valid_from: dt.date
    valid_to: dt.date = FOREVER


class HierarchyRow(Schema):
    """One place in the hierarchy: `party` stands under `higher`, both days included."""

    party: str
    higher: str
    sales_area: str
    valid_from: dt.date
    valid_to: dt.date

    @classmethod
    def of_row(cls, row: CustomerHierarchy) -> "HierarchyRow":
        """A stored row."""
        return cls(
            party=row.party.number, higher=row.higher.number, sales_area=row.sales_area_id, valid_from=row.valid_from,
            valid_to=row.valid_to,
        )  # fmt: skip


class ReasonBody(Body):
    reason: Annotated[str, StringConstraints(max_length=1_000)] = ""


class PartyBrief(Schema):
    """A party in a list."""

    number: str
    name: str
    kind: str
    roles: list[str]
    country: str
    city: str
    email: str
    phone: str
    vat_number: str
    is_blocked: bool
    version: int

    @staticmethod
    def of(party: Party) -> "PartyBrief":
        return PartyBrief.model_construct(
            number=party.number,
            name=party.name,
            kind=party.kind,
            roles=party.roles,
            country=party.country,
            city=party.city,
            email=party.email,
            phone=party.phone,
            vat_number=party.vat_number,
            is_blocked=party.is_blocked,
            version=party.version,
        )


class SalesAreaOut(TermsBody):
    sales_area: str
    partners: list[PartnerBody]

    @staticmethod
    def of_row(row: PartySalesArea) -> "SalesAreaOut":
        return SalesAreaOut.model_construct(
            sales_area=row.sales_area_id,
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
            attributes=row.attributes or "",
            partners=[
                PartnerBody.model_construct(function=partner.function, number=partner.partner.number)
                for partner in row.partners.all()
            ],
        )


class ContactOut(Schema):
    number: str
    name: str
    function: str
    email: str
    phone: str


class PartyOut(PartyBrief):
    """A party with what hangs on it, as far as the caller may see it."""

    name_addition: str
    language: str
    web: str
    registration_number: str
    external_number: str
    probability: int
    note: str
    addresses: list[AddressBody]
    phones: list[str]
    sales_areas: list[SalesAreaOut]
    contacts: list[ContactOut]
    created_at: dt.datetime
    changed_at: dt.datetime

    @staticmethod
    def of_record(record: PartyRecord) -> "PartyOut":
        party = record.party
        return PartyOut.model_construct(
            **PartyBrief.of(party).__dict__,
            name_addition=party.name_addition,
            language=party.language,
            web=party.web,
            registration_number=party.registration_number,
            external_number=party.external_number,
            probability=party.probability,
            note=party.note,
            addresses=[AddressBody.of(row) for row in party.addresses.all()],
            phones=[row.number for row in party.phones.all()],
            sales_areas=[SalesAreaOut.of_row(row) for row in record.areas],
            contacts=[
                ContactOut.model_construct(
                    number=row.source.number,
                    name=row.source.name,
                    function=row.function,
                    email=row.source.email,
                    phone=row.source.phone,
                )
                for row in record.contacts
            ],
            created_at=party.created_at,
            changed_at=party.changed_at,
        )
