"""Chinese words of people's papers for the planner's own."""

from __future__ import annotations

LOOKS_ZH = {"direct": "直达客车", "feeder": "接驳客车", "last_mile": "末端客车", "train": "专列", "flight": "包机"}
LEVELS_ZH = {"low": "低风险", "medium": "中风险", "high": "高风险", "sealed": "封控"}
ACTIVITIES_ZH = {
    "board": "上车", "alight": "下车", "rest": "途中休息", "driver_change": "更换驾驶员", "overnight": "过夜",
    "test": "检测", "disinfect": "消毒",
}  # fmt: skip
