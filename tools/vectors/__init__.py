"""The test vectors of `spec/vectors`, a module for each format."""
