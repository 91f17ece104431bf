"""Bring the database and the collected assets up to date; load the demo company into an empty database."""

import argparse
import dataclasses
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from prosfora.audit.services import System
from prosfora.documents.models import MandatoryField
from prosfora.documents.services import install_document_defaults
from prosfora.identity.models import User
from prosfora.kit.clock import now
from prosfora.pricing.models import PricingProcedure
from prosfora.pricing.services import install_standard_pricing
from prosfora.site.command.place import var_dir
from prosfora.site.command.ready import note_preparation
from prosfora.site.demo import demo_logins, load_demo
from prosfora.site.demo.company import is_empty


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")


def run(options: argparse.Namespace) -> int:
    migrate()
    call_command("collectstatic", interactive=False, verbosity=0)
    if not options.no_demo and is_empty():
        _say("loading the demo company …")
        load_demo(at=now())
    install_standards()
    if not User.objects.exists():
        _say("nobody can sign in yet; make the first user with: prosfora user add NAME --role administrator")
    note_preparation(logins=_living_logins())
    return 0


def install_standards() -> None:
    """What no first price and no first document can do without; a company that has its own keeps it."""
    if not PricingProcedure.objects.exists():
        install_standard_pricing(by=System("operator"), at=now())
    if not MandatoryField.objects.exists():
        install_document_defaults(by=System("operator"), at=now())


def migrate() -> None:
    """Apply the migrations that are missing, one process at a time."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        _say(f"applying {len(missing)} migrations …")
        with _alone():
            call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    """Two servers of one var folder that start at the same moment migrate one after the other."""
    with (var_dir() / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _living_logins() -> list[dict[str, str]]:
    """The demo company's logins, as far as they exist in this database."""
    there = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    return [dataclasses.asdict(login) for login in demo_logins() if login.username in there]


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
