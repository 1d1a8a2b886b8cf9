"""Files: up to and down from the storage host, and documents as text. The pure parts are shared by both clients.

`scripts` say what to do as generators of steps, `transfer` carries steps out (sync and async), `addresses` says where
files may be, `saving` writes them to disk, `kinds` says what they are. `apart` has a file read as text: `worker` is the
process that does it, `readers`, `pdf` and `word` run there, and `problems` words why there is no text.
"""
