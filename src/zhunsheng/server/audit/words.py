"""What the verbs of the trace are called on the screen."""

from __future__ import annotations

VERBS = {
    # a report, by its unit
    "start": "开始填报",
    "begin_content": "铺开表格",
    "apply_known": "带入财政局已有的数",
    "save_cells": "填写",
    "replace_content": "导入内容",
    "add_indicator": "增加指标",
    "remove_indicator": "删去指标",
    "explain": "写说明",
    "add_evidence": "上传佐证",
    "remove_evidence": "移出佐证",
    "save_survey": "录入满意度调查",
    "remove_survey": "移出满意度调查",
    "answer_opinion": "答复意见",
    "submit": "报送单位负责人",
    "approve": "同意报送财政局",
    "send_back": "退回经办人",
    "withdraw": "撤回",
    "confirm": "确认代收的报告",
    "read_reminder": "看到催报",
    # a report, by the bureau
    "collect": "代收",
    "undo_collect": "取消代收",
    "skip_intake": "不收这份文件",
    "remind": "催报",
    "extend": "延期",
    "assign": "分派",
    "open_review": "开始审核",
    "release": "放回待审",
    "return": "退回修改",
    "accept": "通过",
    "reopen": "反审核",
    "add_opinion": "写审核意见",
    "remove_opinion": "删除审核意见",
    "settle_opinion": "判断整改",
    "undo_batch": "撤销批量办理",
    "save_recheck": "复核",
    # a year
    "create_campaign": "开展年度任务",
    "change_campaign": "修改年度任务",
    "open_campaign": "发布年度任务",
    "close_campaign": "结束年度任务",
    "reopen_campaign": "重开年度任务",
    "import_figures": "带入已知数",
    "remove_figure": "移出已知数",
    "begin_batch": "开始批量办理",
    "end_batch": "批量办理完毕",
    "draw_sample": "抽查",
    "describe_sample": "写抽样说明",
    "keep_phrase": "加常用意见",
    "drop_phrase": "删常用意见",
    # people, units, work in the background
    "create_tenant": "建一级财政",
    "create_unit": "建单位",
    "place_unit": "安排单位层级",
    "create_user": "建账号",
    "activate_user": "启用或停用账号",
    "assign_duty": "给职责",
    "end_duty": "收回职责",
    "delegate": "委托",
    "change_password": "改密码",
    "reset_password": "重置密码",
    "enable_totp": "启用动态口令",
    "enqueue_job": "交办后台任务",
    "cancel_job": "取消后台任务",
    "retry_job": "重做后台任务",
    # reading
    "read_audit": "查阅留痕",
    "verify_chain": "核验校验链",
    "export_audit": "导出留痕",
    "export_file": "导出整套档案",
}
INTERNAL = (
    "assign",
    "add_opinion",
    "remove_opinion",
    "settle_opinion",
    "save_recheck",
    "export_file",
)
"""Of a report, but the bureau's own affair: an opinion reaches its unit with the return, not before."""
TYPING = ("begin_content", "apply_known", "save_cells", "add_indicator", "remove_indicator", "read_reminder")
"""What a short timeline leaves out."""


def verb_words(verb: str) -> str:
    return VERBS.get(verb, verb)
