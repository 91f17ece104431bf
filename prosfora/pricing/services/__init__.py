"""The verbs of the pricing room."""

from prosfora.pricing.services.conditions import change_condition, copy_condition, create_condition, delete_condition
from prosfora.pricing.services.configuring import configure_prices
from prosfora.pricing.services.coupons import NewCoupon
from prosfora.pricing.services.distance_sales import AlreadyTaxed, tax_distance_sales
from prosfora.pricing.services.free_goods import (
    BadFreeGoods,
    FreeGoodsTerms,
    change_free_goods,
    create_free_goods,
    end_free_goods,
)
from prosfora.pricing.services.promotion_checks import BadPromotion
from prosfora.pricing.services.promotion_uses import (
    PromotionRefused,
    hold_promotions,
    release_promotions,
    settle_promotions,
)
from prosfora.pricing.services.promotions import PromotionTerms, change_promotion, create_promotion, end_promotion
from prosfora.pricing.services.refusals import (
    BadCondition,
    BadSetup,
    CodeTaken,
    DraftOutdated,
    PeriodsOverlap,
    SetupInUse,
    UnknownKey,
)
from prosfora.pricing.services.setup import install_standard_pricing

__all__ = [
    "AlreadyTaxed",
    "BadCondition",
    "BadFreeGoods",
    "BadPromotion",
    "BadSetup",
    "CodeTaken",
    "DraftOutdated",
    "FreeGoodsTerms",
    "NewCoupon",
    "PeriodsOverlap",
    "PromotionRefused",
    "PromotionTerms",
    "SetupInUse",
    "UnknownKey",
    "change_condition",
    "change_free_goods",
    "change_promotion",
    "configure_prices",
    "copy_condition",
    "create_condition",
    "create_free_goods",
    "create_promotion",
    "delete_condition",
    "end_free_goods",
    "end_promotion",
    "hold_promotions",
    "install_standard_pricing",
    "release_promotions",
    "settle_promotions",
    "tax_distance_sales",
]
