"""Stored bytes by content hash, what hangs where, and what was imported."""

from django.db import models


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
    """One import of a file: what it would do or did, every bad row, and how to undo it as a whole."""

    kind = models.CharField(max_length=30)  # parties, products, conditions, quotations
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    scope = models.CharField(max_length=20, blank=True)
    options = models.JSONField(default=dict)  # mapping of columns, delimiter, notation, good_rows_only
    dry_run = models.BooleanField(default=True)
    status = models.CharField(max_length=12, default="waiting")  # waiting, checked, imported, refused, undone
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)  # [{line, column, value, reason}], the first 1,000
    error_count = models.PositiveIntegerField(default=0)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class ImportedRow(models.Model):
    """What an import did to one record: its key and the values before (empty: it was created)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="imported")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    before = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "line"], name="imported_row")]

    def __str__(self) -> str:
        return self.key
