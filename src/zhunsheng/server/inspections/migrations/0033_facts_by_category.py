from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0032_sweeps"),
        ("orgs", "0006_security_duty"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["tenant", "category", "state", "due_on", "fed_back_on", "found_on", "source"],
                name="issue_of_category",
            ),
        ),
    ]
