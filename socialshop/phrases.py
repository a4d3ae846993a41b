"""What the program says of its own accord, in English: the form in which translations can find it again."""

from __future__ import annotations


def phrase(template: str, **values: object) -> str:
    """The sentence. `template` is a literal, by which the catalogues of translations know it; its `{names}` are filled
    with `values`, which are phrases themselves or the same in every language."""
    return template.format(**values)
