"""What the web server loads; everything is imported before the first request arrives."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from prosfora.site.command.group import leave_interrupts_to_leader, leave_with_leader

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prosfora.site.settings")
gc.disable()  # nearly all that is imported stays: looking for what could go again and again is a tenth of the start
application = get_wsgi_application()
import_module("prosfora.site.urls")
gc.collect()
gc.enable()
gc.freeze()  # what is here now lives as long as the process: the collector need not look at it again
leave_interrupts_to_leader()
leave_with_leader()
