"""Who is told of which light, as a setting."""

from django.db import migrations, models

import zhunsheng.server.inspections.models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0047_support_measures")]

    operations = [
        migrations.AddField(
            "register",
            f"told_{light}",
            models.JSONField(
                default=getattr(zhunsheng.server.inspections.models, f"told_{light}"), verbose_name=words
            ),
        )
        for light, words in (("green", "绿灯告诉谁"), ("yellow", "黄灯告诉谁"), ("red", "红灯告诉谁"))
    ]
