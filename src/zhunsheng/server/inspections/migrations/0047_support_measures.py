"""配合单位 write measures of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0044_circular_about"), ("orgs", "0006_security_duty")]

    operations = [
        migrations.AddField(
            "measure",
            "unit",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.unit",
            ),
        ),
    ]
