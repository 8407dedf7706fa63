"""The endpoints, by noun. Each starts with nothing and reads what the request may see."""
