"""How long offers hold and who is reminded of them: the rules of a sales area, and the reminders that went out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.documents.rules.validity import (
    EXPIRED_FOR_DAYS,
    EXTEND_WITHIN_DAYS,
    FOLLOW_UP_DAYS,
    SILENT_FOR_DAYS,
    Waiting,
)


class ValidityRule(models.Model):
    """How offers of a sales area are followed up; a blank area stands for all that have no rule of their own.

    Numbers are calendar days. A reminder without days, or without anybody to get it, is not sent.
    """

    sales_area = models.CharField(_("sales area"), max_length=12, blank=True, unique=True)
    follow_up_days = models.PositiveSmallIntegerField(
        _("follow up so many days after issue"), null=True, blank=True, default=FOLLOW_UP_DAYS
    )
    extend_within_days = models.PositiveSmallIntegerField(
        _("extend up to so many days after the last day"), default=EXTEND_WITHIN_DAYS
    )
    expired_for_days = models.PositiveSmallIntegerField(
        _("propose for closing so many days after the last day"), default=EXPIRED_FOR_DAYS
    )
    silent_for_days = models.PositiveSmallIntegerField(
        _("propose for closing after so many days of silence"), default=SILENT_FOR_DAYS
    )
    before_expiry_days = models.PositiveSmallIntegerField(
        _("remind so many days before the last day"), null=True, blank=True
    )
    before_expiry_responsible = models.BooleanField(_("before the last day: the responsible"), default=False)
    before_expiry_customer = models.BooleanField(_("before the last day: the customer"), default=False)
    after_silence_days = models.PositiveSmallIntegerField(
        _("remind after so many days of silence"), null=True, blank=True
    )
    after_silence_responsible = models.BooleanField(_("after silence: the responsible"), default=False)
    after_silence_customer = models.BooleanField(_("after silence: the customer"), default=False)

    def __str__(self) -> str:
        return self.sales_area or "*"


class SentReminder(models.Model):
    """One reminder of one offer to one of the two sides: planned by the daily job, sent by another.

    `last_day` is the offer's last day when it was planned: once per kind and side, and once more after an extension.
    """

    document = models.ForeignKey(
        "documents.SalesDocument", on_delete=models.CASCADE, db_index=False, related_name="reminders"
    )
    kind = models.CharField(max_length=16)  # before_expiry, after_silence
    audience = models.CharField(max_length=12)  # responsible, customer
    last_day = models.DateField()
    status = models.CharField(max_length=12, default=Waiting.WAITING)  # waiting, sent, dropped, no_address
    planned_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "audience", "last_day"], name="document_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.audience}"
