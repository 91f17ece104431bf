"""Approval rules, what waits for whose approval, who stands in for whom. Subjects are known by kind and key only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.approvals.rules.facts import Comparison, Fact
from prosfora.approvals.rules.needs import Approver
from prosfora.company.models import SalesArea
from prosfora.identity.rules import Role

FACTS = [
    (Fact.ITEM_DISCOUNT, _("largest discount of an item")),
    (Fact.DISCOUNT, _("discount of the whole offer")),
    (Fact.MARGIN, _("margin")),
    (Fact.NET, _("net value")),
    (Fact.VALIDITY, _("validity in days")),
    (Fact.PAYMENT_TERMS, _("payment terms other than the customer's usual")),
    (Fact.FLOOR, _("a price under its floor or least margin")),
]
COMPARISONS = [(Comparison.ABOVE, _("above")), (Comparison.BELOW, _("below")), (Comparison.SO, _("is so"))]
WAITING, APPROVED, RETURNED, RECALLED = "waiting", "approved", "returned", "recalled"
OUTCOMES = [
    (WAITING, _("waiting")),
    (APPROVED, _("approved")),
    (RETURNED, _("returned")),
    (RECALLED, _("recalled")),
]


class ApprovalRule(models.Model):
    """A limit beyond which an offer needs an approval, in one sales area or, without one, in all."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=80)
    sales_area = models.ForeignKey(
        SalesArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales area")
    )
    fact = models.CharField(_("fact"), max_length=14, choices=FACTS)
    comparison = models.CharField(_("comparison"), max_length=5, choices=COMPARISONS)
    limit = models.DecimalField(_("limit"), max_digits=17, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)  # of a limit that is money
    remind_days = models.PositiveSmallIntegerField(_("reminder after days"), default=2)
    retired_at = models.DateTimeField(_("retired"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comparison=Comparison.SO.value) ^ models.Q(limit__isnull=False),
                name="approval_rule_has_a_limit_or_is_so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ApprovalRuleStep(models.Model):
    """One step of a rule: a role within the subject's sales area, or a person."""

    rule = models.ForeignKey(ApprovalRule, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField(_("step"))
    role = models.CharField(_("role"), max_length=20, blank=True, choices=[(r.value, r.value) for r in Role])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "place"], name="approval_rule_step_once"),
            models.CheckConstraint(
                condition=models.Q(role="") ^ models.Q(person__isnull=True), name="approval_rule_step_role_or_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}/{self.place}"


class ApprovalRequest(models.Model):
    """One asking for the approval of a subject: the facts it was asked at, the rules that asked for it, its outcome."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    label = models.CharField(_("what"), max_length=200)
    scope = models.CharField(_("sales area"), max_length=20)
    facts = models.JSONField()  # rules.facts as stored
    reasons = models.JSONField()  # [{"rule", "name", "fact", "comparison", "limit", "currency", "value"}, …]
    comment = models.TextField(_("comment"), blank=True)  # of whoever asks
    is_again = models.BooleanField(default=False)  # asked by the product: a change went beyond what was approved
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )  # NULL: the product itself
    asked_at = models.DateTimeField(_("asked"))
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # they decide nothing about it
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES, default=WAITING)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(outcome=WAITING), name="approval_waits_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "key", "id"], name="approval_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ApprovalStep(models.Model):
    """A step of a request. It can be decided from `opened_at` on, once all steps of earlier places are."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField(_("step"))
    role = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    rules = models.JSONField()  # codes of the rules that ask for it
    remind_days = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)  # last, reminders included
    decision = models.CharField(max_length=10, blank=True, choices=[("", ""), *OUTCOMES])
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    why = ""  # not stored: the reasons in the words of who looks at it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role="") ^ models.Q(person__isnull=True), name="approval_step_role_or_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at", "id"],
                name="approval_step_open",
                condition=models.Q(decision="", opened_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.place}"

    @property
    def approver(self) -> Approver:
        """Who decides it, as the rules see it."""
        return Approver(self.role, self.person_id, str(self.person) if self.person_id else "")

    @property
    def is_open(self) -> bool:
        """Whether it can be decided now."""
        return self.opened_at is not None and not self.decision and self.request.outcome == WAITING


class Delegation(models.Model):
    """Who decides for somebody else, from a day to a day, both included."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("in place of")
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who decides")
    )
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)  # before its time

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="delegation_in_order"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="delegation_to_another"),
        ]
        indexes = [models.Index(fields=["taker", "ends"], name="delegation_of_taker")]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.taker_id}"
