"""`manage.py work`: the background worker."""

import logging
import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from prosfora.jobs.worker import Worker


class Command(BaseCommand):
    help = "Run background jobs until stopped"
    requires_system_checks = ()  # they would load every page of the product into the worker's memory

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks into an empty queue")

    def handle(self, *_args: Any, batch: bool, interval: float, **_options: Any) -> None:
        logging.getLogger("prosfora.jobs").addHandler(logging.StreamHandler(self.stderr))
        name = f"{socket.gethostname()[:40]}:{os.getpid()}:{get_random_string(8)}"
        worker = Worker(worker_id=name, interval=interval, batch=batch)
        worker.configure_signals()
        worker.run()
