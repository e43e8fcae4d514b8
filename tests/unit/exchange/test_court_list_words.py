"""The words for kinds of property, rounds and ways of pricing."""

import pytest

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.model import Nature, PriceMethod, Trait
from mingpai.exchange.court_list_problems import Bad, Trouble
from mingpai.exchange.court_list_words import (
    THIRD_AUCTION,
    class_of,
    read_class,
    read_leave,
    read_method,
    read_methods,
    read_nature,
    read_round,
    read_traits,
    read_yes,
    round_in_title,
)
from mingpai.law.pricing import Leave


def test_words_of_courts_and_of_the_program() -> None:
    """The law's word, a platform's and our own lead to the same."""
    assert read_class("不动产") is read_class("immovable") is PropertyClass.IMMOVABLE
    assert read_nature("住宅用房") is read_nature(" HOME ") is Nature.HOME
    assert read_method("委托评估") is PriceMethod.APPRAISAL
    assert read_leave("当事人一致同意") is read_leave("parties_agree") is Leave.PARTIES_AGREE
    assert read_round("二拍") == read_round("auction_2") == "auction_2"
    assert read_round("三拍") == THIRD_AUCTION
    assert (read_yes("是"), read_yes("False")) == (True, False)


def test_several_words_stand_in_one_cell() -> None:
    """Several words are told apart by the usual signs, and one that is there twice counts once."""
    assert read_traits("限购、共有，限购") == (Trait.PURCHASE_RESTRICTED, Trait.CO_OWNED)
    assert read_methods("议价/定向询价 网询") == (
        PriceMethod.AGREED,
        PriceMethod.DIRECTED_ENQUIRY,
        PriceMethod.NETWORK_INQUIRY,
    )


@pytest.mark.parametrize("read", [read_class, read_nature, read_round, read_yes, read_traits])
def test_a_word_that_is_not_known_is_told_with_those_that_are(read: object) -> None:
    """Another word is never guessed; the reason lists what may stand there."""
    assert callable(read)
    with pytest.raises(Bad) as raised:
        read("别的词")
    assert raised.value.trouble is Trouble.WORD_UNKNOWN
    assert raised.value.reason


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("【一拍】某路某号", "auction_1"),
        ("某路某号（第二次拍卖）", "auction_2"),
        ("【三拍】某路", THIRD_AUCTION),
        ("变卖 某路", "sale"),
        ("某路某号", None),
        ("一拍流拍后变卖", None),
    ],
)
def test_a_title_may_name_one_round(title: str, wanted: str | None) -> None:
    """A title that names one round tells it; one that names two tells none."""
    assert round_in_title(title) == wanted


@pytest.mark.parametrize("nature", Nature)
def test_every_nature_has_a_class_or_may_be_any(nature: Nature) -> None:
    """Each kind of property has its class; other things may be of any."""
    assert (class_of(nature) is None) is (nature is Nature.OTHER)
