"""What a crowd voices: demands and slogans, with their themes."""
