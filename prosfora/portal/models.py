"""The customer's ways to an issued offer, when he used them, and his acceptance."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from prosfora.documents.models import SalesDocument
from prosfora.offers.models import FrozenOffer


class OfferLink(models.Model):
    """One recipient's way to one issued offer, without login: whoever has an address of it is taken for him."""

    quotation = models.ForeignKey(SalesDocument, on_delete=models.PROTECT, related_name="links")
    frozen = models.ForeignKey(FrozenOffer, on_delete=models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(_("recipient"), max_length=200)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=[("en", "English"), ("el", "Ελληνικά")])
    expires_on = models.DateField(_("link works until"), null=True, blank=True)  # NULL: as long as is usual
    withdrawn_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=150)  # a user name, or the system
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quotation", "email"],
                condition=models.Q(withdrawn_at__isnull=True) & ~models.Q(email=""),
                name="offer_link_one_per_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.frozen_id}"


class LinkToken(models.Model):
    """A secret that opens a link, kept as its SHA-256 only. Each mail carries one of its own (docs/decisions/0022)."""

    link = models.ForeignKey(OfferLink, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest[:12]}…"


class ViewEvent(models.Model):
    """That a link was used in one way on one day: the first use of a day counts, not every refresh."""

    link = models.ForeignKey(OfferLink, on_delete=models.CASCADE, db_index=False, related_name="views")
    kind = models.CharField(max_length=12)  # rules.seeing: opened, seen, downloaded
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "kind", "day"], name="view_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class AcceptanceCode(models.Model):
    """The one-time code a recipient was mailed last: its hash, how often it was tried, until when it is good."""

    link = models.OneToOneField(OfferLink, on_delete=models.CASCADE, related_name="code")
    digest = models.CharField(max_length=64, blank=True)  # HMAC-SHA256; blank while the mail is on its way
    tries = models.PositiveSmallIntegerField(default=0)
    good_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.link_id}: {self.tries}"


class Acceptance(models.Model):
    """The customer's yes as it was given: never changed, never deleted; the database itself refuses both.

    `content` is the text of its RFC 8785 bytes in UTF-8 (rules.record.AcceptanceRecord), `digest` their SHA-256.
    """

    frozen = models.ForeignKey(FrozenOffer, on_delete=models.PROTECT, db_index=False, related_name="+")
    link = models.ForeignKey(OfferLink, on_delete=models.PROTECT, db_index=False, related_name="acceptances")
    content = models.TextField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=64, blank=True)  # room files: what was drawn, as PNG
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frozen"], name="acceptance_once")]

    def __str__(self) -> str:
        return f"{self.frozen_id} {self.digest[:12]}"
