"""Texts of templates are translated when these are compiled, once for each language: a page has hundreds of them."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup


def translating(gettext: Callable[[str], str]) -> type[CodeGenerator]:
    """What compiles the templates of an environment that speaks the one language of `gettext`."""

    class Translating(CodeGenerator):
        def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - jinja's name
            super().visit_Template(_Translation(gettext).visit(node), frame)

    return Translating


class _Translation(NodeTransformer):
    """Puts what `_("Search")` returns in its place; the page itself fills in what a text has places for."""

    def __init__(self, gettext: Callable[[str], str]) -> None:
        self._gettext = gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(text))]):
                filling = nodes.Dict([nodes.Pair(nodes.Const(given.key), given.value) for given in node.kwargs])
                return nodes.Mod(nodes.Const(Markup(self._gettext(text))), filling)  # noqa: S704 - the catalogue is ours
        return node
