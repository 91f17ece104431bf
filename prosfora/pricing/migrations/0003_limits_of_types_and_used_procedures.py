from django.db import migrations, models


def mark_used(apps, schema_editor):
    """Whatever procedure stands here until today was installed for documents, and may have priced some."""
    apps.get_model("pricing", "PricingProcedure").objects.update(is_used=True)


class Migration(migrations.Migration):

    dependencies = [
        ("pricing", "0002_exclusions_baskets_and_tax_included"),
    ]

    operations = [
        migrations.AddField(
            model_name="conditiontype",
            name="lower_limit",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="lower limit"),
        ),
        migrations.AddField(
            model_name="conditiontype",
            name="upper_limit",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="upper limit"),
        ),
        migrations.AddField(
            model_name="pricingprocedure",
            name="is_used",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark_used, migrations.RunPython.noop),
    ]
