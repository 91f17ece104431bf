"""The lines of a document, and which came from which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.catalog.models import Product
from prosfora.company.models import Plant, Reason
from prosfora.documents.models.headers import SalesDocument


class Item(models.Model):
    """One line of a document (VBAP) with its price, kept with the ids of every record used."""

    # Pricing rewrites items by the thousand, and PostgreSQL every index of a row with it: none that nobody reads by.
    # Documents are found by item_position_once.
    document = models.ForeignKey(SalesDocument, on_delete=models.CASCADE, db_index=False, related_name="items")
    position = models.PositiveIntegerField(_("item"))  # 10, 20, 30 …
    category = models.CharField(_("item category"), max_length=12, default="standard")
    alternative_to = models.PositiveIntegerField(_("alternative to item"), null=True, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("product"))
    product_number = models.CharField(max_length=40, blank=True)
    customer_product = models.CharField(_("customer's product number"), max_length=40, blank=True)
    text = models.CharField(_("text"), max_length=200)
    note = models.TextField(_("item text"), blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=15, decimal_places=3, default=0)
    unit = models.CharField(_("unit"), max_length=3, blank=True)
    base_quantity = models.DecimalField(max_digits=15, decimal_places=3, default=0)
    base_unit = models.CharField(max_length=3, blank=True)
    plant = models.ForeignKey(
        Plant, on_delete=models.PROTECT, db_index=False, null=True, blank=True, verbose_name=_("plant")
    )
    requested_date = models.DateField(_("requested date"), null=True, blank=True)
    confirmed_date = models.DateField(_("confirmed date"), null=True, blank=True)  # day the full quantity is there
    confirmed_quantity = models.DecimalField(max_digits=15, decimal_places=3, default=0)
    schedule = models.JSONField(default=list)  # schedule lines (VBEP), sales units: [["2026-12-01", "40"], …]
    checked_at = models.DateTimeField(null=True)  # when availability was asked; a simulation, never a reservation
    is_complete = models.BooleanField(default=True)  # nothing mandatory is missing on the item
    # NULL where there are none: a column with a default would copy the table.
    free_for = models.PositiveIntegerField(null=True)  # of free goods: the number of the item that earned them
    free_goods = models.JSONField(null=True)  # of that item: {"ordered": "100", "record": 7} or {…, "declined": true}
    part_of = models.PositiveIntegerField(null=True)  # of a bundle's part: the number of the bundle's item (UEPOS)
    bundle = models.JSONField(
        null=True
    )  # {"product": "SET", "priced": "ERLA", "cost": "7.20", …}; part: {"ratio": "2"}
    unpriced = models.BooleanField(null=True)  # True where the bundle has the price and this part none, or the reverse
    release = models.CharField(max_length=8, null=True)  # its price lies under a limit: needed, released
    origin = models.BigIntegerField(null=True)  # of a revision's line: the id of the item it first was
    kept = models.JSONField(null=True)  # of a price that was copied or renewed in part: what stays (rules.keeping)
    reserves = models.BooleanField(default=False)  # an order's item: its schedule lines take from availability
    manual_conditions = models.JSONField(default=list)
    unit_price = models.DecimalField(_("price"), max_digits=17, decimal_places=4, default=0)
    gross_value = models.DecimalField(max_digits=17, decimal_places=4, default=0)
    net = models.DecimalField(_("net"), max_digits=17, decimal_places=4, default=0)
    tax = models.DecimalField(_("tax"), max_digits=17, decimal_places=4, default=0)
    tax_code = models.CharField(max_length=3, blank=True)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    cost = models.DecimalField(_("cost"), max_digits=17, decimal_places=4, null=True, blank=True)
    price_trace = models.JSONField(default=dict)  # elements and losers, as pricing.rules.facts
    problems = models.JSONField(default=list)  # what is doubtful in quantity or price: [{"code": …, "detail": {…}}]
    probability = models.PositiveSmallIntegerField(_("probability %"), default=100)
    rejection_reason = models.ForeignKey(
        Reason,
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rejection reason"),
    )
    referenced_quantity = models.DecimalField(max_digits=15, decimal_places=3, default=0)  # taken by successors
    answer_available = models.BooleanField(_("available?"), null=True)
    answer_price = models.DecimalField(_("price?"), max_digits=17, decimal_places=4, null=True, blank=True)
    answer_date = models.DateField(_("date?"), null=True, blank=True)
    answer_note = models.CharField(_("note to the answer"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="item_position_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="item_quantity_not_negative"),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=100), name="item_probability_percent"
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "plant"], name="item_reserving", condition=models.Q(reserves=True)
            ),  # what orders hold of a product, however many offers name it
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.position}"

    @property
    def is_priced(self) -> bool:
        """Whether it has a price of its own."""
        return self.product_id is not None and not self.unpriced

    @property
    def is_on_request(self) -> bool:
        """Whether there is no price because it is on request."""
        return any(problem["code"] == "price_on_request" for problem in self.problems)


class FlowLink(models.Model):
    """One item that came from another with the quantity taken (VBFA), in the predecessor's sales unit."""

    source = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="successors")
    target = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="predecessors")
    quantity = models.DecimalField(max_digits=15, decimal_places=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="flow_link_once")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
