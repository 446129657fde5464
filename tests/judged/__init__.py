"""A judged set: records of a made-up house of perfume and fashion, queries in French and English, and what is relevant.

What is relevant is decided by hidden facts of each record, never by its words; so a ranking is judged by something that
it cannot see.
"""
