"""What is said of a file or a cell, in Chinese and in English; codes are stable, sentences may change."""

from __future__ import annotations

from planner.ingest.columns import Column

FILES: dict[str, tuple[str, str]] = {
    "unknown_file": ("只接受 .xlsx、.xls 或 .csv 文件", "only .xlsx, .xls and .csv files are taken"),
    "empty_file": ("文件是空的", "the file is empty"),
    "wrong_magic": (
        "文件内容与扩展名不符；请用 Excel 另存为 .xlsx",
        "the content is not what the name says; save it from Excel as .xlsx",
    ),
    "bad_encoding": (
        "文件既不是 UTF-8 也不是 GB18030 编码；请另存为 CSV UTF-8",
        "neither UTF-8 nor GB18030; save it as CSV UTF-8",
    ),
    "broken_workbook": (
        "工作簿已损坏，无法读取；请用 Excel 重新保存",
        "the workbook is broken; save it from Excel again",
    ),
    "broken_csv": ("CSV 格式有误，请检查引号", "the CSV is broken; check the quotation marks"),
    "no_workbook": ("这是压缩包，不是 .xlsx 工作簿", "a zip file, but no .xlsx workbook"),
    "encrypted": ("文件设有密码；请去掉密码后再上传", "protected by a password; remove it first"),
    "macros": ("工作簿含有宏；请另存为不含宏的 .xlsx", "the workbook holds macros; save it as plain .xlsx"),
    "entities": ("文件内含外部实体声明，不予读取", "the file declares entities; it is not read"),
    "odd_encoding": ("文件内部编码异常，不予读取", "parts of the file are not UTF-8; it is not read"),
    "bomb": ("文件解压后异常庞大，不予读取", "the file unpacks to many times its size; it is no plain list"),
    "too_many_parts": ("压缩包内文件过多", "the archive has too many parts"),
    "too_many_sheets": ("工作表过多，最多 50 张", "too many sheets; at most 50"),
    "too_many_rows": ("行数过多，最多 200,000 行；请拆分", "too many rows; at most 200,000: send several lists"),
    "too_wide": ("表格范围过大；请删除名单以外的单元格", "the sheets reach too far; delete what is outside the list"),
    "too_large": ("文件解压后过大；请拆分名单", "the file is too large once unpacked; send several lists"),
    "unreadable": (
        "读取该文件超出时间或内存限制；请另存为 CSV 后重试",
        "reading took too much time or memory; save it as CSV and try again",
    ),
    "no_header": (
        "前 20 行内找不到表头（姓名、身份证号、手机号……）",
        "no row of the first 20 names columns such as 姓名, 身份证号, 手机号",
    ),
    "no_sheet": (
        "有多张工作表，但没有一张以该表的名称命名",
        "there are several sheets, and not exactly one has the name of this table",
    ),
    "no_rows": ("表头以下没有人员", "nobody is listed below the headers"),
}
"""Code of a file that is not read → Chinese and English sentence."""

CELLS_ZH: dict[str, str] = {
    "missing": "不能为空",
    "missing_column": "缺少这一列",
    "wrong_cell_count": "单元格数与表头不一致，请检查逗号",
    "too_many_columns": "列数过多，最多 200 列",
    "wrong_separator": "各列未用逗号分隔；请另存为 CSV（逗号分隔）",
    "bad_encoding": "含有乱码；请另存为 UTF-8",
    "control_character": "含有不可见的控制字符，请删除",
    "too_long": "内容过长",
    "formula": "以公式符号开头；请写成普通文字",
    "bad_name": "不是姓名；请检查列是否错位",
    "number_typed_id": "以数字格式录入，Excel 会丢失前导零；请把该列设为“文本”后重新录入",
    "number_rounded": "以数字格式录入，Excel 已把末几位变成 0，无法恢复；请把该列设为“文本”后重新录入",
    "bad_id": "编号格式有误，不能含空格、分号或 #",
    "not_an_integer": "不是整数",
    "negative": "不能为负",
    "too_small": "数值过小",
    "too_large": "数值过大",
    "not_a_boolean": "请填“是”或“否”",
    "not_a_date": "不是有效日期；请写成 2020-02-24",
    "not_a_moment": "不是有效时间；请写成 2020-02-24 14:00",
    "no_time_of_day": "只有日期，缺少时刻",
    "no_year": "没有年份；请写成 2020-02-24",
    "serial_date": "是一串数字；请在 Excel 中把该列设为日期格式，或写成 2020-02-24",
    "bad_national_id": "身份证件号码格式有误",
    "bad_check_digit": "身份证号校验码不符（GB 11643），有数字录错",
    "bad_phone": "不是有效的电话号码",
    "not_a_code": "不是行政区划代码",
    "not_a_county": "不是区县；请写明到区县或填六位代码",
    "unknown_county": "2020 年 2 月没有这个区县；请写全称或填六位代码",
    "ambiguous_county": "有多个同名区县；请加上地市或填六位代码",
    "unknown_reference": "不在本次专运登记的范围内",
    "foreign_enterprise": "不是本名单所属的企业；请按企业分别报送",
    "duplicate_person": "与本名单另一行是同一人，请只保留一行",
    "person_elsewhere": "此人已在另一企业的名单中；请与指挥部联系",
    "outside_horizon": "不在本次专运的日期范围内",
    "due_before_ready": "最迟到岗时间不晚于可出发时间",
    "end_before_start": "结束不晚于开始",
    "group_apart": "与同行组其他人的厂区、出发地或上车点不一致",
    "duplicate_column": "两列含义相同，请只保留一列",
}
"""Code of a bad cell → Chinese sentence; the English one comes with the finding."""


def file_words(code: str, detail: str = "") -> tuple[str, str]:
    """Chinese and English sentence about a file."""
    zh, en = FILES[code]
    return (f"{zh}（{detail}）", f"{en} ({detail})") if detail else (zh, en)


def cell_zh(code: str, column: Column | None) -> str:
    """Chinese sentence about a bad cell."""
    if code == "unknown_value" and column is not None:
        return f"应为：{'、'.join(choice.zh for choice in column.choices)}"
    return CELLS_ZH[code]
