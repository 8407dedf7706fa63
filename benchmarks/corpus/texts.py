"""Resolutions of our own making: a verb, whom it addresses, and what is asked. The sentences are invented; only their grammar is the Council's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

SUBJECTS = (
    "执行武器禁运的工作",
    "军用炸药库存的安全管理",
    "枪支的标识和追查",
    "查禁简易爆炸装置部件的工作",
    "切断武装团体资金来源的工作",
    "跨国案件中的司法互助",
    "惩处走私者的国内立法",
    "警务机构之间的合作",
    "边境管制和海关查验",
    "阻止外国恐怖主义战斗人员流动的工作",
    "可疑交易信息的交流",
    "预防贩运人口的工作",
    "毒品前体的监管",
    "制止非法开采自然资源的工作",
    "返还流失文化财产的工作",
    "监狱的管理",
    "防止滥用信息和通信技术的工作",
    "打击有组织犯罪的工作",
    "查处公共采购腐败的工作",
    "有关公约的批准和执行",
    "受影响国家的能力建设",
    "人道主义物资的运送",
    "对妇女和儿童的保护",
    "与私营部门的伙伴关系",
    "解除武装和重返社会方案",
)
ACTIONS = (
    "采取有效措施，加强{subject}",
    "审查本国关于{subject}的规定，填补审查中发现的漏洞",
    "指定一个国家联络点，负责{subject}",
    "为{subject}划拨必要的人员和经费，并定期评估成效",
    "同邻国就{subject}交流经验和资料",
    "防止任何人破坏{subject}，并追究责任",
)
STATES = ("所有国家", "会员国", "各国", "所有会员国")
BODIES = ("秘书长", "有关制裁委员会", "专家小组", "联合国毒品和犯罪问题办公室")
WITHIN = ("", "", "在六个月内", "在90天内", "在一年内", "酌情")

# Each with its weight: what States are asked, what others are asked, what is only said.
TO_STATES = (
    ("决定{who}应{within}{action}", 18),
    ("要求{who}{within}{action}", 6),
    ("敦促{who}{within}{action}", 16),
    ("促请{who}{within}{action}", 16),
    ("吁请{who}{within}{action}", 6),
    ("鼓励{who}{within}{action}", 12),
    ("重申{who}有义务{action}", 6),
    ("鼓励{named}和{other}{within}{action}", 7),
    ("敦促有能力的{who}{within}{action}", 4),
)
TO_OTHERS = (
    ("请{body}{within}向安全理事会报告{subject}的情况，并鼓励{who}为此提供资料", 8),
    ("请秘书长每六个月向安全理事会报告{subject}的进展", 5),
    ("指示有关制裁委员会{within}更新关于{subject}的准则", 3),
    ("呼吁武装冲突各方停止阻碍{subject}", 4),
    ("邀请世界海关组织继续为{subject}提供培训", 3),
)
SAYS = (
    ("欢迎秘书长关于{subject}的报告", 4),
    ("注意到{subject}方面仍有困难", 4),
    ("强调{subject}对区域稳定的重要性", 4),
)
PARTS = ("决定{who}应{within}采取下列步骤", "促请{who}{within}采取下列步骤")
# Of a speech: what is said in it, and what its State says that it will do (`{within}` is one of HORIZONS).
OPENINGS = ("主席先生，我感谢通报人的发言。", "我愿感谢秘书长特别代表所作的通报。", "我们赞赏主席国召开本次会议。")
SAID = (
    "我国代表团一贯支持{subject}。",
    "我们对{subject}方面的缺口深感关切，认为需要更多的资源和更好的协调。",
    "过去一年来，区域各国在{subject}方面取得了进展，但挑战依然存在。",
    "联合国系统应当把{subject}放在优先地位，并听取受影响国家的意见。",
    "没有持久的政治解决办法，{subject}就不可能成功。",
    "因此，我们在表决中支持了有关{subject}的段落。",
)
PLEDGES = ("我国将{within}加强{subject}。", "我国政府承诺{within}审查本国关于{subject}的规定。", "我们将{within}为{subject}提供人员和经费。")
HORIZONS = ("在今年内", "在两年内", "")
PREAMBLE = ("回顾其以往关于{subject}的各项决议，", "深为关切{subject}方面的缺口，", "确认各国在{subject}方面作出的努力，")
_WEIGHED = (*TO_STATES, *TO_OTHERS, *SAYS)
_PATTERNS, _WEIGHTS = zip(*_WEIGHED, strict=True)


def resolution(number: int, adopted_on: date, *, states: Sequence[str], rng: random.Random) -> str:
    """The text of a resolution: some of the preamble, about twenty operative paragraphs, one of them with parts. `states` are names to draw from."""
    meeting = f"安全理事会{adopted_on.year}年{adopted_on.month}月{adopted_on.day}日第{number + 2000}次会议通过"
    head = [f"第 {number}({adopted_on.year})号决议", meeting, "安全理事会，", f"回顾其第{number - 1}({adopted_on.year})号决议，"]
    preamble = [line.format(subject=rng.choice(SUBJECTS)) for line in PREAMBLE[: rng.randint(1, 3)]]
    paragraphs, count = [], rng.randint(15, 21)
    with_parts, dated = rng.randrange(count), rng.randrange(count)
    for place in range(count):
        words = _with_parts(rng) if place == with_parts else _act(rng, states)
        if place == dated:
            day = adopted_on + timedelta(days=rng.randint(90, 700))
            words = f"请秘书长至迟于{day.year}年{day.month}月{day.day}日就{rng.choice(SUBJECTS)}向安全理事会提交报告"
        paragraphs.append(f"{place + 1}. {words}；")
    return "\n\n".join([*head, *preamble, *paragraphs, f"{count + 1}. 决定继续处理此案。"]) + "\n"


def many_acts(number: int, adopted_on: date, *, acts: int) -> str:
    """A resolution that asks all States for so many things: the columns of a large matrix."""
    head = f"第 {number}({adopted_on.year})号决议\n\n安全理事会{adopted_on.year}年{adopted_on.month}月{adopted_on.day}日第{number + 2000}次会议通过"
    asked = [f"{n}. 决定所有国家应采取第{n}项措施，加强{SUBJECTS[n % len(SUBJECTS)]}；" for n in range(1, acts + 1)]
    return "\n\n".join([head, "安全理事会，", *asked]) + "\n"


def speech(*, rng: random.Random, pledging: bool) -> tuple[str, str, str]:
    """What a speaker says, three to eight paragraphs; the sentence in it that is a pledge, and its horizon, both empty without `pledging`."""
    said = ["".join(_sentence(SAID, rng) for _ in range(rng.randint(1, 4))) for _ in range(rng.randint(2, 7))]
    horizon = rng.choice(HORIZONS) if pledging else ""
    pledge = rng.choice(PLEDGES).format(within=horizon, subject=rng.choice(SUBJECTS)) if pledging else ""
    place = rng.randrange(len(said))
    said[place] += pledge
    return "\n".join([rng.choice(OPENINGS), *said]), pledge, horizon


def _sentence(patterns: Sequence[str], rng: random.Random) -> str:
    return rng.choice(patterns).format(subject=rng.choice(SUBJECTS))


def _act(rng: random.Random, states: Sequence[str]) -> str:
    named, other = rng.sample(list(states), 2)
    subject = rng.choice(SUBJECTS)
    values = {
        "who": rng.choice(STATES),
        "body": rng.choice(BODIES),
        "named": named,
        "other": other,
        "within": rng.choice(WITHIN),
        "subject": subject,
        "action": rng.choice(ACTIONS).format(subject=subject),
    }
    return str(rng.choices(_PATTERNS, _WEIGHTS)[0]).format(**values)


def _with_parts(rng: random.Random) -> str:
    chapeau = rng.choice(PARTS).format(who=rng.choice(STATES), within=rng.choice(("", "酌情")))
    parts = [f"({'abcdef'[n]}) {rng.choice(ACTIONS).format(subject=rng.choice(SUBJECTS))}；" for n in range(rng.randint(2, 4))]
    return "：\n\n".join([chapeau, "\n\n".join(parts)]).rstrip("；")
