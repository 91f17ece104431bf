"""Who may do what to products: everybody who works sees those of his sales areas; some keep them."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from prosfora.catalog.models import Component, CustomerProduct, Product, ProductLink, Receipt
from prosfora.catalog.queries import visible_products
from prosfora.identity.models import User
from prosfora.identity.rules import ALL_ROLES, EVERYWHERE, Role
from prosfora.kit.errors import Forbidden, NotVisible
from prosfora.parties.models import Party

_KEEPERS = (Role.SALES_LEAD, Role.SALES_SUPPORT, Role.PRICING_CLERK, Role.ADMINISTRATOR)
_IMPORTERS = (Role.SALES_LEAD, Role.ADMINISTRATOR)
_SELLERS = (Role.SELLER, Role.SALES_SUPPORT, Role.SALES_LEAD)
_STOCK_KEEPERS = (Role.SALES_LEAD, Role.SALES_SUPPORT, Role.ADMINISTRATOR)

VERBS: dict[str, tuple[Role, ...]] = {
    "catalog.display_product": tuple(sorted(ALL_ROLES)),
    "catalog.display_cost": (
        Role.SELLER,
        Role.SALES_LEAD,
        Role.PRICING_CLERK,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    ),
    "catalog.create_product": _KEEPERS,
    "catalog.change_product": _KEEPERS,
    "catalog.import_products": _IMPORTERS,
    "catalog.import_stock": _IMPORTERS,
    "catalog.set_component": _KEEPERS,
    "catalog.remove_component": _KEEPERS,
    "catalog.link_product": _KEEPERS,
    "catalog.unlink_product": _KEEPERS,
    "catalog.assign_customer_number": _SELLERS,
    "catalog.remove_customer_number": _SELLERS,
    "catalog.set_stock": _STOCK_KEEPERS,
    "catalog.add_receipt": _STOCK_KEEPERS,
    "catalog.remove_receipt": _STOCK_KEEPERS,
}


def sees_product(user: User, number: str) -> bool:
    """Whether the user sees the product with this number, and so its timeline."""
    return visible_products(user).filter(number=number).exists()


def sees_cost(user: User, number: str) -> bool:
    """Whether the user sees the cost of the product with this number, and how it changed."""
    return user.rights.allows("catalog.display_cost") and sees_product(user, number)


def may_display(user: User) -> None:
    """Raises Forbidden where the user may not see products at all."""
    if not user.rights.allows("catalog.display_product"):
        raise Forbidden(_("You may not see products"))


def may_create(user: User) -> None:
    """Raises Forbidden where the user may not take up products in any sales area."""
    if not user.rights.allows("catalog.create_product"):
        raise Forbidden(_("You may not take up products"))


def product_to(verb: str, *, user: User, number: str, lock: bool = False) -> Product:
    """The product, loaded for a verb ("change_product"): 404 where invisible, 403 where the verb is not the user's.

    `lock` holds its row until the transaction ends.
    """
    rows = visible_products(user)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    product = rows.filter(number=number.strip().upper()).first() if number.isprintable() else None
    if product is None:
        raise NotVisible(_("There is no product %(number)s") % {"number": number})
    if verb != "display_product" and not allowed_for(user, verb, _areas(user, verb, product)):
        raise Forbidden(_("You may see this product, but not do that to it"))
    return product


def _areas(user: User, verb: str, product: Product) -> list[str]:
    """The product's sales areas; not asked for where the answer cannot depend on them."""
    scopes = user.rights.scopes(f"catalog.{verb}")
    return [] if EVERYWHERE in scopes or not scopes else list(product.areas.values_list("code", flat=True))


def receipt_of(product: Product, pk: int) -> Receipt:
    """A receipt of a product that was loaded for a verb. Raises NotVisible."""
    receipt = product.receipts.filter(pk=pk).select_related("product").first()
    return _found(receipt, _("This expected receipt no longer exists"))


def component_of(product: Product, *, part: str) -> Component:
    """A part of a product that was loaded for a verb. Raises NotVisible."""
    rows = product.components.select_related("product", "part") if part.isprintable() else product.components.none()
    return _found(rows.filter(part__number=part.strip().upper()).first(), _("The bundle no longer has this part"))


def link_of(product: Product, *, kind: str, other: str) -> ProductLink:
    """A link of a product that was loaded for a verb. Raises NotVisible."""
    links = product.links.select_related("product", "other") if other.isprintable() else product.links.none()
    link = links.filter(kind=kind, other__number=other.strip().upper()).first()
    return _found(link, _("These two products are no longer linked"))


def customer_number_of(product: Product, *, party: Party, number: str) -> CustomerProduct:
    """A customer's own number of a product that was loaded for a verb. Raises NotVisible."""
    known = product.customer_numbers.select_related("product", "party")
    found = known.filter(party=party, number=number.strip().upper()).first() if number.isprintable() else None
    return _found(found, _("This customer’s product number no longer exists"))


def _found[M](row: M | None, gone: str) -> M:
    if row is None:
        raise NotVisible(gone)
    return row


def allowed_for(user: User, verb: str, areas: Collection[str]) -> bool:
    """Whether the verb is the user's in one of a product's sales areas; in any, where the product is everybody's."""
    scopes = user.rights.scopes(f"catalog.{verb}")
    return bool(scopes) and (EVERYWHERE in scopes or not areas or not scopes.isdisjoint(areas))
