"""What a person decided about the news: what is wrong, what is hidden, who is whom. It fetches and parses nothing."""
