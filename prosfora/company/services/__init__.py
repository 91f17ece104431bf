"""The verbs of our own side."""

from prosfora.company.services.companies import set_up_company
from prosfora.company.services.numbers import create_number_range, next_number, next_numbers
from prosfora.company.services.organisation import create_office, create_plant, create_sales_area

__all__ = [
    "create_number_range",
    "create_office",
    "create_plant",
    "create_sales_area",
    "next_number",
    "next_numbers",
    "set_up_company",
]
