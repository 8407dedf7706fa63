"""What happens when machines die, tried on one machine: real servers, real processes, real signals. `python -m rehearsals [NAME…]`."""
