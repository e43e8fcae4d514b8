"""Invented bidders. Their names go into the subject store and nowhere else."""

from random import Random

from msgspec import Struct

_FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
_GIVEN = "澜汀岚屿珩昱沅芷绾栩翊棠筠漪璟濯霁樾琬骁旻岫珞砚荞蘅昶衡霖柘"


class Person(Struct, frozen=True):
    """A person who does not exist."""

    name: str
    identity: str

    def fields(self) -> dict[str, str]:
        """Return what the subject store keeps."""
        return {"name": self.name, "identity_number": self.identity}


def people(rng: Random, count: int) -> tuple[Person, ...]:
    """Return so many persons, no two of one name.

    Requires: a count well below the number of names that can be made (some ten thousand).
    """
    names: dict[str, None] = {}
    while len(names) < count:
        names[rng.choice(_FAMILIES) + rng.choice(_GIVEN) + rng.choice(_GIVEN)] = None
    return tuple(Person(name, f"SAMPLE-{number:06d}") for number, name in enumerate(names, start=1))
