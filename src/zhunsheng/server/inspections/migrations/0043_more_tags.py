from django.db import migrations, models

_KINDS = (
    ("circulars", "circular"),
    ("sweeps", "sweep"),
    ("superiors", "superiorfeedback"),
    ("rounds", "round"),
    ("relays", "relay"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0040_step_periods"),
    ]

    operations = [
        migrations.AddField(
            model_name="specialaction",
            name=name,
            field=models.ManyToManyField(related_name="special_actions", to=f"inspections.{model}"),
        )
        for name, model in _KINDS
    ]
