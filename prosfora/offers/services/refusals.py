"""What this room refuses."""

from prosfora.kit.errors import Refused


class CannotSeal(Refused):
    """The seal's key, its certificate or a service behind it does not do: what, and what to do about it."""

    status = 503
