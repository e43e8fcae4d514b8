"""Every denial says what it means and what to do, in both languages."""

from mingpai.accounts.denials import WORDS, Denial


def test_every_denial_has_words_in_both_languages() -> None:
    """No reason is without its four sentences, and no two mean the same."""
    assert set(WORDS) == set(Denial)
    for words in WORDS.values():
        assert words.zh.endswith("。")
        assert words.next_zh.endswith("。")
        assert words.en.endswith(".")
        assert words.next_en.endswith(".")
    assert len({words.en for words in WORDS.values()}) == len(Denial)
