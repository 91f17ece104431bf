"""The verbs of our own side."""

from prosfora.company.services.attributes import change_attribute, create_attribute
from prosfora.company.services.calendars import change_calendar, create_calendar
from prosfora.company.services.companies import CompanyExists, change_company, change_logo, facts_of, set_up_company
from prosfora.company.services.numbers import create_number_range, next_number, next_numbers
from prosfora.company.services.organisation import (
    change_office,
    change_plant,
    change_sales_area,
    create_office,
    create_plant,
    create_sales_area,
    create_sales_organisation,
)
from prosfora.company.services.rates import set_exchange_rate
from prosfora.company.services.refusals import CodeTaken, NoPicture, NotStorable
from prosfora.company.services.terms import change_payment_terms, change_reason, create_payment_terms, create_reason

__all__ = [
    "CodeTaken",
    "CompanyExists",
    "NoPicture",
    "NotStorable",
    "change_attribute",
    "change_calendar",
    "change_company",
    "change_logo",
    "change_office",
    "change_payment_terms",
    "change_plant",
    "change_reason",
    "change_sales_area",
    "create_attribute",
    "create_calendar",
    "create_number_range",
    "create_office",
    "create_payment_terms",
    "create_plant",
    "create_reason",
    "create_sales_area",
    "create_sales_organisation",
    "facts_of",
    "next_number",
    "next_numbers",
    "set_exchange_rate",
    "set_up_company",
]
