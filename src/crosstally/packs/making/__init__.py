"""A country pack made from GeoNames and Natural Earth, by `crosstally pack build`.

Invariant: what a person wrote is read and never overwritten; what is derived comes out byte for
byte the same from the same inputs. Nothing is fetched: the files are named by the caller.
"""
