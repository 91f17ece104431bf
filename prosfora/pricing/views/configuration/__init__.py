"""Pages of the set-up of prices: V/06, V/07, V/08, OVKK, VTAA."""

from prosfora.pricing.views.configuration.condition_types import (
    change_condition_type,
    create_condition_type,
    delete_condition_type,
    display_condition_type,
    list_condition_types,
)
from prosfora.pricing.views.configuration.determination import change_determination, display_determination
from prosfora.pricing.views.configuration.documents import change_document_pricing, display_document_pricing
from prosfora.pricing.views.configuration.formulas import (
    change_formula,
    create_formula,
    delete_formula,
    display_formula,
    list_formulas,
)
from prosfora.pricing.views.configuration.home import display_set_up
from prosfora.pricing.views.configuration.procedures import (
    change_procedure,
    create_procedure,
    delete_procedure,
    display_procedure,
    list_procedures,
)
from prosfora.pricing.views.configuration.sequences import (
    change_access_sequence,
    create_access_sequence,
    delete_access_sequence,
    display_access_sequence,
    list_access_sequences,
)

__all__ = [
    "change_access_sequence",
    "change_condition_type",
    "change_determination",
    "change_document_pricing",
    "change_formula",
    "change_procedure",
    "create_access_sequence",
    "create_condition_type",
    "create_formula",
    "create_procedure",
    "delete_access_sequence",
    "delete_condition_type",
    "delete_formula",
    "delete_procedure",
    "display_access_sequence",
    "display_condition_type",
    "display_determination",
    "display_document_pricing",
    "display_formula",
    "display_procedure",
    "display_set_up",
    "list_access_sequences",
    "list_condition_types",
    "list_formulas",
    "list_procedures",
]
