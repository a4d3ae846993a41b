"""Templates are compiled to what costs a page little: it has hundreds of texts, calls and values to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

_TOLD_THE_CONTEXT = frozenset({"_", "gettext", "ngettext"})
"""What wants to know in which page it is called; to find out whether a function does takes longer than to call it."""


def compiling(gettext: Callable[[str], str], fixed: Mapping[str, Callable[[str], Markup]]) -> type[CodeGenerator]:
    """What compiles the templates of an environment that speaks the one language of `gettext`.

    Texts are translated once, when their template is compiled, and what `fixed` functions make of a constant is made
    then. Others are called straight away: none of ours but those for texts takes the context.
    """

    class Compiling(CodeGenerator):
        def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - jinja's name
            super().visit_Template(_Prepared(gettext, fixed).visit(node), frame)
            self.writeline(f"from {__name__} import shown")

        def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
            if forward_caller or not _is_plain(node):
                super().visit_Call(node, frame, forward_caller=forward_caller)
                return
            self.visit(node.node, frame)
            self.write("(")
            for given in (*node.args, *node.kwargs):
                self.visit(given, frame)
                self.write(", ")
            self.write(")")

        def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
            if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
                self.write("shown(")
            else:
                super()._output_child_pre(node, frame, finalize)

    return Compiling


def shown(value: object) -> str:
    """As `escape`, which takes longer with what needs none."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    return str(value) if kind is int else escape(value)


def _is_plain(call: nodes.Call) -> bool:
    """Whether it can be written as Python writes it."""
    takes_context = isinstance(call.node, nodes.Name) and call.node.name in _TOLD_THE_CONTEXT
    return not (takes_context or call.dyn_args or call.dyn_kwargs)


class _Prepared(NodeTransformer):
    """Puts what `_("Search")` and `icon("search")` return in their places; the page itself fills in what a text has
    places for."""

    def __init__(self, gettext: Callable[[str], str], fixed: Mapping[str, Callable[[str], Markup]]) -> None:
        self._gettext = gettext
        self._fixed = fixed

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(text))]):
                filling = nodes.Dict([nodes.Pair(nodes.Const(given.key), given.value) for given in node.kwargs])
                return nodes.Mod(nodes.Const(Markup(self._gettext(text))), filling)  # noqa: S704 - the catalogue is ours
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str(text))], kwargs=[]) if (
                name in self._fixed
            ):
                return nodes.Const(self._fixed[name](text))
        return node
