"""Fills an empty database with the made-up district and its year under way."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from zhunsheng.server.demo.campaign import make_campaign
from zhunsheng.server.demo.district import PASSWORD, make_district
from zhunsheng.server.demo.register import add_register
from zhunsheng.server.demo.unit_side import add_unit_side, make_last_year
from zhunsheng.server.orgs.actors import machine
from zhunsheng.server.orgs.models import Tenant


class Command(BaseCommand):
    help = "在空库里建示例区：40 个单位，各种状态的自评报告"

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if Tenant.objects.exists():
            raise CommandError("数据库里已经有单位，示例只建在空库里。")
        operator = machine("示例")
        district = make_district(operator)
        campaign = make_campaign(district)
        make_last_year(district)
        add_unit_side(operator, district, campaign)
        add_register(operator, district, campaign)
        for app in apps.get_app_configs():  # what nobody may import adds its own
            add = getattr(app, "add_to_demo", None)
            if add is not None:
                add()
        self.stdout.write(ACCOUNTS.format(password=PASSWORD))


ACCOUNTS = """账号（密码都是 {password}）：
  jb01 区政务服务中心经办人（还没有开始）　jb03 区委组织部经办人（填报中）　jb06 区委编办经办人（被退回）
  fz05 区委统战部负责人（有一份待审）　kj03 区委组织部会计　xs01 区疾病预防控制中心（填基础数据）
  sh1 sh2 sh3 财政审核　czgl 财政管理员　sj 审计　admin 系统管理员
  xcb1 xcb2 区委巡察办　ldxz 巡察领导小组　xcz1 巡察组　zg03 区委组织部整改联络人　zg11 区教育局整改联络人
  pz01 pz02 派驻纪检监察组（各管十个单位）　ls1 ls2 ls3 ls4 联审部门　jb41 fz41 区委巡察办经办人、负责人（自评由台账填好，已通过）"""
