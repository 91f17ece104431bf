"""What binds us, as it was when it began to: never changed, never deleted; the database itself refuses both."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FrozenOffer(models.Model):
    """An issued offer: the canonical JSON that everything outside reads, and what proves its prices, for us alone.

    Both are the text of their RFC 8785 bytes in UTF-8, each with its SHA-256.
    """

    number = models.CharField(_("number"), max_length=20)
    content = models.TextField()  # rules.content.Offer
    digest = models.CharField(max_length=64)
    proof = models.TextField()  # rules.proof.PriceProof
    proof_digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="frozen_offer_once")]

    def __str__(self) -> str:
        return self.number


class SealedFile(models.Model):
    """The sealed bytes of a frozen offer, by content hash, and with which key they were sealed."""

    frozen = models.ForeignKey(FrozenOffer, on_delete=models.PROTECT, db_index=False, related_name="sealed")
    kind = models.CharField(max_length=12)  # offer
    digest = models.CharField(max_length=64)  # room files
    level = models.CharField(max_length=4)  # PAdES: B-B, B-T, B-LT
    certificate = models.CharField(max_length=64)  # SHA-256 of the certificate
    signer = models.CharField(max_length=200)  # its subject, as people read it
    is_demo = models.BooleanField()  # sealed with the key that we made ourselves for trying out
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frozen", "kind"], name="sealed_file_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
