"""Every keyboard shortcut of the product: bindings, help sheet and `aria-keyshortcuts` come from this table."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`key` as the script matches it: modifiers in the order ctrl, alt, shift, joined by +; `g q` is a sequence."""

    key: str
    text: str | Promise

    @property
    def aria(self) -> str:
        """The key in the notation of `aria-keyshortcuts`."""
        names = {
            "ctrl": "Control",
            "alt": "Alt",
            "shift": "Shift",
            "enter": "Enter",
            "up": "ArrowUp",
            "down": "ArrowDown",
            "delete": "Delete",
        }
        return " ".join("+".join(names.get(part, part) for part in press.split("+")) for press in self.key.split(" "))

    @property
    def presses(self) -> list[str]:
        """The presses as people read them on the help sheet: Ctrl K, then."""
        signs = {"ctrl": "Ctrl", "alt": "Alt", "shift": "⇧", "enter": "⏎", "up": "↑", "down": "↓", "delete": "Del"}
        return [signs.get(part, part.upper()) for press in self.key.split(" ") for part in press.split("+")]


SHORTCUTS: dict[str, Shortcut] = {
    "command": Shortcut("ctrl+k", _("Command bar")),
    "search": Shortcut("/", _("Command bar")),
    "help": Shortcut("?", _("This sheet")),
    "row_down": Shortcut("j", _("Next row")),
    "row_up": Shortcut("k", _("Row before")),
    "row_open": Shortcut("enter", _("Open the row")),
    "row_select": Shortcut("x", _("Select the row")),
    "go_home": Shortcut("g h", _("Today")),
    "go_inquiries": Shortcut("g i", _("Inquiries")),
    "go_quotations": Shortcut("g q", _("Quotations")),
    "go_customers": Shortcut("g c", _("Customers")),
    "go_products": Shortcut("g p", _("Products")),
    "new": Shortcut("n", _("New record")),
    "edit": Shortcut("e", _("Change")),
    "primary": Shortcut("ctrl+enter", _("Do the next step")),
    "explain": Shortcut("p", _("Explain the price")),
    "row_duplicate": Shortcut("ctrl+d", _("Duplicate the item")),
    "item_up": Shortcut("alt+up", _("Move the item up")),
    "item_down": Shortcut("alt+down", _("Move the item down")),
    "row_remove": Shortcut("ctrl+delete", _("Remove the item")),
}


def declare_shortcuts(own: dict[str, Shortcut]) -> None:
    """A room's own shortcuts, named by their verb, told when it is ready."""
    SHORTCUTS.update(own)
