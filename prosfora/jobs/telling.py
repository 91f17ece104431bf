"""Jobs in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STATUSES = {
    "READY": gettext_lazy("waiting"),
    "RUNNING": gettext_lazy("running"),
    "SUCCESSFUL": gettext_lazy("done"),
    "FAILED": gettext_lazy("failed"),
}
# Every job of the product by its path: this room stands below those that own them, and old runs outlive their code.
JOBS = {
    "prosfora.jobs.services.prune": gettext_lazy("Forget old jobs"),
    "prosfora.identity.services.cleaning.prune": gettext_lazy("Forget answered calls and old sessions"),
    "prosfora.files.running.carry_out_import": gettext_lazy("Carry out an import"),
    "prosfora.documents.services.delivery.send_quotation": gettext_lazy("Send a quotation"),
    "prosfora.documents.services.expiry.expire_quotations": gettext_lazy("Let offers expire"),
    "prosfora.documents.services.validity.send_extension": gettext_lazy("Tell a customer of an extension"),
    "prosfora.documents.services.reminders.remind_about_offers": gettext_lazy("Plan reminders of offers"),
    "prosfora.documents.services.reminders.send_reminders": gettext_lazy("Send reminders of offers"),
    "prosfora.approvals.services.mailing.mail_approvers": gettext_lazy("Ask approvers by mail"),
    "prosfora.approvals.services.mailing.mail_outcome": gettext_lazy("Tell what became of an approval"),
    "prosfora.approvals.services.mailing.remind_approvers": gettext_lazy("Remind approvers"),
    "prosfora.evidence.services.sealing.seal_heads_daily": gettext_lazy("Seal the journal's heads each day"),
    "prosfora.portal.services.mailing.mail_answer": gettext_lazy("Mail the answer to a customer's question"),
    "prosfora.portal.services.mailing.mail_code": gettext_lazy("Mail a one-time code"),
    "prosfora.portal.services.mailing.mail_link": gettext_lazy("Mail the link of an offer"),
    "prosfora.portal.services.mailing.mail_news": gettext_lazy("Tell our side what a customer did"),
    "prosfora.portal.services.sealing.seal_acceptance": gettext_lazy("Seal an acceptance record"),
    "prosfora.insights.services.working.carry_out_simulation": gettext_lazy("Simulate a price change"),
    "prosfora.pricelists.services.working.carry_out_proposal": gettext_lazy("Compute or release proposed prices"),
}


def job_words(task_path: str) -> str:
    """What a job is called; the name of its function as a sentence where it is none of ours."""
    words = task_path.rpartition(".")[2].replace("_", " ").strip()
    return str(JOBS.get(task_path) or words[:1].upper() + words[1:])


def status_words(job: Any) -> str:
    """Where a job stands; one that failed before and waits says so."""
    if job.status == "READY" and job.worker_ids:
        return _("waiting to be tried again")
    return str(STATUSES[job.status])
