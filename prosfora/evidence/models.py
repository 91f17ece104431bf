"""The ends of the journal's chains, sealed once a day; never changed, never deleted: the database refuses both."""

from django.db import models


class HeadsSeal(models.Model):
    """One sealed statement over the heads of all chains that had moved since the one before."""

    number = models.PositiveIntegerField()  # 1, 2, 3 … without gaps
    content = models.TextField()  # rules.heads.Statement, the very text that is signed
    digest = models.CharField(max_length=64)  # SHA-256 of it: what the next statement names
    blocks = models.JSONField()  # the roots of every 1,024 heads
    signature = models.BinaryField()  # CMS, detached
    certificate = models.CharField(max_length=64)  # SHA-256 of the certificate
    signer = models.CharField(max_length=200)  # its subject, as people read it
    is_demo = models.BooleanField()  # sealed with the key that we made ourselves for trying out
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="heads_seal_once")]

    def __str__(self) -> str:
        return str(self.number)


class SealedHead(models.Model):
    """The last entry of one chain when a statement was sealed; `place` (from 0) is where the statement counts it."""

    seal = models.ForeignKey(HeadsSeal, on_delete=models.PROTECT, db_index=False, related_name="heads")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="sealed_head_once")]
        indexes = [models.Index(fields=["kind", "key", "sequence"], name="sealed_head_of_chain")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.sequence}"
