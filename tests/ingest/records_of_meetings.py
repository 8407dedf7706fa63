"""Small fictional records for the tests of meeting records: `record(*turns)` makes one, with or without a cover page."""

from __future__ import annotations

from ingest import ParsedDocument, default_lexicon, parse

MEMBERS = (
    "中国 .................... 沈岚女士",
    "爱沙尼亚 .................... 塔姆萨雷先生",
    "法国 .................... 贝尔蒙夫人",
    "加纳 .................... 阿杜-博滕先生",
    "日本 .................... 绪方女士",
    "约旦 .................... 哈尔比先生",
    "摩洛哥 .................... 本纳尼女士",
    "纳米比亚 .................... 恩吉蒂先生",
    "挪威 .................... 海厄达尔女士",
    "葡萄牙 .................... 塞凯拉先生",
    "俄罗斯联邦 .................... 杜布罗文先生",
    "大不列颠及北爱尔兰联合王国 .................... 阿什科姆先生",
    "美利坚合众国 .................... 惠特洛克女士",
    "乌拉圭 .................... 埃切瓦里亚先生",
)
COVER = "\n".join(
    (
        "联合国 S/PV.9951",
        "安全理事会",
        "第八十七年",
        "临时",
        "第九九五一次会议",
        "2032年5月4日星期二上午10时举行",
        "纽约",
        "主席： 蒙特罗先生 .................... （哥斯达黎加）",
        "成员： " + "\n".join(MEMBERS),
        "议程项目",
        "科尔萨特局势",
        "本记录为虚构样本。",
        "32-09876 (C)",
    )
)
OPENING = "上午10时05分开会。\n通过议程\n议程通过。\n科尔萨特局势\n"
CLOSING = "\n上午11时散会。\n"


def read(text: str, *, symbol: str | None = None) -> ParsedDocument:
    return parse(text, lexicon=default_lexicon(), symbol=symbol)


def record(*turns: str, cover: str = COVER) -> ParsedDocument:
    """A record whose speeches are `turns`, each with its heading."""
    return read(cover + "\n" + OPENING + "\n".join(turns) + CLOSING)


def problems(document: ParsedDocument) -> str:
    """All that is doubtful, in one text."""
    return "\n".join(problem.what for problem in document.problems)
