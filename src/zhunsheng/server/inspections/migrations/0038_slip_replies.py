from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def noted_by_the_office(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now only the office could enter that a slip was answered."""
    apps.get_model("inspections", "NoticeSlip").objects.exclude(replied_on=None).update(on_paper=True)


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0037_circulars"),
    ]

    operations = [
        migrations.AddField(
            model_name="noticeslip",
            name="on_paper",
            field=models.BooleanField(default=False, verbose_name="纸上答复"),
        ),
        migrations.AddField(
            model_name="noticeslip",
            name="reply",
            field=models.TextField(blank=True, verbose_name="办理情况"),
        ),
        migrations.RunPython(noted_by_the_office, migrations.RunPython.noop),
    ]
