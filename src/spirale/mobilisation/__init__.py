"""Groups: coordination, homogeneous, rainbow, citizen."""
