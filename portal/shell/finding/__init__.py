"""One box for everything: each module finds one kind of thing, of what the asker may see."""
