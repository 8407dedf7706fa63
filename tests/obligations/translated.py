"""English editions of the text of `tests.factories`, and of a statement, to stand beside the Chinese."""

from tests.factories import RESOLUTION

ENGLISH = """Resolution 9101 (2032)

Adopted by the Security Council at its 9911th meeting, on 15 April 2032

The Security Council,

Recalling its resolution 9001 (2031),

Deeply concerned at the increasing use of improvised explosive devices,

1. Decides that all States shall prevent explosive precursors from falling into the hands of armed groups;

2. Urges Member States to take the following measures at the national level, as appropriate:

(a) To register the sale of components of improvised explosive devices;

(b) To exchange information on suspicious transactions;

3. Requests the Secretary-General to report to the Council within six months on the implementation of this resolution, and encourages Japan \
and Norway to share training materials;

4. Decides to remain seized of the matter.
"""
PARTS = "".join(f"\n\n{n}. 请秘书长在{n}天内提交报告；" for n in range(5, 30))
LONGER = RESOLUTION.rstrip("\n。") + "；" + PARTS + "\n"
ENGLISH_LONGER = (
    ENGLISH.rstrip("\n.") + ";" + "".join(f"\n\n{n}. Requests the Secretary-General to submit a report within {n} days;" for n in range(5, 30)) + "\n"
)
STATEMENT = """S/PRST/2032/90

安全理事会主席的声明

在2032年5月4日安全理事会第9920次会议上，安全理事会主席代表安理会发表声明如下：

“安全理事会要求各方停止敌对行动。

“安全理事会呼吁会员国提供援助。”
"""
STATEMENT_ENGLISH = """S/PRST/2032/90

Statement by the President of the Security Council

At the 9920th meeting of the Security Council, held on 4 May 2032, the President of the Security Council made the following statement on behalf \
of the Council:

“The Security Council demands that the parties cease hostilities.

“The Security Council calls upon Member States to provide assistance.”
"""
