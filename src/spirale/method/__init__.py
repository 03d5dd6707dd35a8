"""The SPIRAL method as a plain typed library: no Django, no clock, no network, no chance without a seed."""
