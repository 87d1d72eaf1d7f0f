"""What is done about it: plans, cases, penalties, hand-offs, gates. The door is here; the rooms come with a later issue."""
