"""整改进展报告 is reported again; what passed is revised."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def passed_is_in_force(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now nothing was handed in any more after a version had passed."""
    for paper in apps.get_model("inspections", "Paper").objects.filter(state="passed"):
        paper.in_force = max(paper.versions.values_list("number", flat=True), default=None)
        paper.save(update_fields=["in_force"])


class Migration(migrations.Migration):
    dependencies = [("inspections", "0049_stated_feedback")]

    operations = [
        migrations.RemoveConstraint("paper", "paper_once"),
        migrations.AddField(
            "paper", "number", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")
        ),
        migrations.AddField(
            "paper",
            "in_force",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="联审通过的一稿"),
        ),
        migrations.AddConstraint(
            "paper",
            models.UniqueConstraint(fields=["round", "unit", "kind", "number"], name="paper_once"),
        ),
        migrations.AddField(
            "paperversion", "reason", models.TextField(blank=True, verbose_name="修订的理由")
        ),
        migrations.RunPython(passed_is_in_force, migrations.RunPython.noop),
    ]
