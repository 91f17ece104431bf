"""Files on records: their list as a fragment, adding, taking off, downloading."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from prosfora.audit.rules import Subject
from prosfora.files import services
from prosfora.files.forms import AttachmentForm
from prosfora.files.permissions import attachment_to, record_to
from prosfora.files.queries import attachments as attachments_of
from prosfora.files.queries import content
from prosfora.files.rules.media_types import SHOWN
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused


@require_GET
def attachments(request: UserRequest, kind: str, key: str) -> HttpResponse:
    """The files of a record, with the form for one more."""
    record_to("display_file", user=request.user, kind=kind, key=key)
    return _fragment(request, kind, key)


@require_POST
def attach_file(request: UserRequest, kind: str, key: str) -> HttpResponse:
    """Hang an uploaded file on a record."""
    record_to("attach_file", user=request.user, kind=kind, key=key)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _fragment(request, kind, key, form, status=422)
    sent = form.cleaned_data["file"]
    try:
        services.attach_file(
            subject=Subject(kind, key), name=sent.name, content=sent.read(), by=request.user, at=request.now
        )
    except Refused as refusal:
        form.add_error("file", refusal.message)
        return _fragment(request, kind, key, form, status=422)
    return _fragment(request, kind, key)


@require_POST
def detach_file(request: UserRequest, attachment_id: int) -> HttpResponse:
    """Take a file off its record."""
    attachment = attachment_to("detach_file", user=request.user, attachment_id=attachment_id)
    kind, key = attachment.kind, attachment.key
    services.detach_file(attachment=attachment, subject=Subject(kind, key), by=request.user, at=request.now)
    return _fragment(request, kind, key)


@require_GET
def download_file(request: UserRequest, attachment_id: int) -> HttpResponse:
    """The bytes: shown in the browser where that is safe, else saved; never run as a page of ours."""
    attachment = attachment_to("display_file", user=request.user, attachment_id=attachment_id)
    media_type = attachment.file.media_type
    answer = HttpResponse(content(attachment.file_id), content_type=media_type)
    saved = media_type not in SHOWN or "save" in request.GET
    answer["Content-Disposition"] = content_disposition_header(saved, attachment.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    answer["Cache-Control"] = "private, max-age=3600, immutable"
    return answer


def _fragment(
    request: UserRequest, kind: str, key: str, form: AttachmentForm | None = None, status: int = 200
) -> HttpResponse:
    page = {
        "kind": kind,
        "key": key,
        "attachments": attachments_of(kind, key),
        "form": form or AttachmentForm(),
        "may_attach": allows(request.user, "files.attach_file"),
    }
    return render(request, "files/attachments.html", page, status=status)
