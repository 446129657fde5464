"""The disk cache: files of a store that is elsewhere, kept on this machine within a hard quota."""
