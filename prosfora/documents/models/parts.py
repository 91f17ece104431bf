"""What hangs on a document beside its lines: partners, texts, and what must not be missing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prosfora.documents.models.headers import SalesDocument
from prosfora.parties.models import Party


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
