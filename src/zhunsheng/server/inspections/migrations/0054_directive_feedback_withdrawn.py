"""督办 feedback can be corrected, where the office entered it, and withdrawn."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def entered_by_the_office(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    feedback = apps.get_model("inspections", "DirectiveFeedback").objects.filter(state="accepted")
    feedback.filter(by__duties__role="inspection").update(on_paper=True)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0051_helpers_told_of_lights")]

    operations = [
        migrations.AddField(
            "directivefeedback",
            "on_paper",
            models.BooleanField(default=False, verbose_name="纸上反馈"),
        ),
        migrations.AddField(
            "directivefeedback",
            "withdrawn_for",
            models.CharField(blank=True, max_length=200, verbose_name="作废的理由"),
        ),
        migrations.AlterField(
            "directivefeedback",
            "state",
            models.CharField(
                choices=[
                    ("handed_in", "待确认"),
                    ("accepted", "已确认"),
                    ("returned", "已退回"),
                    ("withdrawn", "已作废"),
                ],
                default="accepted",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RunPython(entered_by_the_office, migrations.RunPython.noop),
    ]
