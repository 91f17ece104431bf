"""Work in the background: django_tasks_db keeps the queue; this room adds retries, dead letters and the schedule."""
