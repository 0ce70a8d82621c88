"""The life of an alert over the nights, and what people say of it."""
