"""配合单位 are told of the lights too, as a setting."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

USUAL = {
    "told_yellow": ["rectifier", "head"],
    "told_red": ["rectifier", "head", "inspection"],
}


def usual_tells_helpers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who is told as was usual so far is told as is usual now; what a place has set itself stays."""
    for register in apps.get_model("inspections", "Register").objects.all():
        for light, told in USUAL.items():
            if getattr(register, light) == told:
                setattr(register, light, ["rectifier", "helper", *told[1:]])
        register.save(update_fields=list(USUAL))


class Migration(migrations.Migration):
    dependencies = [("inspections", "0050_papers_again")]

    operations = [
        migrations.AddField(
            "delivery", "as_helper", models.BooleanField(default=False, verbose_name="因配合而告诉")
        ),
        migrations.RunPython(usual_tells_helpers, migrations.RunPython.noop),
    ]
