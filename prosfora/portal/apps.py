from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "prosfora.portal"
    label = "portal"

    def ready(self) -> None:
        # The registry of models must stand before permissions may be read.
        from prosfora.documents.services.delivery import declare_offer_link
        from prosfora.identity.rules import declare_verbs
        from prosfora.portal.permissions import VERBS
        from prosfora.portal.services.links import link_for_mail
        from prosfora.portal.telling import declare_words

        declare_verbs(VERBS)
        declare_words()
        declare_offer_link(link_for_mail)
