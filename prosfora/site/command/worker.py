"""Run background jobs until stopped; `prosfora serve` starts one of these by itself."""

import argparse
import gc
import logging
import sys

from django.utils.crypto import get_random_string

from prosfora.jobs.worker import Worker
from prosfora.site.command.group import leave_with_leader


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks into an empty queue")


def run(options: argparse.Namespace) -> int:
    logging.getLogger("prosfora.jobs").addHandler(logging.StreamHandler(sys.stderr))
    leave_with_leader()
    worker = Worker(worker_id=get_random_string(16), interval=options.interval, batch=options.batch)
    worker.configure_signals()
    gc.freeze()
    worker.run()
    return 0
