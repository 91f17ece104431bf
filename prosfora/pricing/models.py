"""The condition technique as data: types, accesses, procedures, and the records with their prices."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import SalesArea
from prosfora.kit.database import SortKey

FOREVER = dt.date(9999, 12, 31)
CLASSES = [
    ("price", _("price")), ("net_price", _("net price")), ("discount", _("discount")), ("surcharge", _("surcharge")),
    ("freight", _("freight")), ("minimum", _("minimum")), ("tax", _("tax")), ("cost", _("cost")),
    ("rounding", _("rounding")), ("rebate", _("rebate, accrued")),
    ("limit", _("floor or least margin: needs a release")),
]  # fmt: skip
MEASURES = [
    ("quantity", _("per unit")), ("gross_weight", _("by gross weight")), ("net_weight", _("by net weight")),
    ("volume", _("by volume")), ("time", _("by time")),
]  # fmt: skip
CALCULATIONS = [
    *MEASURES, ("percent", _("per cent")), ("cost", _("per cent of the cost")), ("fixed", _("fixed amount")),
]  # fmt: skip
SCALE_BASES = [*MEASURES, ("value", _("value"))]
COUNTINGS = [
    ("pro_rata", _("in proportion, rounded down")), ("rounded", _("in proportion, rounded")),
    ("per_unit", _("for each full quantity")), ("whole_units", _("only for a multiple of the quantity")),
]  # fmt: skip
PURPOSES = [
    ("value", _("what a condition comes to")), ("base", _("what a rate is multiplied with")),
    ("requirement", _("whether a step or access is looked at")),
]  # fmt: skip
STATUSES = [("released", _("released")), ("draft", _("draft")), ("withdrawn", _("withdrawn"))]
SCALE_KINDS = [("from", _("from")), ("to", _("up to")), ("interval", _("interval"))]


class PricingVersion(models.Model):
    """One row whose mark changes with every change of the set-up, which processes keep until then."""

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark


class AccessSequence(models.Model):
    """The keys a condition type is looked up by, from most specific to most general."""

    code = models.CharField(_("access sequence"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=80)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Formula(models.Model):
    """A calculation that people wrote: an expression over named facts (rules.expressions). Once in use it stays so."""

    code = models.CharField(_("formula"), max_length=10, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_el = models.CharField(_("name in Greek"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=12, choices=PURPOSES)
    expression = models.CharField(_("expression"), max_length=1000)

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class Access(models.Model):
    """One key of a sequence: the names of facts it joins ("customer", "product"). A hit ends an exclusive search."""

    sequence = models.ForeignKey(AccessSequence, on_delete=models.CASCADE, related_name="accesses")
    number = models.PositiveSmallIntegerField(_("access"))
    fields = models.JSONField(_("key"))
    optional = models.JSONField(_("may be blank"), default=list, blank=True)  # facts of the key
    requirement = models.CharField(_("requirement"), max_length=20, blank=True)
    exclusive = models.BooleanField(_("exclusive"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sequence", "number"], name="access_number_once")]

    def __str__(self) -> str:
        return f"{self.sequence_id}/{self.number}"


class ConditionType(models.Model):
    """A kind of price element (KSCHL) and how it is computed."""

    code = models.CharField(_("condition type"), max_length=4, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_el = models.CharField(_("name in Greek"), max_length=80)
    condition_class = models.CharField(_("class"), max_length=10, choices=CLASSES)
    calculation = models.CharField(_("calculation"), max_length=12, choices=CALCULATIONS)
    sign = models.CharField(_("sign"), max_length=5, default="plus")  # plus, minus, both
    scale_basis = models.CharField(_("scale basis"), max_length=12, default="quantity", choices=SCALE_BASES)
    scale_kind = models.CharField(_("scale"), max_length=8, default="from", choices=SCALE_KINDS)
    is_header = models.BooleanField(_("header condition"), default=False)
    is_group = models.BooleanField(_("group condition"), default=False)
    group_over = models.CharField(max_length=6, default="record")  # record, type, basket: whose a scale adds up
    is_manual = models.BooleanField(_("may be entered by hand"), default=False)
    is_statistical = models.BooleanField(_("statistical"), default=False)
    rounding = models.CharField(_("rounding"), max_length=8, default="half_up")  # half_up, up, down
    lower_limit = models.DecimalField(_("lower limit"), max_digits=15, decimal_places=4, null=True, blank=True)
    upper_limit = models.DecimalField(_("upper limit"), max_digits=15, decimal_places=4, null=True, blank=True)
    sequence = models.ForeignKey(
        AccessSequence, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("access sequence")
    )

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class PricingProcedure(models.Model):
    """The computation as numbered steps (KALSM).

    `exclusions` are [method, types, other types], as rules.book.Exclusion: ["best", ["K004", "K005"], []].
    """

    code = models.CharField(_("procedure"), max_length=8, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    exclusions = models.JSONField(default=list, blank=True)
    tax_included = models.BooleanField(_("prices contain the tax"), default=False)
    tax_rounding = models.CharField(_("rounding of the tax"), max_length=4, default="rate")  # rate, item
    is_used = models.BooleanField(default=False)  # once documents could find it: from then on it stays as it is

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Step(models.Model):
    """One step: a condition type, or a named subtotal. `from_step`/`to_step` name what a percentage builds on."""

    procedure = models.ForeignKey(PricingProcedure, on_delete=models.CASCADE, related_name="steps")
    step = models.PositiveSmallIntegerField(_("step"))
    counter = models.PositiveSmallIntegerField(_("counter"), default=0)
    condition_type = models.ForeignKey(ConditionType, on_delete=models.PROTECT, null=True, blank=True)
    label = models.CharField(_("subtotal"), max_length=20, blank=True)  # gross_value, net_value, total, margin
    from_step = models.PositiveSmallIntegerField(_("from"), null=True, blank=True)
    to_step = models.PositiveSmallIntegerField(_("to"), null=True, blank=True)
    requirement = models.CharField(_("requirement"), max_length=20, blank=True)
    manual_only = models.BooleanField(_("manual only"), default=False)
    mandatory = models.BooleanField(_("mandatory"), default=False)
    statistical = models.BooleanField(_("statistical"), default=False)
    base = models.CharField(_("other base"), max_length=12, blank=True)
    formula = models.CharField(_("other calculation"), max_length=20, blank=True)  # a name of rules.formulas

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "step", "counter"], name="step_and_counter_once")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.step}.{self.counter}"


class ProcedureDetermination(models.Model):
    """Which procedure prices a document: the most specific row wins; a blank matches everything."""

    sales_area = models.CharField(_("sales area"), max_length=12, blank=True)
    document_type = models.CharField(_("document type"), max_length=4, blank=True)
    customer_procedure = models.CharField(_("customer pricing procedure"), max_length=2, blank=True)
    procedure = models.ForeignKey(PricingProcedure, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sales_area", "document_type", "customer_procedure"], name="procedure_determined_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sales_area or '*'} {self.document_type or '*'} {self.procedure_id}"


class PricingDateRule(models.Model):
    """Which day the prices of documents are determined by: the most specific row wins; a blank matches everything."""

    sales_area = models.CharField(_("sales area"), max_length=12, blank=True)
    document_type = models.CharField(_("document type"), max_length=4, blank=True)
    basis = models.CharField(_("prices of"), max_length=14)  # a name of rules.dates.BASES

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sales_area", "document_type"], name="pricing_date_ruled_once")]

    def __str__(self) -> str:
        return f"{self.sales_area or '*'} {self.document_type or '*'} {self.basis}"


class CopyingRule(models.Model):
    """What becomes of prices where a document is made from another (SAP: the pricing type of copy control)."""

    source = models.CharField(_("from document type"), max_length=4)
    target = models.CharField(_("to document type"), max_length=4)
    pricing_type = models.CharField(_("pricing type"), max_length=1)  # a name of rules.repricing.RENEWED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="copying_ruled_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.target} {self.pricing_type}"


class Promotion(models.Model):
    """A campaign with what it may give (SAP: promotion, sales deal). Its periods say when and how much, and are never
    edited; `given` and `uses` are what accepted offers took of it, over all periods, in `currency`.
    """

    number = models.CharField(_("number"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=80)
    sales_area = models.ForeignKey(
        SalesArea, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("sales area")
    )
    currency = models.CharField(_("currency"), max_length=3)
    needs_coupon = models.BooleanField(_("only with a coupon"), default=False)
    given = models.DecimalField(_("given"), max_digits=17, decimal_places=4, default=0)
    uses = models.PositiveIntegerField(_("uses"), default=0)
    version = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(given__gte=0), name="promotion_given_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PromotionPeriod(models.Model):
    """When a promotion holds and what it may give in all, counted over all its periods. NULL: without end."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="periods")
    status = models.CharField(_("status"), max_length=10, default="released", choices=STATUSES)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    budget = models.DecimalField(_("budget"), max_digits=15, decimal_places=4, null=True, blank=True)
    uses_limit = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    uses_per_customer = models.PositiveIntegerField(_("uses per customer"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="promotion_validity_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(budget__isnull=True) | models.Q(budget__gte=0), name="promotion_budget_not_negative"
            ),
            models.UniqueConstraint(fields=["promotion", "version"], name="promotion_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.valid_from}"


class Coupon(models.Model):
    """A code that opens a promotion to whoever names it. Kept in capitals: case makes no difference."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="coupons")
    code = models.CharField(_("coupon"), max_length=20, unique=True)
    customer = models.CharField(_("only for customer"), max_length=10, blank=True)
    uses_limit = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class PromotionUse(models.Model):
    """What one offer takes of a promotion: held from its issue to its last day, used once it is accepted.

    `amount` is in the promotion's currency and counts; `value` in the document's, as its price says.
    """

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="used")
    document = models.CharField(_("document"), max_length=16)
    customer = models.CharField(_("customer"), max_length=10)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("coupon"))
    status = models.CharField(
        _("status"), max_length=8, choices=[("held", _("held")), ("used", _("used")), ("released", _("given back"))]
    )
    amount = models.DecimalField(_("amount"), max_digits=17, decimal_places=4)
    value = models.DecimalField(max_digits=17, decimal_places=4)
    held_until = models.DateField(_("held until"), default=FOREVER)  # the last day of the offer
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promotion", "document"], name="promotion_use_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="promotion_use_not_negative"),
        ]
        indexes = [
            models.Index(fields=["promotion", "status", "held_until"], name="promotion_use_held"),
            models.Index(fields=["promotion", "customer"], name="promotion_use_of_customer"),
            models.Index(fields=["document"], name="promotion_use_of_document"),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.document}"


class ConditionRecord(models.Model):
    """An amount valid for a key and a period (KONP). Never edited in place: a change ends it and begins its successor.
    A draft (KFRST) prices no document and may be edited until somebody releases it.

    `lookup` joins type and key ("K005|customer=1000001|product=BOLT-M8"); percentages have no currency; amounts are
    per `per` `unit`. `valid_to` is the last day. The database refuses two released records of one key, sales area and
    currency that hold on the same day (kit.database.NoOverlap).
    """

    condition_type = models.ForeignKey(ConditionType, on_delete=models.PROTECT, verbose_name=_("condition type"))
    key = models.JSONField(_("key"))  # {"customer": "1000001", "product": "BOLT-M8"}
    lookup = models.CharField(max_length=240)
    customer = SortKey(max_length=10, blank=True)  # of the key, for lists
    product = SortKey(max_length=40, blank=True)
    other_key = SortKey(max_length=80, blank=True)  # the first of the key's other values
    sales_area = models.ForeignKey(
        SalesArea, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("sales area")
    )
    status = models.CharField(_("status"), max_length=10, default="released", choices=STATUSES)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    per = models.DecimalField(_("per"), max_digits=9, decimal_places=3, default=1)
    unit = models.CharField(_("unit"), max_length=3, blank=True)
    calculation = models.CharField(_("calculation"), max_length=12, blank=True)  # another than the type's
    scales = models.JSONField(_("scale"), default=list, blank=True)  # [["1", "24.00"], ["1000", "22.50"]]
    scale_unit = models.CharField(_("unit of the scale"), max_length=3, blank=True)
    # "product=BOLT-M8". NULL where there is none: a column with a default would copy the table, without its triggers.
    basket = models.CharField(_("basket of the scale"), max_length=240, null=True, blank=True)
    lower_limit = models.DecimalField(_("lower limit"), max_digits=15, decimal_places=4, null=True, blank=True)
    upper_limit = models.DecimalField(_("upper limit"), max_digits=15, decimal_places=4, null=True, blank=True)
    # Of a price: there is none until somebody names it. NULL as False, for the reason above.
    on_request = models.BooleanField(_("price on request"), null=True, blank=True)
    tax_code = models.CharField(_("tax category"), max_length=3, blank=True)  # UNCL5305
    reason_key = models.CharField(max_length=40, blank=True)  # the text the law wants
    promotion = models.ForeignKey(
        Promotion, on_delete=models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("promotion")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    lineage = models.BigIntegerField(null=True)  # id of the first record of this price
    version = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=150)  # of a draft: whoever saved it last
    created_at = models.DateTimeField()
    # Of a draft: the released records of its place on its days as it was saved, "12@2026-12-31 15@9999-12-31".
    laid_over = models.TextField(null=True, blank=True)
    released_by = models.CharField(_("released by"), max_length=150, null=True, blank=True)  # of what was a draft
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="condition_validity_in_order"
            ),
            models.CheckConstraint(condition=models.Q(per__gt=0), name="condition_per_positive"),
            models.UniqueConstraint(fields=["lineage", "version"], name="condition_version_once"),
        ]
        indexes = [
            models.Index(fields=["lookup", "valid_to"], name="condition_lookup"),
            models.Index(fields=["condition_type", "lookup", "id"], name="condition_list"),
            models.Index(fields=["product", "customer"], name="condition_of_product"),
            models.Index(fields=["customer"], name="condition_of_customer"),
            models.Index(fields=["other_key"], name="condition_of_group"),
            models.Index(
                fields=["promotion"], name="condition_of_promotion", condition=models.Q(promotion__isnull=False)
            ),
            models.Index(fields=["sales_area", "id"], name="condition_drafts", condition=models.Q(status="draft")),
        ]

    def __str__(self) -> str:
        return self.lookup

    @property
    def is_released(self) -> bool:
        """Whether prices are made with it on its days."""
        return self.status == "released"

    @property
    def is_draft(self) -> bool:
        """Whether it waits for its release and may still be edited."""
        return self.status == "draft"

    @property
    def is_unreleased(self) -> bool:
        """Whether it is a draft, or was withdrawn as one."""
        return self.is_draft or (self.laid_over is not None and self.released_by is None)

    @property
    def has_end(self) -> bool:
        """Whether a last day is known."""
        return self.valid_to < FOREVER

    @property
    def is_percent(self) -> bool:
        """Whether the amount is per cent."""
        return not self.currency


class FreeGoodsRecord(models.Model):
    """Goods given for nothing with a product (NA00), for a key and a period. Never edited: a change is a new period.

    `free` per `per` ordered, from `least` on, all in `unit`: out of what is ordered, or on top of it. The free product
    is the ordered one where `product_given` is blank. The database refuses two released records of one key and sales
    area that hold on the same day (kit.database.NoOverlap).
    """

    key = models.JSONField(_("key"))
    lookup = models.CharField(max_length=240)
    sales_area = models.ForeignKey(
        SalesArea, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("sales area")
    )
    status = models.CharField(_("status"), max_length=10, default="released", choices=STATUSES)
    least = models.DecimalField(_("from quantity"), max_digits=15, decimal_places=3, default=0)
    per = models.DecimalField(_("per"), max_digits=15, decimal_places=3)
    free = models.DecimalField(_("free"), max_digits=15, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=3)
    counting = models.CharField(_("counting"), max_length=12, choices=COUNTINGS)
    is_inclusive = models.BooleanField(_("out of what is ordered"), default=False)
    product_given = models.CharField(_("product given"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    lineage = models.BigIntegerField(null=True)  # id of the first record of this key
    version = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="free_goods_validity_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(per__gt=0, free__gt=0, least__gte=0), name="free_goods_quantities_positive"
            ),
            models.UniqueConstraint(fields=["lineage", "version"], name="free_goods_version_once"),
        ]
        indexes = [models.Index(fields=["lookup", "valid_to"], name="free_goods_lookup")]

    def __str__(self) -> str:
        return self.lookup
