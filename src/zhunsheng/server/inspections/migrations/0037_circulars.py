import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0036_plan_submissions"),
        ("orgs", "0006_security_duty"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circular",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("issued_on", models.DateField(verbose_name="印发日期")),
                ("text", models.TextField(verbose_name="通报的问题")),
                ("request", models.TextField(verbose_name="工作要求")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="报送时限")),
                (
                    "problems",
                    models.ManyToManyField(
                        related_name="circulars", to="inspections.commonproblem", verbose_name="共性问题"
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circulars",
                        to="orgs.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ["-issued_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CircularRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("addressed", "主送"), ("copied", "抄送")],
                        max_length=10,
                        verbose_name="送达",
                    ),
                ),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("report", models.TextField(blank=True, verbose_name="落实情况")),
                ("on_paper", models.BooleanField(default=False, verbose_name="纸上报来")),
                (
                    "circular",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="inspections.circular",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["part", "unit__code"],
            },
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.UniqueConstraint(fields=("tenant", "number"), name="circular_number_once"),
        ),
        migrations.AddConstraint(
            model_name="circularrecipient",
            constraint=models.UniqueConstraint(fields=("circular", "unit"), name="circular_recipient_once"),
        ),
    ]
