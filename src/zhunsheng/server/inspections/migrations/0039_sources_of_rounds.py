from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0038_slip_replies")]

    operations = [
        migrations.AlterField(
            model_name="issue",
            name="source",
            field=models.CharField(
                choices=[
                    ("routine", "常规巡察"),
                    ("special", "专项巡察"),
                    ("cross", "交叉巡察"),
                    ("raised", "提级巡察"),
                    ("mobile", "机动巡察"),
                    ("recheck", "巡察回头看"),
                    ("superior", "上级反馈"),
                    ("look_back", "回头看"),
                    ("supervision", "督查"),
                    ("common", "共性问题督查"),
                    ("self_check", "未巡先改"),
                    ("escalated", "提级整改自查"),
                    ("old", "大起底"),
                ],
                max_length=12,
                verbose_name="来源",
            ),
        ),
    ]
