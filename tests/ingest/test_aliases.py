"""Further names of States and bodies in a lexicon: where they are found, and that the lexicon they were added to stays as it was."""

import pytest

from ingest import default_lexicon, nations
from ingest.aliases import with_aliases
from ingest.lexicon import Lexicon
from tests.ingest.records_of_meetings import record


@pytest.fixture
def lexicon() -> Lexicon:
    return default_lexicon().extended({"aliases": [{"code": "FRA", "name": "法兰西"}, {"code": "unodc", "name": "毒控中心"}]})


def test_an_alias_is_a_name_of_the_state_everywhere_names_are_looked_for(lexicon: Lexicon) -> None:
    assert nations.state("法兰西", lexicon) == "FRA"
    assert nations.states_in("中国、法兰西和日本", lexicon) == ["CHN", "FRA", "JPN"]
    assert [found.rule for found in lexicon.group_patterns.longest("敦促法兰西")] == ["state.FRA"]


def test_an_alias_of_a_body_is_its_name_in_resolutions_and_in_records(lexicon: Lexicon) -> None:
    assert [found.rule for found in lexicon.group_patterns.longest("请毒控中心")] == ["unodc"]
    assert nations.body("毒控中心项目司司长", lexicon) == "UNODC"


def test_a_body_that_records_do_not_know_yet_gets_an_entry_there() -> None:
    code = "monitoring_team"
    assert not any(entry["id"] == code.upper() for entry in default_lexicon().entries_of_records("bodies"))
    extended = default_lexicon().extended({"aliases": [{"code": code, "name": "监测小队"}]})
    assert nations.body("监测小队协调员", extended) == code.upper()


def test_the_lexicon_that_was_extended_stays_as_it_was(lexicon: Lexicon) -> None:
    assert nations.state("法兰西", default_lexicon()) is None
    assert lexicon.version != default_lexicon().version


def test_no_aliases_and_unknown_codes_change_no_words() -> None:
    assert default_lexicon().extended({"aliases": []}).version == default_lexicon().version
    raw = {"states": [], "addressees": [], "meetings": {"bodies": []}}
    assert with_aliases(raw, [{"code": "XYZ", "name": "某国"}]) == raw


def test_a_name_nobody_knows_is_a_problem_that_holds_the_name() -> None:
    problem = record("杜瓦尔先生（法兰西）（以法语发言）：谢谢。").problems[0]
    assert (problem.code, problem.params) == ("speaker_actor_unknown", {"name": "法兰西", "speaker": "杜瓦尔"})
