"""Imports on pages: choose a file, see what it would do, import it, take it back."""

import csv
from dataclasses import replace

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.files import services
from prosfora.files.forms import ImportForm, ReadingForm
from prosfora.files.imports import importer_of
from prosfora.files.models import ImportRun
from prosfora.files.permissions import importer_to, kinds_for, run_to, visible_imports
from prosfora.files.rules.runs import BUSY, after
from prosfora.files.telling import kind_title, status_word
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Forbidden, Refused
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.writing import language

SHOWN_ERRORS = 100

IMPORTS = Listing(
    name="files:list_imports",
    title=gettext_lazy("Imports"),
    columns=(
        Column(gettext_lazy("When"), "at", "moment"),
        Column(gettext_lazy("File"), "name"),
        Column(gettext_lazy("Kind"), lambda run: kind_title(run.kind)),
        Column(gettext_lazy("Sales area"), "scope"),
        Column(gettext_lazy("By"), "by_name"),
        Column(gettext_lazy("Status"), lambda run: (run.status, status_word(run.status)), "chip"),
        Column(gettext_lazy("Lines"), "rows", "number"),
        Column(gettext_lazy("Bad lines"), "error_count", "number"),
    ),
    orders={"newest": (gettext_lazy("Newest first"), ("-at", "-id"))},
    open_row=lambda run: reverse("files:display_import", args=[run.pk]),
    new_label=gettext_lazy("Import a file"),
    empty=gettext_lazy("Nothing was imported yet. Take a CSV or XLSX file and start with a check."),
)


@require_GET
def list_imports(request: UserRequest) -> HttpResponseBase:
    """All import runs the user may see."""
    new = reverse("files:start_import") if kinds_for(request.user) else ""
    return list_page(request, replace(IMPORTS, new_url=new), visible_imports(request.user))


@require_http_methods(["GET", "POST"])
def start_import(request: UserRequest) -> HttpResponse:
    """Choose a file; its check starts at once and writes nothing."""
    kinds = kinds_for(request.user)
    if not kinds:
        raise Forbidden(_("You may not import anything"))
    initial = {
        "kind": request.GET.get("kind", ""),
        "scope": request.user.home_area,
        "notation": "comma" if language() == "el" else "point",
    }
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None, kinds=kinds, initial=initial)
    refusal = None
    if sent and form.is_valid():
        given = form.cleaned_data
        importer = importer_to("check_file", user=request.user, kind=given["kind"], scope=given["scope"])
        try:
            run = services.start_import(
                kind=given["kind"],
                name=given["file"].name,
                content=given["file"].read(),
                scope=given["scope"] if importer.scoped else "",
                reading=form.reading(),
                by=request.user,
                at=request.now,
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect("files:display_import", run.pk)
    page = {
        "form": form,
        "title": _("Import a file"),
        "submit_label": _("Check the file"),
        "back_url": reverse("files:list_imports"),
        "refusal": refusal,
        "kinds": kinds,
    }
    status = refusal.status if refusal is not None else 422 if sent else 200
    return render(request, "files/start.html", page, status=status)


@require_GET
def display_import(request: UserRequest, run_id: int) -> HttpResponse:
    """A run: what the file was read as, its bad lines, what can be done now; asked again every second while busy."""
    run = run_to("display_import", user=request.user, run_id=run_id)
    fragment = "#run" if request.htmx else ""
    return render(request, f"files/import.html{fragment}", _page(request, run))


def _page(request: UserRequest, run: ImportRun) -> dict[str, object]:
    importer = importer_of(run.kind)
    columns = list(importer.columns()) if importer is not None else []
    may = importer is not None and allows(request.user, importer.verb, run.scope or None)
    taken = run.taken.get("columns", {})
    names = {header: name for name, header in taken.items()}
    headers = run.taken.get("headers", [])
    chosen = {f"column_{place}": names.get(header, "") for place, header in enumerate(headers)}
    initial = {**run.options, **chosen, "notation": "comma" if run.options.get("decimal_comma") else "point"}
    labels = {column.name: column.label for column in columns}
    return {
        "run": run,
        "kind": kind_title(run.kind),
        "status_word": status_word(run.status),
        "is_busy": run.status in BUSY,
        "good": run.rows - run.error_count,
        "errors": [{**error, "label": labels.get(error["column"], error["column"])} for error in run.errors][
            :SHOWN_ERRORS
        ],
        "form": ReadingForm(initial=initial, headers=headers, columns=columns),
        "verbs": [
            verb
            for verb in ("import_file", "check_file", "undo_import")
            if may and allows(request.user, f"files.{verb}") and after(run.status, verb) is not None
        ],
    }


@require_POST
def check_file(request: UserRequest, run_id: int) -> HttpResponse:
    """Check the same file again, read as the form says."""
    run = run_to("check_file", user=request.user, run_id=run_id)
    importer = importer_to("check_file", user=request.user, kind=run.kind, scope=run.scope)
    form = ReadingForm(request.POST, headers=run.taken.get("headers", []), columns=importer.columns())
    if not form.is_valid():
        return render(request, "files/import.html", {**_page(request, run), "form": form}, status=422)
    services.check_file(run=run, reading=form.reading(), by=request.user, at=request.now)
    return redirect("files:display_import", run.pk)


@require_POST
def import_file(request: UserRequest, run_id: int) -> HttpResponse:
    """Import a checked file, whole or without its bad lines."""
    run = run_to("import_file", user=request.user, run_id=run_id)
    good_only = request.POST.get("good_rows_only") == "1"
    services.import_file(run=run, good_rows_only=good_only, by=request.user, at=request.now)
    return redirect("files:display_import", run.pk)


@require_POST
def undo_import(request: UserRequest, run_id: int) -> HttpResponse:
    """Take an import back."""
    run = run_to("undo_import", user=request.user, run_id=run_id)
    services.undo_import(run=run, by=request.user, at=request.now)
    return redirect("files:display_import", run.pk)


@require_GET
def import_template(request: UserRequest, kind: str) -> HttpResponse:
    """An empty file of a kind: its header and one line of examples."""
    importer = importer_to("check_file", user=request.user, kind=kind)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{importer.kind}.csv"'
    answer.write("\ufeff")  # tells spreadsheets that this is UTF-8
    writer = csv.writer(answer)
    writer.writerow([column.name for column in importer.columns()])
    writer.writerow([column.example for column in importer.columns()])
    return answer
