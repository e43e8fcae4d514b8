"""How much a draft may hold."""

from mingpai.affairs.drafts import MAX_DRAFT_BYTES, fits


def test_names_and_texts_count_in_bytes() -> None:
    """A form fits up to the limit, counted as it is kept: in UTF-8, names included."""
    assert fits({})
    assert fits({"a": "x" * (MAX_DRAFT_BYTES - 1)})
    assert not fits({"a": "x" * MAX_DRAFT_BYTES})
    assert not fits({"a": "公" * (MAX_DRAFT_BYTES // 3 + 1)})
