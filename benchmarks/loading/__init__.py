"""Many at once against a running service: who reads, who writes, and what they were answered."""
