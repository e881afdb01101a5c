"""The words of the field as frozen types; standard library only.

Moments are Unix seconds, spans are half-open ``[from_at, until_at)``, money is fen, lengths metres.
"""
