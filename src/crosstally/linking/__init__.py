"""`Mention` and `Judgement` in, `Incident` and `Origin` out, every link with its reasons."""
