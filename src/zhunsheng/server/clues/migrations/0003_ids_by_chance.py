from django.db import migrations, models

from zhunsheng.server.clues.models import chance_id


class Migration(migrations.Migration):
    dependencies = [("clues", "0002_retention")]

    operations = [
        migrations.AlterModelOptions("attachment", options={"ordering": ["at", "id"]}),
        migrations.AlterModelOptions("record", options={"ordering": ["-registered_on", "-number"]}),
        *(
            migrations.AlterField(
                model, "id", models.BigAutoField(primary_key=True, default=chance_id, serialize=False)
            )
            for model in ("record", "attachment")
        ),
    ]
