"""On which platform a disposal is sold: the applicant's choice, or the court's draw.

Where applicants agree their choice binds; without a choice, or where choices conflict, the court
draws, with evidence that anybody can recount. Later rounds stay where they are; a 变卖 alone may
move, at the applicant's written request (known at second hand).
Source: 法释〔2016〕18号 第五条 (K02), 第二十六条 (K03); 法明传〔2017〕455号.
Where to look next: `law.platforms`.
"""

from collections.abc import Callable, Mapping, Sequence

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal, RoundKind
from mingpai.auction.preparation.commands import AssignPlatform, RecordChoice
from mingpai.auction.preparation.events import PlatformAssigned, PlatformChosen
from mingpai.auction.preparation.guards import platform_not_listed
from mingpai.auction.preparation.ladder import next_round
from mingpai.auction.preparation.model import AssignmentReason, Role
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import OfficeId, well_formed
from mingpai.kernel.outcome import Refused


def record_choice(state: Disposal, command: RecordChoice, asked: Asked) -> Decision:
    """Record the choice of an applicant; a later one of the same person takes its place."""
    wrong = not_by_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if not well_formed("office", command.platform):
        return refused(Code.ID_MALFORMED)
    if command.token not in state.file.preparation.holders(Role.APPLICANT):
        return refused(Code.NOT_AN_APPLICANT)
    return platform_not_listed(command.platform, asked) or (
        PlatformChosen(command.token, command.platform, command.proof),
    )


def assign(state: Disposal, command: AssignPlatform, asked: Asked) -> Decision:
    """Put the disposal on a platform, once; `evidence` is the digest of the choice or the draw."""
    wrong = not_by_court(state, asked) or not_a_paper(command.evidence)
    if wrong is not None:
        return wrong
    if not well_formed("office", command.platform):
        return refused(Code.ID_MALFORMED)
    wrong = platform_not_listed(command.platform, asked) or (
        _first_refused(chosen(state, asked), command)
        if state.platform is None
        else _move_refused(state, state.platform, command, asked)
    )
    if wrong is not None:
        return wrong
    listed = asked.setting.platforms
    return (
        PlatformAssigned(
            platform=command.platform,
            platform_list=f"{listed.name}/{listed.version}",
            reason=command.reason,
            evidence=command.evidence,
            on=asked.today,
        ),
    )


def chosen(state: Disposal, asked: Asked) -> Sequence[OfficeId]:
    """Return each listed platform that some applicant chose, once. One alone is an agreed choice.

    An applicant who chose nothing, or what is on the list no more, conflicts with nobody (a
    reading of 第五条).
    """
    listed = asked.setting.platforms
    platforms = (one.platform for one in state.file.preparation.choices)
    return tuple(dict.fromkeys(one for one in platforms if listed.is_listed(one, on=asked.today)))


def _first_refused(choices: Sequence[OfficeId], command: AssignPlatform) -> Refused | None:
    """Refuse a first assignment whose reason is not that of the choices on file (K02)."""
    due = AssignmentReason.NO_CHOICE_DRAW
    if choices:
        is_agreed = len(choices) == 1
        due = AssignmentReason.APPLICANT_CHOICE if is_agreed else AssignmentReason.CONFLICT_DRAW
    if command.reason is due and (
        due is not AssignmentReason.APPLICANT_CHOICE or command.platform == choices[0]
    ):
        return None
    if due is AssignmentReason.APPLICANT_CHOICE:
        return refused(Code.CHOICE_BINDS, platform=choices[0])
    if command.reason is AssignmentReason.CONFLICT_DRAW:
        return refused(Code.CHOICES_DO_NOT_CONFLICT)
    if due is AssignmentReason.CONFLICT_DRAW:
        return refused(Code.CHOICES_CONFLICT, choices=len(choices))
    if command.reason is AssignmentReason.APPLICANT_CHOICE:
        return refused(Code.NO_SUCH_CHOICE)
    return refused(Code.NOT_ASSIGNED)


def _move_refused(
    state: Disposal, platform: OfficeId, command: AssignPlatform, asked: Asked
) -> Refused | None:
    """Refuse a move to another platform, but for the two lawful grounds (K03)."""
    current = state.current
    is_running = current is not None and current.is_running
    may_move = _MOVES.get(command.reason)
    if is_running or may_move is None or not may_move(state, platform, asked):
        return refused(Code.PLATFORM_STAYS, platform=platform)
    choices = chosen(state, asked)
    if command.reason is AssignmentReason.APPLICANT_ASKED_ANOTHER:
        is_asked = len(choices) == 1 and choices[0] == command.platform != platform
        return None if is_asked else refused(Code.NO_SUCH_CHOICE)
    if len(choices) == 1 and choices[0] != command.platform:
        return refused(Code.CHOICE_BINDS, platform=choices[0])
    return None


def _is_unlisted(state: Disposal, platform: OfficeId, asked: Asked) -> bool:
    del state
    return platform_not_listed(platform, asked) is not None


def _is_before_sale(state: Disposal, platform: OfficeId, asked: Asked) -> bool:
    del platform, asked
    following = next_round(state)
    return following is not None and following.auction is RoundKind.SALE


_MOVES: Mapping[AssignmentReason, Callable[[Disposal, OfficeId, Asked], bool]] = {
    AssignmentReason.PLATFORM_UNAVAILABLE: _is_unlisted,
    AssignmentReason.APPLICANT_ASKED_ANOTHER: _is_before_sale,
}
"""Why a disposal may move, and when that holds."""
