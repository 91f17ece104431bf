"""Optimistic locking of products."""

from django.utils.translation import gettext as _

from prosfora.audit.queries import timeline
from prosfora.catalog.models import Product
from prosfora.kit import writing
from prosfora.kit.errors import ChangedMeanwhile


def refuse_if_stale(product: Product, version: int | None) -> None:
    """Raises ChangedMeanwhile, naming who and when, where the product is no longer the version a user saw."""
    if version is None or version == product.version:
        return
    last = timeline("product", product.number).first()
    raise ChangedMeanwhile(
        _("%(number)s was changed meanwhile by %(who)s at %(when)s; your entries were not stored")
        % {
            "number": product.number,
            "who": last.actor if last else "?",
            "when": writing.moment(last.at) if last else "?",
        }
    )
