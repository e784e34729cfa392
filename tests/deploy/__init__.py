"""What is in deploy/ holds: crontab, units of systemd, tasks of Windows, the container file."""
