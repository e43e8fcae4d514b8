"""Why somebody was not let in, as a code, with what it means and what to do, in zh and en.

No article of law stands behind these: they say that the program does not know who asks, not that
the law forbids the act. None of them tells whether a login exists.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Denial(StrEnum):
    """Each reason. The words are in `WORDS`."""

    WRONG_SIGN_IN = "wrong_sign_in"
    PAUSED = "sign_in_paused"
    BUSY = "sign_in_busy"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_PERMITTED = "not_permitted"
    NOT_FRESH = "fresh_factor_needed"
    WRONG_FORM = "form_not_ours"
    WRONG_CODE = "wrong_code"
    LOGIN_MALFORMED = "login_malformed"
    LOGIN_TAKEN = "login_taken"
    PERSON_KNOWN = "person_has_account"
    PASSWORD_SHORT = "password_short"  # noqa: S105 - the name of a reason
    PASSWORD_LONG = "password_long"  # noqa: S105 - the name of a reason
    PASSWORD_COMMON = "password_common"  # noqa: S105 - the name of a reason
    IDENTITY_NOT_VERIFIED = "identity_not_verified"
    SETUP_EXPIRED = "setup_expired"
    LAST_FACTOR = "last_factor"


class Denied(Struct, frozen=True):
    """A refusal at the door. `retry_after_s`: whole seconds to wait first, 0 where none."""

    code: Denial
    retry_after_s: int = 0


class Words(Struct, frozen=True):
    """What a denial says, and what the person can do next, in both languages."""

    zh: str
    en: str
    next_zh: str
    next_en: str


WORDS: Mapping[Denial, Words] = {
    Denial.WRONG_SIGN_IN: Words(
        "登录名、密码或第二因素不对。",
        "The login, the password or the second factor is not right.",
        "请核对后重试；验证码每个只能用一次。手机丢失的，用恢复码登录。",
        "Check all three and try again; a code works once. If your phone is lost, use a "
        "recovery code.",
    ),
    Denial.PAUSED: Words(
        "尝试次数过多，请稍候。",
        "There were too many tries; wait a while.",
        "等所示秒数后重试；从另一网络登录不受影响。",
        "Try again after the seconds shown; signing in from another network is not affected.",
    ),
    Denial.BUSY: Words(
        "登录的人太多，本次没有处理。",
        "Too many people are signing in; this try was not looked at.",
        "请几秒后重试。",
        "Try again in a few seconds.",
    ),
    Denial.NOT_SIGNED_IN: Words(
        "尚未登录，或者登录已经过期。",
        "You are not signed in, or your sign-in has expired.",
        "请登录。已参加竞买的标的进行期间，登录不会过期。",
        "Sign in. While a lot you have entered is running, a sign-in does not expire.",
    ),
    Denial.NOT_PERMITTED: Words(
        "您的身份不能办理此事。",
        "Your role may not do this.",
        "请由有权的人办理，或者换用相应的账户登录。",
        "Ask somebody whose role may, or sign in with the account that may.",
    ),
    Denial.NOT_FRESH: Words(
        "此事有约束力，须在五分钟内再次验证。",
        "This binds, and wants a factor shown within the last five minutes.",
        "请再输入一次验证码或者使用通行密钥。",
        "Enter a one-time code, or use your passkey, once more.",
    ),
    Denial.WRONG_FORM: Words(
        "表单不是本次登录的页面发出的，没有处理。",
        "The form did not come from a page of this sign-in; nothing was done.",
        "请重新打开页面再提交。",
        "Open the page again and send it from there.",
    ),
    Denial.WRONG_CODE: Words(
        "验证码不对，或者已经用过。",
        "The code is not right, or was used already.",
        "请等验证器显示下一个验证码，并核对手机时间。",
        "Wait for the next code, and check the time on your phone.",
    ),
    Denial.LOGIN_MALFORMED: Words(
        "登录名不合格式。",
        "The login has not the form of one.",
        "请用 2 至 64 个字母、汉字、数字或 _ . @ + -。",
        "Use 2 to 64 letters, digits or _ . @ + -.",
    ),
    Denial.LOGIN_TAKEN: Words(
        "这个登录名已经有人使用。",
        "This login is taken.",
        "请另选一个；如果是您本人的，请直接登录。",
        "Choose another one; if it is yours, sign in.",
    ),
    Denial.PERSON_KNOWN: Words(
        "您已经有一个账户，一人只能有一个。",
        "You have an account already; each person has one.",
        "请用原来的账户登录；登录名或验证器丢失的，向法院申请核验后重设。",
        "Sign in with that one; if its login or its factors are lost, ask the court.",
    ),
    Denial.PASSWORD_SHORT: Words(
        "密码太短。",
        "The password is too short.",
        "请至少用 10 个字符；几个不相干的词连在一起就很好。",
        "Use at least 10 characters; a few unrelated words make a good one.",
    ),
    Denial.PASSWORD_LONG: Words(
        "密码太长。",
        "The password is too long.",
        "请不超过 128 个字符。",
        "Use at most 128 characters.",
    ),
    Denial.PASSWORD_COMMON: Words(
        "这个密码太容易猜到。",
        "This password is too easily guessed.",
        "不要用常见的词、顺序的字符、号码或登录名；几个不相干的词连在一起就很好。",
        "No common word, run of keys, number or login; a few unrelated words make a good one.",
    ),
    Denial.IDENTITY_NOT_VERIFIED: Words(
        "姓名与证件号码未能核验一致。",
        "Name and identity number could not be verified as one person's.",
        "请核对后重试；仍不行的，向法院申请线下核验。",
        "Check both and try again; if it still fails, ask the court to verify you in person.",
    ),
    Denial.SETUP_EXPIRED: Words(
        "设置已过期，或者已经用过。",
        "This setup has expired, or was used already.",
        "请从头再设置一次。",
        "Begin the setup again.",
    ),
    Denial.LAST_FACTOR: Words(
        "去掉它之后就不能登录了。",
        "Without it you could not sign in any more.",
        "请先添加另一个因素，再去掉这一个。",
        "Add another factor first, then remove this one.",
    ),
}
