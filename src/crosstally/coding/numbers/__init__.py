"""How many: people counted in a crowd, killed, injured and arrested."""
