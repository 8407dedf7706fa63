"""Backup and restore: the database, the files and their checksums in one archive; what is restored is compared with what was taken."""
