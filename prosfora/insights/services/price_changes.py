"""Asking what a price change would have meant, and calling the answer off."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.insights.models import PriceSimulation
from prosfora.insights.queries.quotations import quotations_of
from prosfora.insights.rules.statuses import after
from prosfora.insights.services.questions import Question, refuse_bad, supposed_by
from prosfora.insights.services.refusals import BadQuestion, NoQuotations, NotNow
from prosfora.insights.services.working import carry_out_simulation


@transaction.atomic
def simulate_price_change(*, sales_area: SalesArea, question: Question, by: User, at: dt.datetime) -> PriceSimulation:
    """Ask what a supposed price change would have meant for the quotations of a period; a job answers.

    Amounts are told in the company's currency. Nothing but the run itself is ever written. Raises BadQuestion,
    NoQuotations.
    """
    refuse_bad(question)
    supposed, words = supposed_by(question, sales_area, by)
    title = question.title.strip() or words
    if len(question.title.strip()) > 120:
        raise BadQuestion(_("Give the simulation a title of at most 120 characters"), "title")
    made = PriceSimulation(
        sales_area=sales_area, title=title[:120], first_day=question.first_day, last_day=question.last_day,
        document_statuses=sorted(set(question.statuses)), customer=question.customer.strip(),
        pricing_date=question.pricing_date, since=question.since, supposed=supposed,
        currency=sales_area.organisation.company.currency, author=by.pk, author_name=by.get_username(), created_at=at,
    )  # fmt: skip
    made.count = quotations_of(made).count()
    if not made.count:
        raise NoQuotations(_("No quotation of these days has one of these statuses; widen the question"), "first_day")
    made.save()
    made.job = carry_out_simulation.enqueue(made.pk).id
    made.save(update_fields=["job"])
    data = {"quotations": made.count}
    record(verb="simulate_price_change", subject=subject(made), by=by, at=at, fresh=True, data=data)
    return made


@transaction.atomic
def cancel_simulation(*, simulation: PriceSimulation, by: Actor, at: dt.datetime) -> PriceSimulation:
    """Call a simulation off that waits or runs; the worker stops after the batch it is at. Raises NotNow."""
    locked = PriceSimulation.objects.select_for_update().get(pk=simulation.pk)
    following = after(locked.status, "cancel_simulation")
    if following is None:
        raise NotNow(_("This simulation is over already"))
    locked.status, locked.finished_at = following, at
    locked.save(update_fields=["status", "finished_at"])
    record(verb="cancel_simulation", subject=subject(locked), by=by, at=at)
    return locked


def subject(simulation: PriceSimulation) -> Subject:
    """The journal's name for a simulation."""
    return Subject("simulation", str(simulation.pk), simulation.title, simulation.sales_area_id)
