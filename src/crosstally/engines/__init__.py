"""Where batches run: on this machine's processors, or on a cluster's."""
