"""In a migration of its own: PostgreSQL alters no table with rows just written in the same transaction."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0021_talent_pool")]

    operations = [
        migrations.RemoveConstraint(model_name="teammember", name="member_once"),
        migrations.RemoveField(model_name="teammember", name="user"),
        migrations.RemoveField(model_name="teammember", name="leads"),
        migrations.AlterField(
            model_name="teammember",
            name="talent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="inspections.talent",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(fields=("team", "talent"), name="member_once"),
        ),
    ]
