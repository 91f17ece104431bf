"""Users, their grants, the tokens of their programs."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from prosfora.identity.rules import Grant, Rights, Role


class User(AbstractUser):
    """A person who signs in, or a technical user of a partner's program. Never deleted, only deactivated."""

    language = models.CharField(
        _("language"), max_length=5, default="en", choices=[("en", "English"), ("el", "Ελληνικά")]
    )
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    home_area = models.CharField(_("usual sales area"), max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_mail_once", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def rights(self) -> Rights:
        """The user's rights, loaded once per request. A token's narrower rights are put in its place by the API."""
        return Rights(tuple(row.as_rule() for row in self.grants.all()))


class RoleGrant(models.Model):
    """One right of a user: a role, or a single verb, in a sales area (blank: everywhere)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, blank=True, choices=[(r.value, r.value) for r in Role])
    verb = models.CharField(_("verb"), max_length=80, blank=True)
    scope = models.CharField(_("sales area"), max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "verb", "scope"], name="grant_given_once"),
            models.CheckConstraint(condition=models.Q(role="") ^ models.Q(verb=""), name="grant_is_a_role_or_a_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.role or self.verb} @ {self.scope or '*'}"

    def as_rule(self) -> Grant:
        return Grant(scope=self.scope, role=Role(self.role) if self.role else None, verb=self.verb)


class ApiToken(models.Model):
    """A program's key, kept as SHA-256 only. `verbs` narrows it (empty: all of its user's rights)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(max_length=12)  # shown in lists so that people can tell keys apart
    digest = models.CharField(max_length=64, unique=True)
    verbs = models.JSONField(_("may do"), default=list, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotentCall(models.Model):
    """A creating API call that was answered: the same key gives the same answer, never a second record."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_used_once")]

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A list's filters, order and columns under a name, personal or shared."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    page = models.CharField(max_length=60)  # the list's URL name
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000)  # the query string
    shared = models.BooleanField(_("shared"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_named_once")]

    def __str__(self) -> str:
        return self.name
