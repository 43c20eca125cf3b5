"""The lines that say what a mistake looks like."""

from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.looks_like import codes_of, lines_of_explanations


def test_two_are_shown_each_with_its_code_if_it_has_one():
    texts = ["halved", "of a plugin", "zero"]
    assert lines_of_explanations(texts, {"halved": "ETH101", "zero": "ETH207"}) == [
        "  looks like: halved [ETH101]",
        "  looks like: of a plugin",
    ]


def test_what_one_diagnosis_says_in_two_ways_is_said_once():
    said = [Explanation("above a threshold", "ETH302"), Explanation("large", "ETH302")]
    assert lines_of_explanations(said, codes_of(said)) == ["  looks like: above a threshold [ETH302]"]


def test_a_convention_that_can_be_declared_stands_alone():
    said = ["divided by the batch size", "declare reduction={}"]
    assert lines_of_explanations(said, {}) == ["  looks like: declare reduction={}"]


def test_a_mean_is_not_called_a_factor_of_the_batch_size_again():
    said = {"dL_db is the mean": "ETH110", "dL_db was divided by the batch size": "ETH101"}
    assert lines_of_explanations(list(said), said) == ["  looks like: dL_db is the mean [ETH110]"]
    alone = {"dL_db was divided by the batch size": "ETH101"}
    assert len(lines_of_explanations(list(alone), alone)) == 1
