"""A small fictional meeting record with its rows, for tests of what is read from records."""

from obligations.choices import Verdict
from obligations.models import Commitment, Document
from obligations.services import commitments
from tests.factories import AT, obligation, store_text
from tests.ingest.records_of_meetings import CLOSING, COVER, OPENING

# It adopts the resolution of tests.factories; the number announced in favour is not that of the list.
TURNS = """主席（以西班牙语发言）：我请联合国儿童基金会副执行主任玛丽安·奎斯特女士发言。
奎斯特女士（以英语发言）：2031年，儿基会在北岭地区开设了36间临时课堂。
主席（以西班牙语发言）：安理会成员面前摆着文件S/2032/301所载的一项决议草案，该决议草案由加纳和挪威提交。我现在把它付诸表决。
进行了举手表决。
赞成：哥斯达黎加、爱沙尼亚、法国、加纳、日本、约旦、摩洛哥、纳米比亚、挪威、葡萄牙、大不列颠及北爱尔兰联合王国、美利坚合众国和乌拉圭
反对：无
弃权：中国和俄罗斯联邦
主席（以西班牙语发言）：有14票赞成、0票反对、2票弃权。决议草案获得通过，成为第9101(2032)号决议。
惠特洛克女士（美利坚合众国）（以英语发言）：美国欢迎今天的决议。
美国将向人道主义协调厅的松河基金提供1250万美元。
绪方女士（日本）（以英语发言）：如有必要，日本准备分享关于简易爆炸装置部件销售的数据。
2031年，日本向联合国儿童基金会提供了420万美元。
沈女士（中国）：中国已为12个国家的女性维持和平人员举办了培训班。"""
RECORD = COVER + "\n" + OPENING + TURNS + CLOSING
SHARING = "PV.9951/c3"  # Japan's, on a condition


def store_record(text: str = RECORD) -> Document:
    """Store the record."""
    return store_text(text, filename="record.txt")


def commitment(key: str) -> Commitment:
    """The commitment of a key: `PV.9951/c1`."""
    return Commitment.objects.get(key=key)


def confirm(key: str, by) -> Commitment:
    """Accept a suggested commitment."""
    row = commitment(key)
    commitments.decide(commitment=row, verdict=Verdict.ACCEPT, by=by, at=AT)
    return commitment(key)


def tie(key: str, obligation_key: str, by, verdict: Verdict = Verdict.ACCEPT, **fields) -> None:
    """Decide on the tie between a commitment and an obligation."""
    commitments.decide_tie(commitment=commitment(key), obligation=obligation(obligation_key), verdict=verdict, by=by, at=AT, **fields)
