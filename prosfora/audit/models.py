"""The journal: one append-only table of everything that happened (change documents, events, timeline)."""

from django.db import models


class JournalEntry(models.Model):
    """One verb that was done to one record. Entries of a record form a hash chain numbered by `sequence`."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=150)  # the name as it was then
    channel = models.CharField(max_length=20)  # page, api, import, job, command, portal
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=20, blank=True)
    related = models.CharField(max_length=100, blank=True)
    changes = models.JSONField(default=dict)  # {field: [before, after]}
    data = models.JSONField(default=dict)  # figures of the event: totals, recipients, reasons' codes
    reason = models.TextField(blank=True)
    sequence = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "sequence"], name="journal_one_chain_per_record"),
        ]
        indexes = [
            models.Index(fields=["related", "-at"], name="journal_related", condition=~models.Q(related="")),
            models.Index(fields=["verb", "-at"], name="journal_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.key}"
