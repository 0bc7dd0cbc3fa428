from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0043_more_tags"),
    ]

    operations = [
        migrations.AddField(
            model_name="circular",
            name="about",
            field=models.CharField(
                choices=[("common", "共性问题"), ("progress", "整改情况")],
                default="common",
                max_length=10,
                verbose_name="通报什么",
            ),
        ),
        migrations.AlterField(
            model_name="circular",
            name="text",
            field=models.TextField(verbose_name="通报的内容"),
        ),
        migrations.AddField(
            model_name="circularrecipient",
            name="read_on",
            field=models.DateField(blank=True, null=True, verbose_name="已阅日期"),
        ),
    ]
