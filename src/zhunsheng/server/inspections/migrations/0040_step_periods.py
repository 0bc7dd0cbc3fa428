from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0039_sources_of_rounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="register",
            name="approved_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="制定到批准（天）"),
        ),
        migrations.AddField(
            model_name="register",
            name="formed_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="批准到建组（天）"),
        ),
        migrations.AddField(
            model_name="register",
            name="announced_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="建组到公告（天）"),
        ),
        migrations.AddField(
            model_name="register",
            name="entered_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="公告到进驻（天）"),
        ),
        migrations.AddField(
            model_name="register",
            name="reported_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="进驻到报告（天）"),
        ),
        migrations.AddField(
            model_name="register",
            name="fed_back_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="报告到反馈（天）"),
        ),
        migrations.AddField(
            model_name="register",
            name="looked_back_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="整改到回头看（天）"),
        ),
        migrations.AddField(
            model_name="register",
            name="archived_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="回头看到归档（天）"),
        ),
    ]
