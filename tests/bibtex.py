"""A strict reader of BibTeX, so that what we write is read by someone else's rules: BibTeX's own."""

import re

_HEAD = re.compile(r"\s*@(?P<type>\w+)\{(?P<key>[^\s,{}]+),\s*")
_FIELD = re.compile(r"(?P<name>\w+)\s*=\s*")
_MACRO = re.compile(r"[a-z]{3}")
_COMMANDS = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    **{f"\\{special}": special for special in "&%$#_"},
}
_TEX = re.compile("|".join(map(re.escape, _COMMANDS)) + r"|[{}]|(?P<bare>[\\&%$#_~^])")


class NotBibtex(Exception):
    """What BibTeX would stop at."""


def entries(text: str) -> list[dict[str, str]]:
    """Each entry's fields as written, with its ``type`` and ``key``."""
    found = []
    at = 0
    while text[at:].strip():
        fields, at = _entry(text, at)
        found.append(fields)
    return found


def shown(value: str) -> str:
    """What TeX prints for a value: commands become letters, grouping braces vanish."""

    def one(part: re.Match[str]) -> str:
        if part["bare"]:
            raise NotBibtex(f"unescaped {part['bare']} in {value}")
        return _COMMANDS.get(part[0], "")

    return _TEX.sub(one, value)


def _entry(text: str, at: int) -> tuple[dict[str, str], int]:
    head = _HEAD.match(text, at)
    if not head:
        raise NotBibtex(f"no entry at {text[at : at + 40]!r}")
    fields = {"type": head["type"], "key": head["key"]}
    at = head.end()
    while field := _FIELD.match(text, at):
        value, at = _value(text, field.end())
        if field["name"] in fields:
            raise NotBibtex(f"{field['name']} twice")
        fields[field["name"]] = value
        separator = re.compile(r"\s*,?\s*").match(text, at)
        at = separator.end() if separator else at
    if text[at : at + 1] != "}":
        raise NotBibtex(f"no end of the entry at {text[at : at + 40]!r}")
    return fields, at + 1


def _value(text: str, at: int) -> tuple[str, int]:
    if macro := _MACRO.match(text, at):
        return macro[0], macro.end()
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if not depth:
            return text[at + 1 : end], end + 1
    raise NotBibtex("a brace is never closed")
