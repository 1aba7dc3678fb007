"""Records in, files out; whatever leaves passes `publish.disclose`."""
