"""Proposals in words, for pages, files and the journal."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.kinds import declare_kind
from prosfora.identity.models import User
from prosfora.kit import writing
from prosfora.kit.templatetags.kit import unit_price
from prosfora.pricelists.models import PriceProposal, ProposedPrice, ReleaseRule
from prosfora.pricelists.queries import visible_proposals
from prosfora.pricelists.rules import adjustment
from prosfora.pricelists.rules.adjustment import Adjustment
from prosfora.pricelists.rules.statuses import Outcome, Status
from prosfora.pricing.rules.terms import Flaw
from prosfora.pricing.services.refusals import sentence
from prosfora.pricing.telling import field_word

STATUSES: dict[str, Promise] = {
    Status.COMPUTING: gettext_lazy("being computed"),
    Status.DRAFT: gettext_lazy("draft"),
    Status.RETURNED: gettext_lazy("returned"),
    Status.RELEASING: gettext_lazy("being released"),
    Status.RELEASED: gettext_lazy("released"),
    Status.WITHDRAWN: gettext_lazy("withdrawn"),
    Status.UNDONE: gettext_lazy("undone"),
}
OUTCOMES: dict[str, Promise] = {
    Outcome.NEW: gettext_lazy("new price"),
    Outcome.UNCHANGED: gettext_lazy("unchanged"),
    Outcome.REFUSED: gettext_lazy("refused"),
    Outcome.LEFT_OUT: gettext_lazy("left out"),
}
VERB_WORDS: dict[str, Promise] = {
    "display_proposal": gettext_lazy("Display price proposals"),
    "propose_prices": gettext_lazy("Prices proposed"),
    "leave_out_prices": gettext_lazy("Prices left out or taken in"),
    "recompute_prices": gettext_lazy("Proposal computed again"),
    "release_prices": gettext_lazy("Prices released"),
    "approve_prices": gettext_lazy("Release large price changes"),
    "return_prices": gettext_lazy("Returned with a comment"),
    "withdraw_prices": gettext_lazy("Proposal withdrawn"),
    "undo_prices": gettext_lazy("Released prices taken back"),
    "release_condition": gettext_lazy("Draft price released"),
}
NO_SUCH_KEY = gettext_lazy("This type has no such key")
WAYS: dict[str, Promise] = {
    "nearest": gettext_lazy("to the nearest"),
    "up": gettext_lazy("up"),
    "down": gettext_lazy("down"),
}


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    declare_kind(
        "proposal", name=gettext_lazy("Price proposal"), models=(PriceProposal, ProposedPrice), verbs=VERB_WORDS,
        sees=sees_proposal,
    )  # fmt: skip
    declare_kind(
        "release_rule", name=gettext_lazy("Release rule"), models=(ReleaseRule,),
        verbs={"change_release_rule": gettext_lazy("Release rule changed")},
    )  # fmt: skip
    declare_kind(
        "net_prices", name=gettext_lazy("Net price list"),
        verbs={"display_net_prices": gettext_lazy("Display net price lists")},
    )  # fmt: skip


def sees_proposal(user: User, key: str) -> bool:
    """Whether a user sees the proposal of that number."""
    return key.isdecimal() and len(key) < 19 and visible_proposals(user).filter(pk=key).exists()


def status_word(proposal: PriceProposal) -> str:
    """Where a proposal stands."""
    return str(STATUSES[proposal.status])


def flaw_words(line: ProposedPrice) -> str:
    """Why a line is refused; "" where it is not."""
    if not line.flaw:
        return ""
    if line.flaw == "no_such_key":
        return str(NO_SUCH_KEY)
    return sentence(Flaw("", line.flaw, line.flaw_value))


def change_words(proposal: PriceProposal) -> str:
    """What changes, in one line: +3.2 %, rounded to multiples of 1 ending in 0.90 (to the nearest)."""
    return adjustment_words(adjustment.from_json(proposal.adjustment))


def adjustment_words(wanted: Adjustment) -> str:
    """What becomes of a rate, in one line."""
    value = writing.number(wanted.value, most=4)
    signed = value if wanted.value < 0 else f"+{value}"
    words = {
        "percent": _("%(value)s per cent") % {"value": signed},
        "amount": _("%(value)s on each amount") % {"value": signed},
        "replace": _("set to %(value)s") % {"value": value},
    }[wanted.method]
    rounding = wanted.rounding
    if rounding.step:
        facts = {"step": writing.number(rounding.step, most=4), "way": WAYS[rounding.way]}
        words += ", " + _("rounded to %(step)s (%(way)s)") % facts
        if rounding.ending:
            words += ", " + _("ending in %(ending)s") % {"ending": unit_price(rounding.ending)}
    return words


def selection_words(proposal: PriceProposal) -> str:
    """Which prices it is about."""
    kept = proposal.selection
    facts = [f"{field_word(name)} {value}" for name, value in kept["key"].items()]
    facts += [
        f"{label} {kept[name]}"
        for name, label in (
            ("currency", _("currency")), ("product_group", field_word("product_group")),
            ("pricing_group", field_word("pricing_group")), ("hierarchy", field_word("hierarchy")),
        )
        if kept[name]
    ]  # fmt: skip
    return ", ".join([kept["condition_type"], *facts])


def target_words(proposal: PriceProposal) -> str:
    """Where a list is copied to; "" for a change."""
    target = proposal.target
    return f"{field_word(target['name'])} {target['value']}" if target else ""
