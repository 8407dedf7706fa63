"""The REST API under /api/v1/: addresses, what they answer, how they are filtered, paged and described, and how they say no."""
