"""Products and services: what can be offered, in which units, from which stock."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prosfora.company.models import Plant, SalesArea
from prosfora.kit.database import SortKey
from prosfora.parties.models import Party


class Product(models.Model):
    """A product or service (MARA, MVKE in one: sales areas may narrow it through `areas`)."""

    number = SortKey(_("product number"), max_length=40, unique=True)  # in capitals
    kind = models.CharField(
        _("kind"), max_length=8, default="stock",
        choices=[("stock", _("stocked product")), ("service", _("service")), ("order", _("made to order"))],
    )  # fmt: skip
    name = models.CharField(_("text"), max_length=200)  # in the company's language; others in ProductText
    sort_name = SortKey(max_length=60, default="", editable=False)  # folded: Greek and Latin sort together
    base_unit = models.CharField(_("base unit"), max_length=3, default="PCE")
    sales_unit = models.CharField(_("sales unit"), max_length=3, blank=True)
    group = models.CharField(_("product group"), max_length=9, blank=True)  # MATKL
    pricing_group = models.CharField(_("pricing group"), max_length=2, blank=True)  # KONDM
    hierarchy = models.CharField(_("product hierarchy"), max_length=18, blank=True)
    item_category_group = models.CharField(_("item category group"), max_length=4, default="NORM")
    tax_class = models.CharField(_("tax classification"), max_length=1, default="1")  # rules.checks.TAX_CLASSES
    # "SIZE=L, COLOUR=RED". NULL where there is none: a column with a default would copy the table.
    attributes = models.CharField(_("attributes"), max_length=240, null=True, blank=True)
    gross_weight = models.DecimalField(_("gross weight (kg)"), max_digits=13, decimal_places=3, default=0)
    net_weight = models.DecimalField(_("net weight (kg)"), max_digits=13, decimal_places=3, default=0)
    volume = models.DecimalField(_("volume (l)"), max_digits=13, decimal_places=3, default=0)
    cost = models.DecimalField(_("cost per base unit"), max_digits=15, decimal_places=4, null=True, blank=True)
    cost_currency = models.CharField(_("currency of the cost"), max_length=3, default="EUR")
    minimum_quantity = models.DecimalField(_("minimum order quantity"), max_digits=15, decimal_places=3, default=0)
    rounding_quantity = models.DecimalField(_("rounding quantity"), max_digits=15, decimal_places=3, default=0)
    whole_units_only = models.BooleanField(_("whole units only"), default=True)
    lead_time_days = models.PositiveSmallIntegerField(_("replenishment lead time (working days)"), default=0)
    gtin = models.CharField(_("GTIN"), max_length=14, blank=True)
    status = models.CharField(
        _("status"), max_length=10, default="active",
        choices=[
            ("active", pgettext_lazy("product", "active")), ("announced", _("announced")),
            ("blocked", pgettext_lazy("product", "blocked")), ("phased_out", _("phased out")),
        ],
    )  # fmt: skip
    sold_from = models.DateField(_("sold from"), null=True, blank=True)
    sold_until = models.DateField(_("sold until"), null=True, blank=True)
    areas = models.ManyToManyField(SalesArea, blank=True, verbose_name=_("only in these sales areas"))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    search_text = models.TextField(default="", editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "id"], name="product_by_name"),
            models.Index(fields=["changed_at", "id"], name="product_by_change"),
            models.Index(fields=["gtin"], name="product_gtin"),
            # Every filter of the list with every order it offers, so that none of them ever sorts or scans.
            *(
                models.Index(fields=[chosen, *order], name=f"product_{chosen}_by_{name}")
                for chosen in ("group", "kind", "status")
                for name, order in (
                    ("number", ["number"]),
                    ("name", ["sort_name", "id"]),
                    ("change", ["changed_at", "id"]),
                )
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | models.Q(cost__gte=0),
                name="product_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_quantity__gte=0, rounding_quantity__gte=0),
                name="product_quantities_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ProductText(models.Model):
    """Name and sales text of a product in one language."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5)
    name = models.CharField(_("text"), max_length=200)
    sales_text = models.TextField(_("sales text"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "language"], name="product_text_once_per_language")]

    def __str__(self) -> str:
        return self.name


class ProductUnit(models.Model):
    """A sales unit as an exact ratio to the base unit: one BX is 12/1 PCE (MARM)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="units")
    unit = models.CharField(_("unit"), max_length=3)
    numerator = models.PositiveIntegerField(_("base units"), default=1)
    denominator = models.PositiveIntegerField(_("sales units"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "unit"], name="product_unit_once"),
            models.CheckConstraint(
                condition=models.Q(numerator__gt=0, denominator__gt=0), name="product_unit_ratio_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.unit} = {self.numerator}/{self.denominator}"


class Stock(models.Model):
    """What lies in a plant, in base units."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="stocks")
    plant = models.ForeignKey(Plant, on_delete=models.PROTECT)
    quantity = models.DecimalField(_("stock"), max_digits=15, decimal_places=3, default=Decimal(0))
    safety_stock = models.DecimalField(_("safety stock"), max_digits=15, decimal_places=3, default=Decimal(0))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "plant"], name="stock_once_per_plant")]

    def __str__(self) -> str:
        return f"{self.product_id} @ {self.plant_id}: {self.quantity}"


class Receipt(models.Model):
    """A quantity expected in a plant on a day: purchase, production (base units)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="receipts")
    plant = models.ForeignKey(Plant, on_delete=models.PROTECT)
    day = models.DateField(_("expected on"))
    quantity = models.DecimalField(_("quantity"), max_digits=15, decimal_places=3)
    reference = models.CharField(_("reference"), max_length=40, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="receipt_positive")]
        indexes = [models.Index(fields=["product", "plant", "day"], name="receipt_by_day")]

    def __str__(self) -> str:
        return f"{self.product_id} +{self.quantity} {self.day}"


class CustomerProduct(models.Model):
    """A customer's own number for a product (KNMT)."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="customer_numbers")
    number = models.CharField(_("customer's product number"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="customer_product_number_once")]

    def __str__(self) -> str:
        return self.number


class Component(models.Model):
    """A product that another one consists of when it is sold (STPO of a sales bill of material)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="components")
    part = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", verbose_name=_("part"))
    quantity = models.DecimalField(_("quantity"), max_digits=15, decimal_places=3)  # for one base unit of the product
    unit = models.CharField(_("unit"), max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "part"], name="component_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="component_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity} {self.unit} {self.part_id}"


class ProductLink(models.Model):
    """Another product that goes with this one or takes its place."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(
        _("kind"), max_length=12,
        choices=[("alternative", _("alternative")), ("accessory", _("accessory")), ("successor", _("successor"))],
    )  # fmt: skip
    other = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("other product"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "kind", "other"], name="product_link_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.other_id}"
