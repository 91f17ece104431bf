from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "prosfora.identity"
    label = "identity"

    def ready(self) -> None:
        # Models are loaded only now.
        from prosfora.audit.kinds import declare_kind
        from prosfora.identity.models import ApiToken, RoleGrant, User
        from prosfora.identity.permissions import VERBS
        from prosfora.identity.rules import declare_verbs
        from prosfora.identity.telling import USER_WORDS

        declare_verbs(VERBS)
        declare_kind("user", name=_("User"), models=(User, RoleGrant, ApiToken), verbs=USER_WORDS)
