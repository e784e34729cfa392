"""Histories as each version of the tables left them, and the script that recorded them."""
