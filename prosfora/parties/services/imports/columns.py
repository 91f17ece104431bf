"""The columns that a file of parties may have, and how they lead to fields."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prosfora.files.rules.columns import Column, Kind

# field of the facts → column
FACTS: Mapping[str, Column] = {
    "name": Column("name", _("Name"), headers=("company_name", "account", "customer", "επωνυμία"), example="Acme A.E."),
    "name_addition": Column("name_addition", _("Name addition"), headers=("name2",)),
    "kind": Column("kind", _("Kind"), choices=("", "organisation", "person"), example="organisation"),
    "language": Column("language", _("Language"), longest=5, example="el"),
    "country": Column(
        "country", _("Country"), longest=80, headers=("country_code", "office_location", "χώρα"), example="GR"
    ),
    "email": Column("email", _("Mail"), longest=254, headers=("mail", "e-mail"), example="info@acme.example"),
    "phone": Column("phone", _("Phone"), longest=40, headers=("telephone", "τηλέφωνο"), example="+302103612345"),
    "web": Column("web", _("Web"), headers=("website", "url")),
    "vat_number": Column(
        "vat", _("VAT number"), longest=40, headers=("vat_number", "vatin", "ΑΦΜ", "tax number"), example="EL094259216"
    ),
    "registration_number": Column("registration", _("Registration number"), longest=40, headers=("ΓΕΜΗ",)),
    "external_number": Column(
        "external_number", _("Number in another system"), longest=40, headers=("customer_id", "account_id")
    ),
    "note": Column("note", _("Note"), longest=10_000, headers=("remark", "σημείωση")),
}
ADDRESS: Mapping[str, Column] = {
    "street": Column("street", _("Street"), headers=("address", "οδός", "διεύθυνση"), example="Σκουφά"),
    "house_number": Column("house_number", _("House number"), longest=12, example="11"),
    "addition": Column("address_addition", _("Address addition"), headers=("address2",)),
    "postal_code": Column(
        "postal_code", _("Postal code"), longest=12, headers=("postcode", "zip", "ΤΚ"), example="106 73"
    ),
    "city": Column("city", _("City"), headers=("town", "πόλη"), example="Αθήνα"),
    "region": Column("region", _("Region"), headers=("state", "νομός")),
}  # fmt: skip
TERMS: Mapping[str, Column] = {
    "currency": Column("currency", _("Currency"), longest=3, example="EUR"),
    "price_group": Column("price_group", _("Price group"), longest=4),
    "price_list": Column("price_list", _("Price list type"), longest=4),
    "customer_group": Column("customer_group", _("Customer group"), longest=4),
    "incoterms": Column("incoterms", _("Incoterms"), longest=3),
    "incoterms_place": Column("incoterms_place", _("Incoterms place"), longest=70),
    "payment_terms": Column("terms", _("Payment terms"), longest=4, headers=("payment_terms",), example="N030"),
    "office": Column("office", _("Sales office"), longest=4),
    "plant": Column("plant", _("Delivering plant"), longest=4),
    "tax_class": Column("tax_class", _("Tax classification"), longest=1),
    "customer_procedure": Column("customer_procedure", _("Customer pricing procedure"), longest=2),
    "attributes": Column("attributes", _("Attributes"), longest=240, headers=("χαρακτηριστικά",), example=""),
}
NUMBER = Column("number", _("Number"), longest=10, headers=("party", "party_number"))
ROLE = Column("role", _("Role"), headers=("roles", "ρόλος"), example="customer")
AREA = Column("area", _("Sales area"), longest=12, headers=("sales_area",), example="GR01-10-00")
RESPONSIBLE = Column("responsible", _("Responsible"), longest=150, headers=("seller", "πωλητής"))
PROBABILITY = Column("probability", _("Order probability %"), kind=Kind.INTEGER)
CONTACT: Mapping[str, Column] = {
    "name": Column("contact", _("Contact person"), headers=("contact_name", "υπεύθυνος")),
    "function": Column("contact_function", _("Function of the contact"), longest=80, headers=("contact_title",)),
    "email": Column("contact_email", _("Mail of the contact"), longest=254),
    "phone": Column("contact_phone", _("Phone of the contact"), longest=40),
}
ALL = (
    NUMBER, *FACTS.values(), ROLE, AREA, *ADDRESS.values(), *TERMS.values(), RESPONSIBLE, PROBABILITY,
    *CONTACT.values(),
)  # fmt: skip

# What people write for a role → the flag of the facts.
ROLE_WORDS = {
    "customer": "is_customer", "πελάτης": "is_customer",
    "prospect": "is_prospect", "υποψήφιος": "is_prospect",
    "contact": "is_contact", "επαφή": "is_contact",
    "competitor": "is_competitor", "ανταγωνιστής": "is_competitor",
    "partner": "is_partner", "συνεργάτης": "is_partner",
}  # fmt: skip

# field of a problem → column it came from, where the names differ
COLUMN_OF = {
    **{field: column.name for field, column in FACTS.items()},
    **{f"addresses.0.{field}": column.name for field, column in ADDRESS.items()},
    **{field: column.name for field, column in TERMS.items()},
    "responsible_id": RESPONSIBLE.name,
}
