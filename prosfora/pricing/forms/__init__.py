"""Shape of what people type about prices and their set-up."""

from prosfora.pricing.forms.conditions import (
    DAY,
    ChangeForm,
    ConditionForm,
    DistanceSalesForm,
    DraftFilterForm,
    DraftForm,
    DraftSimulationForm,
    FilterForm,
    SimulationForm,
    TargetForm,
    TypedNumber,
)

__all__ = [
    "DAY",
    "ChangeForm",
    "ConditionForm",
    "DistanceSalesForm",
    "DraftFilterForm",
    "DraftForm",
    "DraftSimulationForm",
    "FilterForm",
    "SimulationForm",
    "TargetForm",
    "TypedNumber",
]
