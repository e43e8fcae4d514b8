"""A form of the court's desk as it was sent: its texts, the digests of its papers, its button.

A paper that is uploaded is read, its digest kept, and its bytes forgotten: papers stand in the
court's own archive. Where to look next: `web.visitors` (what every form of ours must carry).
"""

import hashlib
from collections.abc import Iterable, Mapping

from litestar.datastructures import UploadFile
from msgspec import Struct

from mingpai.kernel.canon import b64url
from mingpai.web.visitors import FORM_FIELD, Porter, RequestOf, WrongForm, visitor

MAX_SENT_BYTES = 16 * 1024 * 1024
DO, NONCE, FILE = "do", "nonce", ".file"


class Sent(Struct, frozen=True):
    """What was sent. `do` is the button, `nonce` what tells one sending of a form from another."""

    filled: Mapping[str, str]
    do: str
    nonce: str
    uploads: Mapping[str, tuple[str, bytes]] = {}
    """The files that are no papers: name and bytes, by the control's name."""


async def sent(
    request: RequestOf, porter: Porter, names: Iterable[str], *, files: Iterable[str] = ()
) -> Sent:
    """Return a form: the controls `names`, each at most once, from a page of this visitor.

    A control `x.file` gives the digest of what was uploaded to the control `x`. Raises: WrongForm.
    """
    known = {*names, *files, DO, NONCE, FORM_FIELD}
    pairs = list((await request.form()).multi_items())
    found = dict(pairs)
    if len(found) != len(pairs) or not found.keys() <= known:
        raise WrongForm(detail="form_malformed")
    token = found.pop(FORM_FIELD, "")
    if not isinstance(token, str) or not _is_ours(token, porter):
        raise WrongForm(detail="form_not_ours")
    texts = {name: one for name, one in found.items() if isinstance(one, str)}
    uploads = {
        name: (one.filename, await one.read())
        for name, one in found.items()
        if isinstance(one, UploadFile)
    }
    for name, (_, paper) in uploads.items():
        if name.endswith(FILE) and paper:
            digest = hashlib.sha256(paper).digest()
            texts[name.removesuffix(FILE)] = b64url(digest)
    do, nonce = texts.pop(DO, ""), texts.pop(NONCE, "")
    filled = {name: text for name, text in texts.items() if text and not name.endswith(FILE)}
    kept = {name: one for name, one in uploads.items() if name in set(files) and one[1]}
    return Sent(filled, do, nonce, kept)


def _is_ours(token: str, porter: Porter) -> bool:
    who = visitor()
    if who is None or who.viewer is None:
        return False
    return porter.desk.is_form_token(token, who.viewer)
