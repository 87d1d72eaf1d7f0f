"""How a machine comes to run the portal: install, embedded servers, one supervisor, the tests' own servers.

install.py is run by the system's Python before anything is installed; the rest needs only the standard library and the
servers' programs that the environment brings. Nothing here imports Django.
"""
