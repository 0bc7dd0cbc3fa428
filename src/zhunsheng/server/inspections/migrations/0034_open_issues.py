from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0033_facts_by_category"),
        ("orgs", "0006_security_duty"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("unclaimed", "rectifying", "with_discipline", "with_office", "to_close"))
                ),
                fields=["tenant", "due_on", "number", "id", "state"],
                name="issue_open",
            ),
        ),
    ]
