"""Our own side: companies, sales areas, offices, plants, numbers, currencies, rates, terms, letterhead."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.kit.writing import language


class Company(models.Model):
    """A legal entity that quotes: letterhead, tax number, currency (SAP: company code)."""

    code = models.CharField(_("company"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200)
    vat_number = models.CharField(_("VAT number"), max_length=20)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)  # ΓΕΜΗ
    street = models.CharField(_("street"), max_length=120)
    postal_code = models.CharField(_("postal code"), max_length=12)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(_("country"), max_length=2, default="GR")
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    web = models.URLField(_("web"), blank=True)
    bank = models.CharField(_("bank and IBAN"), max_length=120, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    letterhead_note = models.TextField(_("letterhead footer"), blank=True)
    logo_digest = models.CharField(max_length=64, blank=True)  # room files

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SalesOrganisation(models.Model):
    """The unit that sells and answers for it (VKORG)."""

    code = models.CharField(_("sales organisation"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    company = models.ForeignKey(Company, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SalesArea(models.Model):
    """Sales organisation + distribution channel + division; documents, prices and rights hang on it.

    Its code joins the three ("GR01-10-00") and is the scope of every right.
    """

    code = models.CharField(_("sales area"), max_length=12, primary_key=True)
    organisation = models.ForeignKey(SalesOrganisation, on_delete=models.PROTECT)
    channel = models.CharField(_("distribution channel"), max_length=2)
    division = models.CharField(_("division"), max_length=2)
    name = models.CharField(_("name"), max_length=80)
    plant = models.ForeignKey("Plant", on_delete=models.PROTECT, verbose_name=_("usual plant"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "channel", "division"], name="sales_area_of_three_parts_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SalesOffice(models.Model):
    """Where sellers work (VKBUR)."""

    code = models.CharField(_("sales office"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    areas = models.ManyToManyField(SalesArea, verbose_name=_("sales areas"))
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, verbose_name=_("staff"))

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FactoryCalendar(models.Model):
    """Working days of a plant: weekdays less a country's holidays (package `holidays`), less extra days off."""

    code = models.CharField(_("calendar"), max_length=8, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    country = models.CharField(_("country of the holidays"), max_length=2, default="GR")
    subdivision = models.CharField(_("region of the holidays"), max_length=10, blank=True)
    weekdays = models.CharField(_("working weekdays (1 = Monday)"), max_length=7, default="12345")
    days_off = models.JSONField(_("further days off"), default=list, blank=True)  # ISO dates

    def __str__(self) -> str:
        return self.name


class Plant(models.Model):
    """A place that holds stock and delivers (WERKS)."""

    code = models.CharField(_("plant"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    country = models.CharField(_("country"), max_length=2, default="GR")
    region = models.CharField(_("tax region"), max_length=10, blank=True)
    calendar = models.ForeignKey(FactoryCalendar, on_delete=models.PROTECT, verbose_name=_("calendar"))

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class NumberRange(models.Model):
    """A range that numbers are drawn from (company.services.next_number). `last` counts on SQLite only."""

    code = models.CharField(_("number range"), max_length=30, primary_key=True)  # "quotation", "party", "product"
    name = models.CharField(_("name"), max_length=80)
    first = models.BigIntegerField(_("first number"))
    last = models.BigIntegerField(_("last number drawn"))

    def __str__(self) -> str:
        return self.code


class ExchangeRate(models.Model):
    """How many `target` one `source` is worth from a day on, by rate type (M average, B bank selling, G buying)."""

    kind = models.CharField(_("rate type"), max_length=1, default="M")
    source = models.CharField(_("from"), max_length=3)
    target = models.CharField(_("to"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=9)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "target", "valid_from"], name="rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.target} {self.rate} {self.valid_from}"


class PaymentTerms(models.Model):
    """Terms of payment (ZTERM): net days and a cash discount."""

    code = models.CharField(_("payment terms"), max_length=4, primary_key=True)
    name_en = models.CharField(_("text in English"), max_length=120)
    name_el = models.CharField(_("text in Greek"), max_length=120)
    net_days = models.PositiveSmallIntegerField(_("net days"), default=30)
    discount_percent = models.DecimalField(_("cash discount %"), max_digits=5, decimal_places=2, default=0)
    discount_days = models.PositiveSmallIntegerField(_("cash discount days"), default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.name_el if language() == 'el' else self.name_en}"


class Attribute(models.Model):
    """An own attribute of customers in a sales area, or of products: a fact that keys and formulas may name."""

    subject = models.CharField(
        _("attribute of"), max_length=8, choices=[("customer", _("customers")), ("product", _("products"))]
    )
    code = models.CharField(_("code"), max_length=10)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_el = models.CharField(_("name in Greek"), max_length=80)
    values = models.JSONField(_("allowed values"), default=list, blank=True)  # none: any of up to ten characters

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "code"], name="attribute_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name_el if language() == 'el' else self.name_en}"


class Reason(models.Model):
    """Coded reasons that statistics count: rejection of an item, loss, win, order reason, refusal."""

    kind = models.CharField(_("kind"), max_length=12)  # rejection, order, decline, close
    code = models.CharField(_("code"), max_length=4)
    name_en = models.CharField(_("text in English"), max_length=120)
    name_el = models.CharField(_("text in Greek"), max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="reason_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name_el if language() == 'el' else self.name_en}"
