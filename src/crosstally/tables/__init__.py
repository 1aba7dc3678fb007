"""The one place where records become columns and come back."""
