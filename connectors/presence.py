"""Whether what stood on a platform of Meta's still does.

https://developers.facebook.com/docs/graph-api/batch-requests
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from connectors.graph import Graph


def gone(graph: Graph, account: str, held: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Of what is held by the object that it stands beneath ('' is the account itself), what stands no more.

    Meta says the same of what is gone and of what the token may not see. So nothing is said of what stands beneath an
    object that is not to be seen itself.
    """
    beneath = {object_id or account: ids for object_id, ids in held.items()}
    stands = graph.standing([*beneath, *(id_ for ids in beneath.values() for id_ in ids)])
    return frozenset(
        id_ for object_id, ids in beneath.items() if stands.get(object_id) for id_ in ids if stands.get(id_) is False
    )
