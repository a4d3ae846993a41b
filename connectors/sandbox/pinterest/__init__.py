"""Pinterest: the official API v5 and the comment resources of pinterest.com."""
