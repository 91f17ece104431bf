"""Changes of many prices: what is proposed, line by line, and who may release it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import SalesArea
from prosfora.pricelists.rules import statuses
from prosfora.pricing.models import ConditionRecord


class PriceProposal(models.Model):
    """A change of all prices that a selection finds, or their copy under another key; nothing holds before its release.

    `selection` is the filter as queries.selection reads it, `adjustment` as rules.adjustment, `target` of a copy
    {"source": "price_list", "name": "price_list", "value": "27"}.
    """

    title = models.CharField(_("title"), max_length=120)
    sales_area = models.ForeignKey(
        SalesArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales area")
    )  # whose records: blank for those that hold in all areas
    status = models.CharField(_("status"), max_length=10, default="computing")  # rules.statuses.Status
    selection: Any = models.JSONField(default=dict)
    adjustment: Any = models.JSONField(default=dict)
    target: Any = models.JSONField(default=dict)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    count = models.PositiveIntegerField(_("lines"), default=0)
    done = models.PositiveIntegerField(default=0)  # lines made or released so far
    new = models.PositiveIntegerField(_("new prices"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    largest = models.DecimalField(_("largest change %"), max_digits=15, decimal_places=2, null=True)
    refusal = models.TextField(blank=True)  # why work on it ended without success
    comment = models.TextField(_("comment"), blank=True)  # of whoever returned it
    author = models.BigIntegerField()
    author_name = models.CharField(_("by"), max_length=150)
    created_at = models.DateTimeField(_("at"))
    released_by = models.CharField(_("released by"), max_length=150, blank=True)
    released_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="proposal_validity_in_order",
            )
        ]
        indexes = [models.Index(fields=["sales_area", "-id"], name="proposal_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it."""
        return self.status in statuses.BUSY

    @property
    def may_be_supposed(self) -> bool:
        """Whether its prices are known and nobody has released them yet."""
        return self.status in statuses.SUPPOSABLE

    def possible(self) -> tuple[str, ...]:
        """The verbs its status allows."""
        return statuses.possible(self.status)


class ProposedPrice(models.Model):
    """One record of a proposal: what it says now, what it would say, and after the release the record that says it."""

    proposal = models.ForeignKey(PriceProposal, on_delete=models.CASCADE, related_name="lines")
    source = models.ForeignKey(ConditionRecord, on_delete=models.PROTECT, related_name="+", db_index=False)
    key: Any = models.JSONField(_("key"))
    last_day = models.DateField()  # of the source when the line was made: another one now means that it was changed
    amount = models.DecimalField(_("amount now"), max_digits=15, decimal_places=4)
    proposed = models.DecimalField(_("proposed"), max_digits=15, decimal_places=4)
    scales: Any = models.JSONField(default=list)
    lower_limit = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    upper_limit = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    percent = models.DecimalField(_("change %"), max_digits=15, decimal_places=2, null=True)
    outcome = models.CharField(_("outcome"), max_length=10)  # rules.statuses.Outcome
    flaw = models.CharField(max_length=40, blank=True)  # why it is refused
    flaw_value = models.CharField(max_length=60, blank=True)
    undo: Any = models.JSONField(null=True)  # after the release: the record made and those it shortened

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "source"], name="proposed_once")]
        indexes = [models.Index(fields=["proposal", "outcome", "id"], name="proposed_by_outcome")]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.source_id}"


class ReleaseRule(models.Model):
    """Who may release proposals of a sales area; a blank area stands for all that have no rule of their own."""

    sales_area = models.CharField(_("sales area"), max_length=12, blank=True, unique=True)
    other_person = models.BooleanField(_("another person than the author"), default=False)
    approve_beyond = models.DecimalField(
        _("a sales lead beyond a change of %"), max_digits=6, decimal_places=2, null=True, blank=True
    )

    def __str__(self) -> str:
        return self.sales_area or "*"
