"""What the API answers, by noun. Serializers read what the views have fetched and never query."""
