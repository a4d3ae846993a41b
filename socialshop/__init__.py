"""Social commerce with empathy: shop windows out, conversations in, both linked to orders and referrals."""

__version__ = "0.1.0"
