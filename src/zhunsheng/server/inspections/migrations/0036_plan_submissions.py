import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0035_interviews_tagged"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanSubmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="报批日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("approved", "批准"), ("returned", "退回"), ("taken_back", "撤回")],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="退回理由")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="inspections.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)), fields=("version",), name="plan_pending_once"
                    )
                ],
            },
        ),
    ]
