"""Seller, buyer and where it goes, as UBL names them."""

from xml.etree.ElementTree import Element

from prosfora.offers.rules.content import Offer, OfferAddress, OfferCompany, OfferParty
from prosfora.offers.rules.ubl_words import group, put


def seller(root: Element, offer: Offer) -> None:
    """The company that offers, with whom to ask there."""
    company = offer.company
    party = group(group(root, "SellerSupplierParty"), "Party")
    put(party, "WebsiteURI", company.web)
    put(group(party, "PartyName"), "Name", company.name)
    address = group(party, "PostalAddress")
    put(address, "StreetName", company.street)
    put(address, "CityName", company.city)
    put(address, "PostalZone", company.postal_code)
    put(group(address, "Country"), "IdentificationCode", company.country)
    _vat_number(party, company.vat_number)
    _legal_entity(party, company)
    contact = group(party, "Contact")
    put(contact, "Name", offer.responsible.name)
    put(contact, "Telephone", company.phone)
    put(contact, "ElectronicMail", offer.responsible.email or company.email)


def buyer(root: Element, offer: Offer) -> None:
    """Whom it is offered to."""
    customer = group(root, "BuyerCustomerParty")
    put(customer, "SupplierAssignedAccountID", offer.sold_to.number)
    party = group(customer, "Party")
    if offer.sold_to.number:
        put(group(party, "PartyIdentification"), "ID", offer.sold_to.number)
    put(group(party, "PartyName"), "Name", offer.sold_to.name)
    if offer.sold_to.address:
        _address(group(party, "PostalAddress"), offer.sold_to.address)
    _vat_number(party, offer.sold_to.vat_number)
    asked = offer.contact or offer.sold_to
    if offer.contact or asked.email:
        contact = group(party, "Contact")
        put(contact, "Name", offer.contact.name if offer.contact else None)
        put(contact, "ElectronicMail", asked.email)


def delivery_address(delivery: Element, ship_to: OfferParty) -> None:
    """Where the goods go."""
    if ship_to.address:
        _address(group(delivery, "DeliveryAddress"), ship_to.address)


def _vat_number(party: Element, number: str) -> None:
    if number:
        scheme = group(party, "PartyTaxScheme")
        put(scheme, "CompanyID", number)
        put(group(scheme, "TaxScheme"), "ID", "VAT")


def _legal_entity(party: Element, company: OfferCompany) -> None:
    entity = group(party, "PartyLegalEntity")
    put(entity, "RegistrationName", company.legal_name)
    put(entity, "CompanyID", company.registration_number)


def _address(element: Element, address: OfferAddress) -> None:
    put(element, "StreetName", address.street)
    put(element, "AdditionalStreetName", address.addition)
    put(element, "BuildingNumber", address.house_number)
    put(element, "CityName", address.city)
    put(element, "PostalZone", address.postal_code)
    put(element, "CountrySubentity", address.region)
    for line in address.lines:
        put(group(element, "AddressLine"), "Line", line)
    put(group(element, "Country"), "IdentificationCode", address.country)
