"""Icons of our sprite and status chips."""

from functools import cache

from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

STATE_ICONS = {
    "open": "open", "waiting": "clock", "running": "refresh", "incomplete": "warning", "partly": "open",
    "draft": "draft", "in_approval": "lock", "approved": "accepted", "issued": "issued", "quoted": "quotation",
    "handed_over": "order",
    "answered": "accepted", "accepted": "accepted", "active": "accepted", "released": "accepted", "sent": "accepted",
    "done": "accepted", "fully": "accepted", "customer": "star", "prospect": "open",
    "declined": "declined", "rejected": "declined", "blocked": "declined", "dead": "declined", "failed": "warning",
    "expired": "expired", "overdue": "clock", "withdrawn": "undo", "closed": "lock", "inactive": "minus",
    "phased_out": "minus", "superseded": "minus",
}  # fmt: skip


@cache
def icon(name: str) -> SafeString:
    """An icon of our sprite; it says nothing to screen readers, the text beside it does."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("kit/icons.svg"),
        name,
    )


def chip(state: str, word: str | Promise) -> SafeString:
    """A status as icon and word; the colour comes from `data-state` and never stands alone."""
    mark = icon(STATE_ICONS[state]) if state in STATE_ICONS else ""
    return format_html('<span class="chip" data-state="{}">{}{}</span>', state, mark, word)
