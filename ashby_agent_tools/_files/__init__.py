"""Files: up to and down from the storage host, and documents as text. The pure parts are shared by both clients.

`scripts` say what to do as generators of steps, `transfer` carries steps out (sync and async), `addresses` says where
files may be, `saving` writes them to disk, `documents` and `text` make text of them.
"""
