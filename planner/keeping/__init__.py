"""Trips that stay as an earlier plan has them while everything else is planned anew."""
