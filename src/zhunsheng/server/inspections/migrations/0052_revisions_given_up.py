"""A revision that was sent back may be given up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0055_liaison_withdrawn")]

    operations = [
        migrations.AddField(
            "paperversion",
            "given_up_at",
            models.DateTimeField(blank=True, null=True, verbose_name="放弃修订"),
        ),
    ]
