"""What the verbs of this room refuse."""

from prosfora.kit.errors import Refused


class NameTaken(Refused):
    """Another user has this name or mail address."""


class UserNotValid(Refused):
    """Some fields of a user cannot be stored; `problems` says which and why."""


class UnknownRight(Refused):
    """The role, verb or sales area does not exist."""


class LastAdministrator(Refused):
    """Nobody would be left to let others in."""


class NotYourself(Refused):
    """A verb that nobody may do to himself."""


class BadExpiry(Refused):
    """A token must end in the future."""


class UnknownPage(Refused):
    """A saved view belongs to a list that exists."""


class ViewNameTaken(Refused):
    """The user has another view of this list with that name."""
