"""Inquiry, quotation and order hand-over: one structure of header, items, partners, texts, flow."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prosfora.catalog.models import Product
from prosfora.company.models import PaymentTerms, Plant, Reason, SalesArea
from prosfora.documents.rules import statuses
from prosfora.documents.rules.completeness import Mandatory
from prosfora.documents.rules.release import NEEDED, RELEASED, RETURNED
from prosfora.documents.rules.revisions import variant_of
from prosfora.parties.models import Party
from prosfora.pricing.rules.facts import Reckoning

STATUS_NAMES = [
    (statuses.Status.OPEN, _("open")),
    (statuses.Status.ANSWERED, _("answered")),
    (statuses.Status.QUOTED, _("quoted")),
    (statuses.Status.CLOSED, _("closed")),
    (statuses.Status.DRAFT, _("draft")),
    (statuses.Status.ISSUED, _("issued")),
    (statuses.Status.ACCEPTED, _("accepted")),
    (statuses.Status.DECLINED, _("declined")),
    (statuses.Status.WITHDRAWN, _("withdrawn")),
    (statuses.Status.SUPERSEDED, _("superseded")),
    (statuses.Status.HANDED_OVER, _("handed over")),
]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a document that was just stored, so that its answer need not read them again."""

    items: "list[Item]"
    partners: "list[DocumentPartner]"
    texts: dict[str, str]
    mandatory: tuple[Mandatory, ...]


class SalesDocument(models.Model):
    """The header (VBAK). `category` says what it is; `status` is stored by verbs, all other statuses are derived.

    Amounts are in `currency`, rounded half-up; `net`, `tax`, `total`, `cost` are sums over the items that count.
    """

    category = models.CharField(
        max_length=10,
        choices=[("inquiry", _("inquiry")), ("quotation", _("quotation")), ("order", _("order"))],
    )
    document_type = models.CharField(_("type"), max_length=4)  # IN, QT, OR
    number = models.CharField(_("number"), max_length=16)
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    # Of revisions and variants; NULL on all other documents. Relatives are named by number: numbers stay, and a key
    # would have to be looked up in the whole table whenever a document is deleted.
    first = models.ForeignKey("self", on_delete=models.PROTECT, db_index=False, null=True, related_name="relatives")
    variant = models.CharField(_("variant"), max_length=1, null=True)  # B, C …; NULL is the first, A
    made_from = models.CharField(max_length=16, null=True)  # the revision before, or the variant it stands beside
    successor = models.CharField(max_length=16, null=True)  # what stands in its place: a revision, the variant chosen
    status = models.CharField(_("status"), max_length=20, choices=STATUS_NAMES)
    # No index of their own for keys that hardly narrow: the list indexes below hold those that lists filter by.
    sales_area = models.ForeignKey(SalesArea, on_delete=models.PROTECT, db_index=False, verbose_name=_("sales area"))
    sold_to = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="documents", verbose_name=_("sold-to"))
    sold_to_name = models.CharField(max_length=200)  # as it was when last saved
    sort_name = models.CharField(max_length=60, default="", editable=False)  # folded: Greek and Latin sort together
    external_number = models.CharField(_("number in another system"), max_length=40, blank=True)
    customer_reference = models.CharField(_("customer reference"), max_length=35, blank=True)
    customer_reference_date = models.DateField(_("date of the reference"), null=True, blank=True)
    document_date = models.DateField(_("document date"))
    document_month = models.DateField(editable=False)  # first day of its month, so that totals need no arithmetic
    pricing_date = models.DateField(_("pricing date"))
    # Why it is that day: a name of pricing.rules.dates, or "hand"; NULL where nobody noted it.
    pricing_date_by = models.CharField(max_length=14, null=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    valid_until = models.GeneratedField(  # valid_to for sorting: open-ended offers come last on both databases
        expression=Coalesce("valid_to", models.Value(dt.date(9999, 12, 31))),
        output_field=models.DateField(),
        db_persist=True,
    )
    requested_date = models.DateField(_("requested delivery date"), null=True, blank=True)
    answer_due_at = models.DateTimeField(_("answer due"), null=True, blank=True)  # inquiry: response clock
    answered_at = models.DateTimeField(null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    exchange_rate = models.DecimalField(_("exchange rate"), max_digits=18, decimal_places=9, default=1)
    customer_group = models.CharField(_("customer group"), max_length=4, blank=True)
    price_group = models.CharField(_("price group"), max_length=4, blank=True)
    price_list = models.CharField(_("price list type"), max_length=4, blank=True)
    incoterms = models.CharField(_("incoterms"), max_length=3, blank=True)
    incoterms_place = models.CharField(_("incoterms place"), max_length=70, blank=True)
    payment_terms = models.ForeignKey(
        PaymentTerms, on_delete=models.PROTECT, db_index=False, null=True, blank=True, verbose_name=_("payment terms")
    )
    plant = models.ForeignKey(Plant, on_delete=models.PROTECT, db_index=False, verbose_name=_("delivering plant"))
    probability = models.PositiveSmallIntegerField(_("probability %"), default=100)
    source = models.CharField(_("source"), max_length=10, default="phone")  # phone mail web visit fair letter edi
    order_reason = models.ForeignKey(
        Reason,
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order reason"),
    )
    language = models.CharField(_("language of the document"), max_length=5, default="el")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("responsible"),
    )
    # NULL where there is none: a column with a default would copy the table.
    coupon = models.CharField(_("coupon"), max_length=20, null=True, blank=True)
    campaign = models.CharField(_("promotion"), max_length=10, null=True, blank=True)
    promotions = models.JSONField(null=True)  # numbers of those the issued offer took something of
    # Of prices under a floor or margin: needed, released, returned; NULL where there are none.
    release_status = models.CharField(_("release of prices"), max_length=8, null=True)
    price_release = models.JSONField(null=True)  # who decided last, when, why; the prices released, by item id
    procedure = models.CharField(max_length=8, blank=True)  # pricing procedure used
    manual_conditions = models.JSONField(default=list)  # header conditions typed by a person
    # How the totals are reckoned, as the procedure and the records said when it was priced (pricing's Reckoning).
    tax_included = models.BooleanField(_("prices contain the tax"), default=False)
    tax_rounding = models.CharField(_("rounding of the tax"), max_length=4, default="rate")  # rate, item
    rounding_unit = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    net = models.DecimalField(_("net value"), max_digits=17, decimal_places=4, default=0)
    tax = models.DecimalField(_("tax"), max_digits=17, decimal_places=4, default=0)
    total = models.DecimalField(_("total"), max_digits=17, decimal_places=4, default=0)
    rounding = models.DecimalField(
        _("rounding"), max_digits=17, decimal_places=4, default=0
    )  # of what is paid (BT-114)
    cost = models.DecimalField(_("cost"), max_digits=17, decimal_places=4, null=True, blank=True)
    taxes = models.JSONField(default=list)  # tax lines per rate
    expected_value = models.DecimalField(_("expected value"), max_digits=17, decimal_places=4, default=0)
    is_complete = models.BooleanField(default=False)  # nothing mandatory is missing
    reference_status = models.CharField(max_length=12, default="open")  # open, partly, fully
    closed_at = models.DateTimeField(null=True, blank=True)  # issued offers: accepted, declined, withdrawn
    close_reason = models.ForeignKey(
        Reason, on_delete=models.PROTECT, db_index=False, null=True, blank=True, related_name="+"
    )
    close_note = models.TextField(blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    pdf_digest = models.CharField(max_length=64, blank=True)  # room files: the PDF of the issued offer
    delivery_status = models.CharField(max_length=12, blank=True)  # mail: waiting, sent, failed
    delivered_to = models.CharField(max_length=254, blank=True)
    version = models.PositiveIntegerField(default=1)
    came: tuple[int, ...] = ()  # not stored: free items that the last change brought, and those it took away
    gone: tuple[int, ...] = ()
    at_hand: Rows | None = None  # not stored: set by the verb that made the document, dropped by any change
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    search_text = models.TextField(default="", editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "revision"], name="document_number_and_revision_once"),
            models.UniqueConstraint(
                models.F("first"),
                Coalesce("variant", models.Value("")),
                condition=models.Q(first__isnull=False, status__in=["draft", "in_approval", "approved"]),
                name="document_one_open_draft_of_a_variant",
            ),
            models.UniqueConstraint(
                Coalesce("first", "id"),
                condition=models.Q(status="accepted"),
                name="document_one_accepted_of_relatives",
            ),
            models.UniqueConstraint(
                fields=["category", "external_number", "sales_area"],
                condition=~models.Q(external_number=""),
                name="document_external_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=100),
                name="document_probability_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="document_validity_in_order",
            ),
        ]
        # One index per order a list offers. Behind the sorted columns stand those that lists filter by, so that
        # rows that do not match are passed over inside the index, without a look at the table.
        indexes = [
            models.Index(
                fields=["category", "number", "sales_area", "status", "responsible", "document_date"],
                name="document_by_number",
            ),
            models.Index(
                fields=["category", "document_date", "id", "sales_area", "status", "responsible"],
                name="document_by_date",
            ),
            models.Index(
                fields=["category", "net", "id", "sales_area", "status", "responsible", "document_date"],
                name="document_by_net",
            ),
            models.Index(
                fields=["category", "valid_until", "id", "sales_area", "status", "responsible", "document_date"],
                name="document_by_validity",
            ),
            models.Index(
                fields=["category", "sort_name", "id", "sales_area", "status", "responsible", "document_date"],
                name="document_by_customer",
            ),
            models.Index(
                fields=["category", "answer_due_at", "id", "sales_area", "status", "responsible"],
                name="document_by_answer_due",
                condition=models.Q(answer_due_at__isnull=False),
            ),
            models.Index(
                fields=["category", "status", "valid_until", "currency", "responsible", "sales_area", "net"],
                name="document_open_work",
                condition=models.Q(status__in=["open", "draft", "issued"]),
            ),
            models.Index(
                fields=["category", "responsible", "status", "valid_until", "currency", "sales_area", "net"],
                name="document_of_responsible",
            ),
            models.Index(fields=["category", "status", "sales_area"], name="document_in_status"),
            models.Index(fields=["first"], name="document_relatives", condition=models.Q(first__isnull=False)),
            models.Index(fields=["category", "id"], name="document_incomplete", condition=models.Q(is_complete=False)),
            models.Index(
                fields=["category", "id"], name="document_to_release", condition=models.Q(release_status="needed")
            ),
            models.Index(
                fields=["category", "document_month", "responsible", "currency", "sales_area", "net"],
                name="document_month_totals",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def reckoning(self) -> Reckoning:
        """How the totals come from the items."""
        return Reckoning(self.tax_included, self.tax_rounding, self.rounding_unit)

    @property
    def payable(self) -> Decimal:
        """The amount to be paid (EN 16931 BT-115): the total, rounded where records say so."""
        return self.total + self.rounding

    @property
    def is_open(self) -> bool:
        return self.status in statuses.OPEN

    @property
    def is_changeable(self) -> bool:
        return self.status in statuses.CHANGEABLE

    def is_expired(self, today: dt.date) -> bool:
        """Whether an issued offer's last day is over; it can still be read, but no longer accepted."""
        return statuses.is_expired(self.status, self.valid_to, today)

    @property
    def needs_release(self) -> bool:
        """Whether a price lies under a floor or least margin and nobody has decided about it yet."""
        return self.release_status == NEEDED

    @property
    def last_release(self) -> dict[str, str]:
        """Who decided last about the prices, when and why, while that decision stands."""
        return self.price_release or {} if self.release_status in (RELEASED, RETURNED) else {}

    @property
    def is_returned(self) -> bool:
        """Whether whoever was to release its prices gave it back."""
        return self.release_status == RETURNED

    @property
    def instead_of(self) -> str:
        """The revision before, whose place it takes when it is issued; blank where there is none."""
        is_revision = self.made_from is not None and variant_of(self.made_from) == (self.variant or "")
        return self.made_from or "" if is_revision else ""

    @property
    def is_replaced(self) -> bool:
        """Whether another revision or variant stands in its place."""
        return self.successor is not None

    def possible(self) -> list[str]:
        """The verbs that the status allows now; whether the user may is asked separately."""
        verbs = statuses.possible(self.category, self.status)
        barred = {"release_price"} if not self.needs_release else set()
        if self.is_replaced:
            barred.add("revise_quotation")
        return [verb for verb in verbs if verb not in barred]


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


class DocumentPartner(models.Model):
    """Who plays which part: AG sold-to, WE ship-to, RE bill-to, RG payer, AP contact person, VE responsible."""

    document = models.ForeignKey(SalesDocument, on_delete=models.CASCADE, related_name="partners")
    function = models.CharField(_("partner function"), max_length=2)
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("document", "partner"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.CharField(max_length=10, blank=True)  # the party's, so that reading needs no join
    name = models.CharField(max_length=200)
    address = models.JSONField(default=dict)  # snapshot when issued
    email = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "function"], name="document_partner_once")]

    def __str__(self) -> str:
        return f"{self.function} {self.name}"


class DocumentText(models.Model):
    """A long text of the document: introduction, terms, closing, internal note."""

    document = models.ForeignKey(SalesDocument, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(_("kind"), max_length=12)  # intro, terms, closing, internal
    text = models.TextField(_("text"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "kind"], name="document_text_once")]

    def __str__(self) -> str:
        return self.kind


class FlowLink(models.Model):
    """One item that came from another with the quantity taken (VBFA), in the predecessor's sales unit."""

    source = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="successors")
    target = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="predecessors")
    quantity = models.DecimalField(max_digits=15, decimal_places=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="flow_link_once")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class MandatoryField(models.Model):
    """Incompleteness as data: a fact that a document type (and item category) must have before a verb."""

    document_type = models.CharField(max_length=4)
    level = models.CharField(
        max_length=8,
        choices=[("header", _("header")), ("item", _("item")), ("partner", pgettext_lazy("document", "partner"))],
    )
    item_category = models.CharField(max_length=12, blank=True)
    field = models.CharField(max_length=40)
    blocks = models.CharField(max_length=40, default="issue_quotation")  # the verb it holds up; "" = remark only

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "level", "item_category", "field"], name="mandatory_field_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_type} {self.level} {self.field}"
