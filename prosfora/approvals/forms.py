"""What people enter about rules and delegations: shape only; services decide."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.approvals.models import COMPARISONS, FACTS
from prosfora.approvals.queries.delegations import possible_takers
from prosfora.approvals.rules.checks import MOST_STEPS
from prosfora.approvals.rules.facts import YES_OR_NO, Comparison
from prosfora.approvals.services.approval_rules import RuleFacts
from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.identity.telling import ROLES
from prosfora.kit.errors import Refused
from prosfora.kit.widgets import set_choices


def show_problems(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal's sentences on the fields they belong to, the others above the form."""
    if not refusal.problems:
        form.add_error(None, refusal.message)
    for field, sentences in refusal.problems.items():
        place = "step_1" if field == "steps" else field
        for sentence in sentences:
            form.add_error(place if place in form.fields else None, sentence)


class RuleForm(forms.Form):
    """What an approval rule says; its code stays."""

    name = forms.CharField(label=_("Name"), max_length=80)
    fact = forms.ChoiceField(label=_("What is compared"), choices=[("", ""), *FACTS])
    comparison = forms.ChoiceField(
        label=_("Comparison"), choices=[("", ""), *COMPARISONS[:2]], required=False,
        help_text=_("Left blank where the fact is so or is not"),
    )  # fmt: skip
    limit = forms.DecimalField(label=_("Limit"), required=False, max_digits=17, decimal_places=4)
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, help_text=_("Of a net value, as EUR")
    )  # fmt: skip
    remind_days = forms.IntegerField(label=_("Reminder after days"), initial=2, min_value=1, max_value=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(f"@{user.username}", str(user)) for user in possible_takers()]
        roles = [(role.value, word) for role, word in ROLES.items()]
        for number in range(1, MOST_STEPS + 1):
            self.fields[f"step_{number}"] = forms.ChoiceField(
                label=_("Step %(number)s: who approves") % {"number": number}, required=number == 1
            )
            set_choices(self, f"step_{number}", [("", ""), (_("Role"), roles), (_("A person"), people)])

    def facts(self) -> RuleFacts:
        """What was entered."""
        given = self.cleaned_data
        so = given["fact"] in YES_OR_NO
        return RuleFacts(
            name=given["name"],
            fact=given["fact"],
            comparison=given["comparison"] or (Comparison.SO.value if so else ""),
            limit=given["limit"],
            currency=given["currency"].upper(),
            steps=[step for number in range(1, MOST_STEPS + 1) if (step := given[f"step_{number}"])],
            remind_days=given["remind_days"],
        )


class NewRuleForm(RuleForm):
    """The same with the code and the sales area of a new rule."""

    code = forms.CharField(label=_("Code"), max_length=10, help_text=_("Up to ten capital letters or digits"))
    sales_area = forms.ChoiceField(label=_("Sales area"), required=False)
    field_order = ("code", "name", "sales_area")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [(area.pk, str(area)) for area in SalesArea.objects.order_by("pk")]
        set_choices(self, "sales_area", [("", _("all")), *areas])


def start_of(facts: RuleFacts) -> dict[str, Any]:
    """A stored rule as the form shows it."""
    steps = {f"step_{number}": step for number, step in enumerate(facts.steps, start=1)}
    comparison = "" if facts.comparison == Comparison.SO else facts.comparison
    return {
        "name": facts.name, "fact": facts.fact, "comparison": comparison, "limit": facts.limit,
        "currency": facts.currency, "remind_days": facts.remind_days, **steps,
    }  # fmt: skip


class DelegationForm(forms.Form):
    """Who stands in, from when to when."""

    taker = forms.ChoiceField(label=_("Who decides"))
    starts = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, user: User, today: date, *args: Any, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"starts": today, "giver": user.username}, **kwargs})
        people = [(person.username, str(person)) for person in possible_takers()]
        set_choices(self, "taker", [("", ""), *(one for one in people if for_others or one[0] != user.username)])
        if for_others:
            self.fields["giver"] = forms.ChoiceField(label=_("In place of"))
            set_choices(self, "giver", dict([(user.username, str(user)), *people]).items())
            self.order_fields(["giver"])
