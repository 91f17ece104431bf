"""Prices as tests need them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import FOREVER, ConditionRecord, FreeGoodsRecord, Promotion
from prosfora.pricing.rules.settings import FormulaSetting
from prosfora.pricing.services import (
    FreeGoodsTerms,
    NewCoupon,
    PromotionTerms,
    configure_prices,
    create_condition,
    create_free_goods,
    create_promotion,
    install_standard_pricing,
)

SINCE = dt.date(2026, 1, 1)
SYSTEM = System()
SETUP = dt.datetime(2026, 1, 2, 8, 0, tzinfo=dt.UTC)


def standard_pricing() -> None:
    """The standard types, accesses, procedure and taxes."""
    install_standard_pricing(by=System(), at=SETUP)


def a_price(
    product: str = "BOLT-M8",
    amount: str = "10.00",
    *,
    customer: str = "",
    currency: str = "EUR",
    per: str = "1",
    unit: str = "PCE",
    scales: tuple[tuple[str, str], ...] = (),
    since: dt.date = SINCE,
) -> ConditionRecord:
    """A base price PR00 for a product, or for a customer and a product."""
    _exist(product=product, customer=customer)
    key = {"customer": customer, "product": product} if customer else {"product": product}
    return create_condition(
        condition_type="PR00", key=key, amount=Decimal(amount), currency=currency, per=Decimal(per), unit=unit,
        scales=[(Decimal(start), Decimal(rate)) for start, rate in scales], valid_from=since, by=System(), at=SETUP,
    )  # fmt: skip


def a_discount(condition_type: str, percent: str, since: dt.date = SINCE, **key: str) -> ConditionRecord:
    """A percentage discount for a key: `a_discount("K007", "5", customer="1000001")`."""
    _exist(**key)
    return create_condition(
        condition_type=condition_type, key=key, amount=Decimal(percent), valid_from=since, by=System(), at=SETUP
    )


def _exist(product: str = "", customer: str = "", **others: str) -> None:
    """A price is kept for products and customers that exist."""
    if product and not Product.objects.filter(number=product).exists():
        a_product(product)
    if customer and not Party.objects.filter(number=customer).exists():
        a_party(number=customer)


def a_promotion(
    number: str = "SPRING",
    *,
    codes: tuple[str, ...] = (),
    budget: str = "",
    uses: int | None = None,
    per_customer: int | None = None,
    currency: str = "EUR",
    sales_area: str | None = None,
    since: dt.date = SINCE,
    until: dt.date = FOREVER,
) -> Promotion:
    """A promotion of the year, by default without coupons and without end."""
    terms = PromotionTerms(Decimal(budget) if budget else None, uses, per_customer)
    return create_promotion(
        number=number, name="Spring sale", currency=currency, terms=terms, valid_from=since, valid_to=until,
        sales_area=sales_area, coupons=[NewCoupon(code) for code in codes], by=System(), at=SETUP,
    )  # fmt: skip


def a_promotion_price(percent: str = "10", *, promotion: str = "SPRING", **key: str) -> ConditionRecord:
    """What a promotion gives: by default 10 % to documents that take part in it."""
    _exist(**{name: value for name, value in key.items() if name in ("product", "customer")})
    return create_condition(
        condition_type="KA00", key=key or {"campaign": promotion}, amount=Decimal(percent), promotion=promotion,
        valid_from=SINCE, by=System(), at=SETUP,
    )  # fmt: skip


def free_goods(
    per: str = "10",
    free: str = "1",
    *,
    since: dt.date = SINCE,
    key: dict[str, str] | None = None,
    area: str | None = None,
    **terms: Any,
) -> FreeGoodsRecord:
    """By default one bolt for nothing with every full ten."""
    given = FreeGoodsTerms(**{"unit": "PCE", "per": Decimal(per), "free": Decimal(free), **terms})
    return create_free_goods(
        key=key or {"product": "BOLT-M8"}, terms=given, sales_area=area, valid_from=since, by=System(), at=SETUP
    )


def a_formula(
    code: str = "FULLBOX", expression: str = "floor(base_quantity / 12) * rate", purpose: str = "value"
) -> FormulaSetting:
    """A formula that a pricing clerk wrote; by default the rate for every full dozen."""
    made = configure_prices(
        wanted=FormulaSetting(code, f"{code} in English", f"{code} στα ελληνικά", purpose, expression), is_new=True,
        by=System(), at=SETUP,
    )  # fmt: skip
    assert isinstance(made, FormulaSetting)
    return made
