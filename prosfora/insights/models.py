"""The runs of simulations with their results: the only rows this room writes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import SalesArea
from prosfora.insights.rules import statuses


class PriceSimulation(models.Model):
    """A question about a price change, and its answer: what quotations would have come to.

    `supposed` says what changes: {"change": …} as rules.change keeps it, {"proposal": 12, "title": …} or
    {"records": [7, 9]}. Amounts are in `currency`, the company's. Margins are those of the items whose cost is known.
    """

    sales_area = models.ForeignKey(
        SalesArea, on_delete=models.PROTECT, related_name="+", verbose_name=_("sales area"), db_index=False
    )
    title = models.CharField(_("title"), max_length=120)
    first_day = models.DateField(_("quotations from"))
    last_day = models.DateField(_("quotations to"))
    document_statuses: Any = models.JSONField(default=list)
    customer = models.CharField(_("only quotations of customer"), max_length=10, blank=True)
    pricing_date = models.DateField(_("pricing date"), null=True)  # None: of each quotation its own
    since = models.DateField(_("change from pricing date"), null=True)  # None: on all days
    supposed: Any = models.JSONField(default=dict)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=10, default="waiting")  # rules.statuses.Status
    job = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(_("quotations found"), default=0)
    done = models.PositiveIntegerField(default=0)  # quotations computed so far
    documents = models.PositiveIntegerField(_("quotations"), default=0)
    items = models.PositiveIntegerField(_("items"), default=0)
    touched = models.PositiveIntegerField(_("items with another price"), default=0)
    without_cost = models.PositiveIntegerField(default=0)  # items
    net_before = models.DecimalField(_("net before"), max_digits=19, decimal_places=4, default=0)
    net_after = models.DecimalField(_("net after"), max_digits=19, decimal_places=4, default=0)
    margin_before = models.DecimalField(_("margin before"), max_digits=19, decimal_places=4, default=0)
    margin_after = models.DecimalField(_("margin after"), max_digits=19, decimal_places=4, default=0)
    unpriced = models.PositiveIntegerField(_("quotations that could not be priced"), default=0)
    problems: Any = models.JSONField(default=list)  # the first of them: [{"number": …, "code": …, "detail": {…}}]
    author = models.BigIntegerField()
    author_name = models.CharField(_("by"), max_length=150)
    created_at = models.DateTimeField(_("at"))
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="simulation_period_in_order"
            )
        ]
        indexes = [models.Index(fields=["sales_area", "-id"], name="simulation_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.status in statuses.BUSY

    @property
    def is_done(self) -> bool:
        """Whether its result stands."""
        return self.status == statuses.Status.DONE

    @property
    def difference(self) -> Any:
        """How much more the quotations would have come to, net."""
        return self.net_after - self.net_before

    @property
    def margin_difference(self) -> Any:
        """How much more they would have left over."""
        return self.margin_after - self.margin_before


class PriceEffect(models.Model):
    """What a run says of one customer or one product, in the run's currency."""

    simulation = models.ForeignKey(PriceSimulation, on_delete=models.CASCADE, related_name="effects", db_index=False)
    kind = models.CharField(max_length=8)  # customer, product
    number = models.CharField(_("number"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(max_length=3)  # the run's, so that a list's row knows it
    documents = models.PositiveIntegerField(_("quotations"))
    items = models.PositiveIntegerField(_("items"))
    touched = models.PositiveIntegerField(_("items with another price"))
    without_cost = models.PositiveIntegerField()
    net_before = models.DecimalField(_("net before"), max_digits=19, decimal_places=4)
    net_after = models.DecimalField(_("net after"), max_digits=19, decimal_places=4)
    difference = models.DecimalField(_("difference"), max_digits=19, decimal_places=4)
    size = models.DecimalField(max_digits=19, decimal_places=4)  # of the difference, up or down, to sort by
    margin_before = models.DecimalField(_("margin before"), max_digits=19, decimal_places=4)
    margin_after = models.DecimalField(_("margin after"), max_digits=19, decimal_places=4)
    margin_difference = models.DecimalField(_("difference of the margin"), max_digits=19, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["simulation", "kind", "number"], name="effect_once")]
        indexes = [
            models.Index(fields=["simulation", "kind", "-size", "id"], name="effect_by_size"),
            models.Index(fields=["simulation", "kind", "difference", "id"], name="effect_by_difference"),
        ]

    def __str__(self) -> str:
        return f"{self.simulation_id} {self.number}"
