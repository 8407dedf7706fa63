"""The wiring: settings, addresses and the WSGI door. No domain logic lives here."""
