"""Stored bytes by content hash, what hangs where, and what was imported."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StoredFile(models.Model):
    """Bytes kept once under their SHA-256 in var/files; never changed."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Attachment(models.Model):
    """A stored file that hangs on a record ("quotation", "20000042")."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="attachment_of")]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One import of a file: what it would do or did, every bad line, and how to undo it as a whole."""

    kind = models.CharField(_("kind"), max_length=30)  # parties, products, conditions, quotations
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(_("file"), max_length=200)
    scope = models.CharField(_("sales area"), max_length=20, blank=True)
    options = models.JSONField(default=dict)  # what a person chose: encoding, delimiter, decimal_comma, columns
    taken = models.JSONField(default=dict)  # what the file was read with
    dry_run = models.BooleanField(default=True)
    good_rows_only = models.BooleanField(default=False)
    status = models.CharField(_("status"), max_length=12, default="waiting")  # rules.runs.Status
    rows = models.PositiveIntegerField(_("lines"), default=0)
    done = models.PositiveIntegerField(default=0)  # lines checked or written so far, for the progress bar
    written_to = models.PositiveIntegerField(default=0)  # the last line written: a killed run goes on behind it
    created = models.PositiveIntegerField(pgettext_lazy("import", "created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    errors = models.JSONField(default=list)  # [{line, column, value, reason}], the first 1,000
    error_count = models.PositiveIntegerField(_("bad lines"), default=0)
    refusal = models.TextField(blank=True)  # why the file as a whole, or its undo, was refused
    by = models.BigIntegerField()
    by_name = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("at"))
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class ImportedRow(models.Model):
    """What an import did to one record: its key, its version afterwards, the values before (null: it was created)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="imported")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="imported_line_once")]

    def __str__(self) -> str:
        return self.key
