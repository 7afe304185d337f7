"""Tables taken out of the application: what may be chosen, what is in them, and the files they become."""
