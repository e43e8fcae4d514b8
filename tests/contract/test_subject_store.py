"""The contract of `ports.SubjectStore`, in memory and on every PostgreSQL."""

import pytest

from mingpai.kernel.ids import SubjectId, well_formed
from mingpai.ports import SubjectStore

WANG = {"name": "王小明", "identity_number": "31010419900101001X"}


def test_fields_come_back_as_they_were_given(subjects: SubjectStore) -> None:
    """A subject's fields are kept as they are, and two subjects are kept apart."""
    wang = subjects.enrol(WANG)
    other = subjects.enrol({})
    assert subjects.fields(wang) == WANG
    assert subjects.fields(other) == {}
    assert wang != other


def test_a_token_is_the_same_for_one_purpose_only(subjects: SubjectStore) -> None:
    """The same purpose gives the same token; another purpose or person gives another."""
    wang, other = subjects.enrol(WANG), subjects.enrol(WANG)
    token = subjects.token(wang, purpose="disposal/1")
    assert well_formed("lot token", token)
    assert subjects.token(wang, purpose="disposal/1") == token
    assert subjects.token(wang, purpose="disposal/2") != token
    assert subjects.token(other, purpose="disposal/1") != token


def test_a_commitment_depends_on_person_field_and_value(subjects: SubjectStore) -> None:
    """Equal values of two persons give commitments that cannot be matched."""
    wang, other = subjects.enrol(WANG), subjects.enrol(WANG)
    commitment = subjects.commit(wang, field="name")
    assert len(commitment) == 43
    assert subjects.commit(wang, field="name") == commitment
    assert subjects.commit(wang, field="identity_number") != commitment
    assert subjects.commit(other, field="name") != commitment


def test_an_erased_subject_is_as_unknown_as_one_never_enrolled(subjects: SubjectStore) -> None:
    """After erasure nothing can be made or read any more, and nobody else is touched."""
    wang, other = subjects.enrol(WANG), subjects.enrol(WANG)
    subjects.erase(wang)
    for subject in (wang, SubjectId("never")):
        with pytest.raises(KeyError):
            subjects.fields(subject)
        with pytest.raises(KeyError):
            subjects.token(subject, purpose="disposal/1")
        with pytest.raises(KeyError):
            subjects.commit(subject, field="name")
        with pytest.raises(KeyError):
            subjects.erase(subject)
    assert subjects.fields(other) == WANG


def test_an_unknown_field_has_no_commitment(subjects: SubjectStore) -> None:
    """A field that was not given is a KeyError, never a commitment to nothing."""
    with pytest.raises(KeyError):
        subjects.commit(subjects.enrol(WANG), field="phone")
