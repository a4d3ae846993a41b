"""What Meta's platforms tell by webhooks: the updates that happenings become, and the sending of them."""
