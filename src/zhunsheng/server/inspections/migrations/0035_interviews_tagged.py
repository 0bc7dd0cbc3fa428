from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0034_open_issues"),
    ]

    operations = [
        migrations.AddField(
            model_name="specialaction",
            name="interviews",
            field=models.ManyToManyField(related_name="special_actions", to="inspections.interview"),
        ),
    ]
