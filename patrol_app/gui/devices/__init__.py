"""Devices, root keys and files kept aside: two tabs of the Exchange page."""
