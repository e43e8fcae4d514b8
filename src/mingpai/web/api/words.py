"""What both documents for programs say of themselves: their version and the promises behind it."""

from typing import Final

VERSION: Final = "1.0.0"
"""The second number grows where something is added; the first never without another address."""
ABOUT: Final = """\
地址和字段只增不减；要改变含义，就用新的地址。每种文件和页面自带格式与版本（如 `mingpai/feed@v1`）。
时间是带时区的 RFC 3339，金额是整数分，条文写作 `FS2016-18:20.2`（法释〔2016〕18号第二十条第二款）。
错误是 `application/problem+json`，带代码和条文；被拒绝的出价是带签名回执的回答。
代码见 docs/refusals.md，只增不减。

Addresses and fields are only added; another meaning gets another address. Every file and page
names its own format and version (such as `mingpai/feed@v1`); readers skip fields that they do not
know. Instants are RFC 3339 with their offset, money is whole fen, articles are written
`FS2016-18:20.2` (法释〔2016〕18号第二十条第二款). An error is `application/problem+json` with code
and article; a bid that is refused is an answer with a signed receipt. Codes are those of
docs/refusals.md, and are only added."""
