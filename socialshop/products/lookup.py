"""Finding products by what windows and conversations call them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from socialshop.products.model import Product


def by_ids(session: Session, ids: Iterable[str]) -> dict[str, Product]:
    """The products with these ids, withdrawn ones too; an id that is no product's is not among them."""
    return {product.id: product for product in session.exec(select(Product).where(col(Product.id).in_(list(ids))))}


def resolve(session: Session, ref: str) -> Product | None:
    """The product that is meant by an item's id or a group's: of a group, the first that can be bought.

    Withdrawn products are not found.
    """
    offered = col(Product.withdrawn_at).is_(None)
    product = session.exec(select(Product).where(Product.id == ref, offered)).first()
    if product is not None:
        return product
    variants = session.exec(select(Product).where(Product.item_group_id == ref, offered)).all()
    return min(variants, key=lambda variant: (variant.availability != "in stock", variant.id), default=None)
