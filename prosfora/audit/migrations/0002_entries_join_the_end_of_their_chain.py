from django.db import migrations

from prosfora.kit.database import AppendOnly
from prosfora.kit.guards import InChainOrder

GENESIS = "0" * 64


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        InChainOrder("audit_journalentry", chain=("kind", "key"), genesis=GENESIS),
        AppendOnly("audit_journalentry"),  # again, for PostgreSQL: it refuses TRUNCATE since
    ]
