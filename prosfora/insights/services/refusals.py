"""Refusals of simulations."""

from prosfora.kit.errors import Refused


class BadQuestion(Refused):
    """The period, the statuses or the change of a simulation is not possible."""


class NoQuotations(Refused):
    """No quotation lies in the period, so there is nothing to simulate."""


class NotNow(Refused):
    """The simulation's status does not allow the verb."""

    status = 409
