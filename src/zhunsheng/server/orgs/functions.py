"""支出功能分类: the classes (类) of the government's account of expenditure by purpose, 政府收支分类科目."""

from __future__ import annotations

from django.db import models


class Function(models.TextChoices):
    GENERAL = "201", "一般公共服务支出"
    FOREIGN = "202", "外交支出"
    DEFENCE = "203", "国防支出"
    SECURITY = "204", "公共安全支出"
    EDUCATION = "205", "教育支出"
    SCIENCE = "206", "科学技术支出"
    CULTURE = "207", "文化旅游体育与传媒支出"
    SOCIAL = "208", "社会保障和就业支出"
    HEALTH = "210", "卫生健康支出"
    ENVIRONMENT = "211", "节能环保支出"
    COMMUNITIES = "212", "城乡社区支出"
    FARMING = "213", "农林水支出"
    TRANSPORT = "214", "交通运输支出"
    INDUSTRY = "215", "资源勘探工业信息等支出"
    COMMERCE = "216", "商业服务业等支出"
    FINANCE = "217", "金融支出"
    OTHER_REGIONS = "219", "援助其他地区支出"
    NATURE = "220", "自然资源海洋气象等支出"
    HOUSING = "221", "住房保障支出"
    STORES = "222", "粮油物资储备支出"
    DISASTERS = "224", "灾害防治及应急管理支出"
    OTHER = "229", "其他支出"


def function_of(text: str) -> Function | None:
    """By its code, a longer code below it (2050201), or its name with or without 支出."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return next((function for function in Function if text[:3] == function.value), None)
    name = text.lstrip("0123456789 ").removesuffix("支出")
    return next(
        (function for function in Function if name and function.label.removesuffix("支出") == name), None
    )
