"""A window's own pictures: drawn from its words and its products' photos, the same facts to the same picture."""
