"""Finding products."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from socialshop.products.model import Product


def by_ids(session: Session, ids: Iterable[str]) -> dict[str, Product]:
    """The products with these ids, withdrawn ones too; an id that is no product's is not among them."""
    return {product.id: product for product in session.exec(select(Product).where(col(Product.id).in_(list(ids))))}
