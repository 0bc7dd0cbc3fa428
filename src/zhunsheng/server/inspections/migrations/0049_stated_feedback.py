"""An issue registered late is told on a day of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0048_told_of_lights")]

    operations = [
        migrations.AddField(
            "issue",
            "fed_back_is_given",
            models.BooleanField(default=False, verbose_name="反馈日期是另定的"),
        ),
    ]
