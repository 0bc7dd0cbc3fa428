"""What is entered in 联络与传达 can be withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0054_directive_feedback_withdrawn")]

    operations = [
        migrations.AddField(
            "higherteam", "withdrawn_on", models.DateField(blank=True, null=True, verbose_name="作废日期")
        ),
        migrations.AddField(
            "higherteam",
            "withdrawn_for",
            models.CharField(blank=True, max_length=200, verbose_name="作废的理由"),
        ),
        migrations.AddField(
            "askedpaper", "withdrawn_on", models.DateField(blank=True, null=True, verbose_name="作废日期")
        ),
        migrations.AddField(
            "askedpaper",
            "withdrawn_for",
            models.CharField(blank=True, max_length=200, verbose_name="作废的理由"),
        ),
        migrations.AddField(
            "relay", "withdrawn_on", models.DateField(blank=True, null=True, verbose_name="作废日期")
        ),
        migrations.AddField(
            "relay",
            "withdrawn_for",
            models.CharField(blank=True, max_length=200, verbose_name="作废的理由"),
        ),
        migrations.AddField(
            "leadingreport", "withdrawn_on", models.DateField(blank=True, null=True, verbose_name="作废日期")
        ),
        migrations.AddField(
            "leadingreport",
            "withdrawn_for",
            models.CharField(blank=True, max_length=200, verbose_name="作废的理由"),
        ),
    ]
