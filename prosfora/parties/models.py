"""Everybody outside: one record per person or organisation from first contact on."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import PaymentTerms, Plant, SalesArea, SalesOffice
from prosfora.kit.database import SortKey

FOREVER = dt.date(9999, 12, 31)


class Party(models.Model):
    """An organisation or a person. Winning a prospect changes its roles, never its identity."""

    number = models.CharField(_("number"), max_length=10, unique=True)
    kind = models.CharField(
        _("kind"), max_length=12, default="organisation",
        choices=[("organisation", _("organisation")), ("person", _("person"))],
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=200)
    sort_name = SortKey(max_length=60, default="", editable=False)  # without accents: what lists sort by
    folded_name = SortKey(max_length=60, default="", editable=False)  # in Latin letters: what searches begin with
    name_addition = models.CharField(_("name addition"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, default="el")
    country = models.CharField(_("country"), max_length=2, default="GR")
    email = models.EmailField(_("mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    web = models.URLField(_("web"), blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)  # with country prefix: EL123456789
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    external_number = models.CharField(_("number in another system"), max_length=40, blank=True)
    is_prospect = models.BooleanField(_("prospect"), default=True)
    is_customer = models.BooleanField(_("customer"), default=False)
    is_contact = models.BooleanField(_("contact person"), default=False)
    is_competitor = models.BooleanField(_("competitor"), default=False)
    is_partner = models.BooleanField(_("partner"), default=False)
    is_blocked = models.BooleanField(_("blocked"), default=False)
    probability = models.PositiveSmallIntegerField(_("order probability %"), default=100)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    search_text = models.TextField(default="", editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "id"], name="party_by_name"),
            models.Index(fields=["folded_name", "id"], name="party_by_folded_name"),
            models.Index(fields=["country", "sort_name", "id"], name="party_by_country"),
            models.Index(fields=["external_number"], name="party_external"),
            models.Index(fields=["phone"], name="party_phone"),
            models.Index(fields=["vat_number"], name="party_vat"),
            models.Index(fields=["email"], name="party_mail"),
            models.Index(fields=["changed_at", "id"], name="party_changed"),
            *(
                models.Index(
                    fields=["sort_name", "id"],
                    name=f"party_{role}s_by_name",
                    condition=models.Q(**{f"is_{role}": True}),
                )
                for role in ("contact", "competitor", "partner", "prospect")
            ),
            models.Index(fields=["sort_name", "id"], name="party_blocked", condition=models.Q(is_blocked=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=100), name="party_probability_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> list[str]:
        """The roles the party has, the weightiest first: "customer", "prospect" …"""
        names = ("customer", "prospect", "contact", "partner", "competitor")
        return [name for name in names if getattr(self, f"is_{name}")]

    @property
    def main_address(self) -> "Address | None":
        """The standard address, else the first there is; no query where addresses are prefetched."""
        rows = sorted(self.addresses.all(), key=lambda row: (row.kind != "standard", row.pk))
        return rows[0] if rows else None

    @property
    def city(self) -> str:
        """The town of the main address, blank without one."""
        address = self.main_address
        return address.city if address else ""


class Address(models.Model):
    """A postal address; the standard one is the first letter of a document, others are delivery or billing places."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(
        _("kind"), max_length=10, default="standard",
        choices=[
            ("standard", _("standard")), ("delivery", _("delivery")), ("billing", _("billing")), ("other", _("other")),
        ],
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.CharField(_("house number"), max_length=12, blank=True)
    addition = models.CharField(_("addition"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="GR")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=models.Q(kind="standard"), name="party_one_standard_address"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, self.postal_code, self.city) if part)


class PhoneNumber(models.Model):
    """A further phone number of a party, in E.164, so that a caller is found by any of them."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(_("number"), max_length=20, db_index=True)
    label = models.CharField(_("label"), max_length=40, blank=True)

    def __str__(self) -> str:
        return self.number


class Relationship(models.Model):
    """`source` stands in a relation to `target`: contact of, subsidiary of, reseller for."""

    source = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(
        _("relation"), max_length=14, default="contact_of",
        choices=[
            ("contact_of", _("contact of")), ("subsidiary_of", _("subsidiary of")), ("reseller_for", _("reseller for")),
        ],
    )  # fmt: skip
    target = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="related")
    function = models.CharField(_("function"), max_length=80, blank=True)  # "purchasing", "managing director"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "target"], name="relation_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="relation_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Consent(models.Model):
    """Permission, or its refusal, to be contacted on a channel: legal basis, source and day."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(
        _("channel"), max_length=10, choices=[("mail", _("mail")), ("phone", _("phone")), ("letter", _("letter"))]
    )
    allowed = models.BooleanField(_("allowed"))
    basis = models.CharField(_("legal basis"), max_length=40)
    source = models.CharField(_("source"), max_length=80, blank=True)
    given_on = models.DateField(_("date"))

    def __str__(self) -> str:
        return f"{self.channel} {self.allowed}"


class PartySalesArea(models.Model):
    """A party's data in one sales area (KNVV). Who works in that area sees the party."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="areas")
    sales_area = models.ForeignKey(SalesArea, on_delete=models.PROTECT, verbose_name=_("sales area"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    price_group = models.CharField(_("price group"), max_length=4, blank=True)  # KONDA
    price_list = models.CharField(_("price list type"), max_length=4, blank=True)  # PLTYP
    customer_group = models.CharField(_("customer group"), max_length=4, blank=True)  # KDGRP
    customer_procedure = models.CharField(_("customer pricing procedure"), max_length=2, blank=True)  # KALKS
    incoterms = models.CharField(_("incoterms"), max_length=3, blank=True)
    incoterms_place = models.CharField(_("incoterms place"), max_length=70, blank=True)
    payment_terms = models.ForeignKey(
        PaymentTerms, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("payment terms")
    )
    office = models.ForeignKey(
        SalesOffice, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("sales office")
    )
    plant = models.ForeignKey(
        Plant, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("delivering plant")
    )
    tax_class = models.CharField(_("tax classification"), max_length=1, default="1")  # rules.checks.TAX_CLASSES
    # "BRANCH=HOTEL, SIZE=L". NULL where there is none: a column with a default would copy the table.
    attributes = models.CharField(_("attributes"), max_length=240, null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("responsible"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "sales_area"], name="party_once_per_sales_area")]
        indexes = [
            models.Index(fields=["sales_area", "party"], name="party_in_area"),
            models.Index(fields=["sales_area", "customer_group", "party"], name="party_in_group"),
            models.Index(fields=["responsible", "party"], name="party_of_responsible"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} @ {self.sales_area_id}"


class CustomerHierarchy(models.Model):
    """Under whom a customer stands in a sales area (KNVH): a higher node, which is a party too. One at a time."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="higher_nodes")
    higher = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="lower_nodes", verbose_name=_("higher customer")
    )
    sales_area = models.ForeignKey(SalesArea, on_delete=models.PROTECT, verbose_name=_("sales area"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "sales_area", "valid_from"], name="hierarchy_begins_once"),
            models.CheckConstraint(condition=~models.Q(party=models.F("higher")), name="hierarchy_not_under_itself"),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="hierarchy_validity_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} < {self.higher_id} @ {self.sales_area_id}"

    @property
    def has_end(self) -> bool:
        """Whether a last day is known."""
        return self.valid_to < FOREVER


class PartnerFunction(models.Model):
    """Who else stands behind a customer in a sales area: ship-to WE, bill-to RE, payer RG, contact AP (KNVP)."""

    area = models.ForeignKey(PartySalesArea, on_delete=models.CASCADE, related_name="partners")
    function = models.CharField(_("partner function"), max_length=2)
    partner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "function", "partner"], name="partner_function_once")]

    def __str__(self) -> str:
        return f"{self.function} {self.partner_id}"
