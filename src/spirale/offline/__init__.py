"""Working without a network: writes that wait and may be repeated, keys of devices, signed bundles."""
